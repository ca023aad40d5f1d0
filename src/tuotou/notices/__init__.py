"""Out-bound channels, a folder each: how a message leaves the house."""
