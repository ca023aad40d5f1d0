"""The organisation: its tree, units, people, posts and rosters, and how they are changed."""
