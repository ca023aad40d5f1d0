"""Indicators: what the company is measured by, what each means, its target, who is where, who stands behind."""
