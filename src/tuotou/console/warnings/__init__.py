"""Warnings: the inbox, one warning with its story, and what people do with it."""
