"""What was done, and who came in: lists that only grow."""
