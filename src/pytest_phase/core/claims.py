"""Claims: what a plan or a spec says of code by name, and where it says it."""

from __future__ import annotations

from typing import Literal, NamedTuple

from pytest_phase.core.inventory.interfaces import Parameter

Role = Literal["mention", "spec", "actual", "import"]
"""How it is said: in running text, in a cell of the table of corrections, as an import."""

ClaimKind = Literal["name", "call", "path", "table", "column"]


class Claim(NamedTuple):
    """One name that a document writes as code.

    ``name`` is dotted, without arguments; ``parameters`` are those that it quotes, None where
    it quotes none, ``returns`` the return type it quotes. ``component`` is the id of the
    component it stands in. ``creates`` where the text says that it is to be made, ``relies``
    where it says that it is there. ``row`` is the line of a row of the table of corrections,
    ``reason`` what the row's action says.
    """

    text: str
    name: str
    kind: ClaimKind
    document: str
    line: int
    column: int = 1
    component: str | None = None
    role: Role = "mention"
    parameters: tuple[Parameter, ...] | None = None
    returns: str = ""
    creates: bool = False
    relies: bool = False
    row: int = 0
    reason: str = ""

    @property
    def where(self) -> str:
        """``PLAN.md:41``."""
        return f"{self.document}:{self.line}"

    @property
    def last(self) -> str:
        """The last part of the name."""
        return self.name.rpartition(".")[2]


class Making(NamedTuple):
    """A name that a component is going to make, and where the plan says so."""

    name: str
    component: str
    line: int
    certain: bool = True


class Claims(NamedTuple):
    """All that a document says of code: the claims, and what its components make."""

    said: tuple[Claim, ...] = ()
    makes: tuple[Making, ...] = ()
