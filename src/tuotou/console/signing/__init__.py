"""Coming in and going out, and one's own account."""
