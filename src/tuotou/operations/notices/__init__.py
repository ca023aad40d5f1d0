"""Telling the right person: steps of warnings become notices, notices letters, and letters leave by channels."""
