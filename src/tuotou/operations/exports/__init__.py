"""Long lists that are taken away: asked for, let pass, made by and by, kept for some days."""
