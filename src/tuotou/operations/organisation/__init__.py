"""The organisation: read from workbooks, checked, stored with its dates."""
