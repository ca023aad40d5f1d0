"""The live watch: events recorded, subjects settled, what is due woken, days archived."""
