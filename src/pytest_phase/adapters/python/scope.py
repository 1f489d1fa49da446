"""What one scope of a Python file reads, binds and imports."""

from __future__ import annotations

from pytest_phase.adapters.python.imports import Import


class Scope:
    """What the canonical walk learns of one scope on its way.

    ``loads`` are the names it reads, with the attributes that follow (``h.make``); a leading
    dot stands for the object a method was given first (``self.make`` is ``.make``).
    ``requests`` are fixtures asked for with ``getfixturevalue``.
    """

    __slots__ = ("bound", "declared", "imports", "loads", "requests")

    def __init__(self) -> None:
        self.loads: list[str] = []
        self.bound: list[str] = []
        self.declared: list[str] = []
        self.imports: list[Import] = []
        self.requests: list[str] = []

    def take(self, imports: list[Import]) -> None:
        """Bind imported names."""
        self.imports += imports
        self.bound += [each.local for each in imports]

    def absorb(self, inner: Scope) -> None:
        """Take over what an inner scope reads and does not bind itself.

        A name that the inner scope imports is kept: its import says what it means.
        """
        if inner.loads:
            local = set(inner.bound)
            local.difference_update(inner.declared, [each.local for each in inner.imports])
            self.loads += [each for each in inner.loads if each.partition(".")[0] not in local]
        self.imports += inner.imports
        self.requests += inner.requests
