"""Parcels, trips, shifts, cases …: looked up, one by one or a thousand at once, each on a page of its own."""
