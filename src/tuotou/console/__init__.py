"""The staff's web."""
