"""A WeCom (企业微信) app of the company's own: messages to persons, cards whose buttons come back."""
