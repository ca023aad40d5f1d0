"""Indicators 指标: what is counted of all events and promises beside the verdicts, and told as figures."""
