"""The download centre: long lists that were asked for, and requests to be decided on."""
