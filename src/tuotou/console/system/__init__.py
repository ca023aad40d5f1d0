"""The installation itself: tokens, channels, receivers, documents, what runs by itself, health, settings."""
