"""How people are warned, as documents say it: codes, causes that explain many, who hears next, how few are no alarm."""
