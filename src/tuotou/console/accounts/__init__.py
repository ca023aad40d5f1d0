"""Who may sign in, and what roles may."""
