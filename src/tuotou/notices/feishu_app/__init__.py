"""A Feishu (飞书) app of the company's own: cards to persons whose buttons come back, files."""
