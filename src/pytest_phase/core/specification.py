"""A spec, as far as a plan can be drawn from it: its sections, their names, what they ask for."""

from __future__ import annotations

from typing import NamedTuple

from pytest_phase.core.claims import Claim


class Mention(NamedTuple):
    """A name that a section writes as code.

    ``leads``: its sentence or item begins with it. ``uses``: the text says that the thing
    called so uses what the section is about (``used by X``). ``made``: right before it the
    text says that it is to be made (``add a X``).
    """

    claim: Claim
    leads: bool = False
    uses: bool = False
    made: bool = False


class Part(NamedTuple):
    """One section without those below it; level 0 is what stands before the first heading.

    ``asks`` are its sentences and items that ask for something, ``defines`` the classes and
    functions of its Python samples, ``quotes`` the classes these name. ``aside``: the section
    says what is not to be made.
    """

    title: str
    level: int
    line: int
    mentions: tuple[Mention, ...] = ()
    asks: tuple[str, ...] = ()
    defines: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()
    aside: bool = False
    is_model: bool = False


class Spec(NamedTuple):
    """A spec document: its sections in their order, and its questions without an answer."""

    path: str
    parts: tuple[Part, ...] = ()
    questions: tuple[str, ...] = ()

    def place(self, line: int) -> str:
        """``SPEC.md:12``."""
        return f"{self.path}:{line}"
