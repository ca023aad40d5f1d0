"""Mail, by the company's own server or its provider's."""
