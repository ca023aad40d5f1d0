"""A robot of a WeCom (企业微信) group: posts by webhook, files too."""
