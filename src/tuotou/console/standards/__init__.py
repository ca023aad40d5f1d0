"""Standards: what the company promises, how it is kept, who changes it, and what a change would do."""
