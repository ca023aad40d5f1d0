"""Partners' JSON: the doors that other systems come in by."""
