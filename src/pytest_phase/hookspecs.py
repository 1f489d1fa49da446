"""Public hooks for other plugins."""
