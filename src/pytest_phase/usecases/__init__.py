"""The stories: they take values and ports, return values, and never print."""
