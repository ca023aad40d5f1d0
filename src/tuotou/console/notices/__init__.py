"""One's own notices: what one was told, and how one wants to be told."""
