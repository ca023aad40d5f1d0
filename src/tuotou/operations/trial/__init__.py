"""A standard tried on history before it holds: back-test and its figures."""
