"""People: everything under one staff number, within the scope of who looks."""
