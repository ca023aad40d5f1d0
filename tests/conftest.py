"""How long an example takes says nothing of whether it is right: machines are shared, and no test is timed."""

from hypothesis import settings

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
