"""How good the data is that everything else is judged by."""
