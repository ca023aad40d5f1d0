"""The report as one page: a file of its own that opens anywhere, in Chinese and English, and fetches nothing."""
