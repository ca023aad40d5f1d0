"""SMS by a gateway: how a provider is asked stands in a small document, as do the approved texts."""
