"""Options and configure only; everything heavy is imported by an active run."""
