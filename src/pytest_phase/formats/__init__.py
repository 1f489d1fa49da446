"""Text to values and back: the plan's Markdown and the lock's TOML."""
