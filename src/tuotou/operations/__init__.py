"""Every verb the system can do, one file a verb: load, ask the core, save, say what changed."""
