"""History on Parquet: events by day of recording and hash bucket of the subject, sorted (kernel rule 66)."""
