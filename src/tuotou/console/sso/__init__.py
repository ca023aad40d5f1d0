"""Signing in elsewhere: at the company's own identity provider, or by scanning with the chat app."""
