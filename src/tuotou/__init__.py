"""Tuotou 妥投: the service-quality platform of an express company."""

import os

# Polars' allocator gives freed memory back at once and asks the system for it again: measured, two thirds of the page
# faults of a replay and a fifth of its time. It reads this when it is loaded, and who has set it knows better.
os.environ.setdefault("_RJEM_MALLOC_CONF", "dirty_decay_ms:10000,muzzy_decay_ms:-1")
