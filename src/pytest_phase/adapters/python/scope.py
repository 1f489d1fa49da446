"""What one scope of a Python file reads, binds and imports."""

from __future__ import annotations

from typing import NamedTuple


class Import(NamedTuple):
    """One imported name: ``from <level dots><module> import <name> as <local>``.

    ``name`` is None where ``import a.b`` binds its first part (``local`` is ``a``, or the alias
    of a module without dots); ``import a.b as h`` is kept as ``from a import b as h``.
    """

    local: str
    level: int
    module: str
    name: str | None

    @property
    def spelled(self) -> str:
        """Everything that is imported, with dots: ``shop.cart.Cart``."""
        parts = (self.module, self.name)
        return "." * self.level + ".".join(part for part in parts if part)


class Scope:
    """What the canonical walk learns of one scope on its way.

    ``loads`` are the names it reads, with the attributes that follow (``h.make``); a leading
    dot stands for the object a method was given first (``self.make`` is ``.make``).
    ``requests`` are fixtures asked for with ``getfixturevalue``.
    """

    __slots__ = ("bound", "declared", "imports", "loads", "requests")

    def __init__(self) -> None:
        self.loads: list[str] = []
        self.bound: set[str] = set()
        self.declared: set[str] = set()
        self.imports: list[Import] = []
        self.requests: list[str] = []

    def absorb(self, inner: Scope) -> None:
        """Take over what an inner scope reads and does not bind itself.

        A name that the inner scope imports is kept: its import says what it means.
        """
        if inner.loads:
            local = inner.bound - inner.declared
            if inner.imports:
                local.difference_update(each.local for each in inner.imports)
            self.loads += [each for each in inner.loads if each.partition(".")[0] not in local]
        self.imports += inner.imports
        self.requests += inner.requests
