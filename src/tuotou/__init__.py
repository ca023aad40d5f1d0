"""Tuotou 妥投: the service-quality platform of an express company."""

import ctypes
import os
import sys

# Allocators give freed memory back at once and ask the system for it again: measured, two thirds of the page faults of
# a replay and a fifth of its time. Polars' reads this when it is loaded, and who has set it knows better.
os.environ.setdefault("_RJEM_MALLOC_CONF", "dirty_decay_ms:10000,muzzy_decay_ms:-1")
# NumPy's is the C library's; glibc can be told.
_TRIM, _MMAP = -1, -3  # M_TRIM_THRESHOLD, M_MMAP_THRESHOLD in malloc.h
if sys.platform == "linux" and (_mallopt := getattr(ctypes.CDLL(None), "mallopt", None)):
    _mallopt(_MMAP, 32 << 20)
    _mallopt(_TRIM, 512 << 20)
