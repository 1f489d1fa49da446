"""Whether the libraries of the extra ``explore`` are installed."""

from __future__ import annotations

from importlib.util import find_spec

NEEDED = ("griffe", "grimp", "sqlglot")
INSTALL = 'pip install "pytest-phase[explore]"'


def missing_libraries() -> tuple[str, ...]:
    """Those that are not installed; nothing is imported to find out."""
    return tuple(each for each in NEEDED if find_spec(each) is None)
