"""Replay: what both sides saw of each test, and what follows from it. Pure values and rules."""
