"""A robot of a Feishu (飞书) group: posts cards by a signed webhook, no files and no buttons that call back."""
