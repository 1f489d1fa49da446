"""Python source as data: its canonical form, what it defines and names, its fixtures and tests."""
