"""To the log: for trying out what people would be told."""
