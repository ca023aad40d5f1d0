"""A DingTalk (钉钉) app of the company's own: its robot writes to persons, cards whose buttons come back, files."""
