"""pytest-phase: red before the code, green after it, and the proof that a machine saw both."""

__version__ = "0.1.0"
