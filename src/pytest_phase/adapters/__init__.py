"""The world: files, git, source code and child processes."""
