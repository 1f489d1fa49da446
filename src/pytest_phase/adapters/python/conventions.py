"""How the tests of a project are named."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import NamedTuple


class Conventions(NamedTuple):
    """How pytest's ini says tests are named: prefixes, or globs where they hold ``*?[``."""

    functions: tuple[str, ...] = ("test",)
    classes: tuple[str, ...] = ("Test",)

    def is_function(self, name: str) -> bool:
        """Whether a function of that name is a test."""
        return any(_fits(name, each) for each in self.functions)

    def is_class(self, name: str) -> bool:
        """Whether a class of that name holds tests."""
        return any(_fits(name, each) for each in self.classes)


def _fits(name: str, pattern: str) -> bool:
    if name.startswith(pattern):
        return True
    return any(each in pattern for each in "*?[") and fnmatchcase(name, pattern)
