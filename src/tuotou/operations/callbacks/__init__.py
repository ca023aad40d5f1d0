"""What comes back through channels."""
