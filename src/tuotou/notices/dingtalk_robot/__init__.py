"""A robot of a DingTalk (钉钉) group: posts by a signed webhook, no files."""
