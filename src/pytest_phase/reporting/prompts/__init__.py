"""The prompts of the planning pattern, filled with the facts of a project."""
