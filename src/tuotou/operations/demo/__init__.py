"""A company that is made up and goes on living: its past in an empty database, its present as it comes."""
