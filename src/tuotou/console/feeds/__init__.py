"""Where events come from: sources that are read by themselves, and files that people bring."""
