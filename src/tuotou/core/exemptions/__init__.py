"""Exemptions 报备 as documents say them: which kinds there are, how many a site may file, what looks like abuse."""
