"""Exemptions 报备: filed, decided, carried out."""
