"""What a replay needs from the world: git worktrees, an overlay of today's tests, two children."""
