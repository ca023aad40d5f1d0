"""Keeping an installation well: doctor, backup, restore, migrations."""
