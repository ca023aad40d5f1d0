"""Files by hand: brought, looked through, recorded in the background, forgotten."""
