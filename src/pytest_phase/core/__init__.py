"""Pure values and rules: no pytest, no files, no git, no clock."""
