"""The database: the only app with tables. A noun a file in `models`; what must be fast lies beside, in plain SQL."""
