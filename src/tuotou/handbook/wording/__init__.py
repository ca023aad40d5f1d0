"""What the core, the feeds and the operations say in English, in Chinese."""
