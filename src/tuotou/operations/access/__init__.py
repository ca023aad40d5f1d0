"""Who may come in by the API, and what has been asked before."""
