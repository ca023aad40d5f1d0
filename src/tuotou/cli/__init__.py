"""The command line: one file a verb group; each translates, makes one call and translates back."""
