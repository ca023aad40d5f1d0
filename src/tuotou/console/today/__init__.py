"""The day at an outlet, the floor of a hub: what is to be done now, by whom."""
