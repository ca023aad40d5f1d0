"""What runs by itself: the one place where it is listed, and the loop that runs it."""
