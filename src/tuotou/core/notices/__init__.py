"""How people are told: which words, by which way, and when they are left in peace."""
