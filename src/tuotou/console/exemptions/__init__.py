"""Exemptions 报备: filed by outlets, decided by who stands above them."""
