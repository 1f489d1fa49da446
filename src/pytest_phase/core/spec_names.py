"""The names of a spec held against the code: what is there, what is new, what a section makes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Literal, NamedTuple

from pytest_phase.core.claims import Claim
from pytest_phase.core.inventory.familiar import offered
from pytest_phase.core.inventory.lookup import CLOSE, Lookup, Place, likeness, misspelled
from pytest_phase.core.specification import Part

Strength = Literal["heading", "sample", "said", "first"]
"""How a section introduces a name: by its heading, by a sample of it, by saying that it is to
be made, or by being the first to write of it."""

_WORD = re.compile(r"[^\W_]+")


class Introduced(NamedTuple):
    """A name that a section introduces, the line, and how; ``path`` of a file is its own."""

    name: str
    line: int
    strength: Strength


class Known(NamedTuple):
    """What names are held against: the code, the files that exist, and what was passed over."""

    lookup: Lookup
    exists: Callable[[str], bool]
    hidden: Mapping[str, str]

    def places(self, claim: Claim) -> tuple[Place, ...]:
        """What the code calls so; what tests define left out."""
        tests = {each.path for each in self.lookup.inventory.modules if each.is_test}
        return tuple(each for each in self.lookup.find(claim.name) if each.path not in tests)

    def owner(self, name: str) -> tuple[Place, ...]:
        """The class or module of the code that a dotted name is said to be inside of."""
        owner = name.rpartition(".")[0]
        return self.lookup.owners(owner) if owner else ()

    def is_new(self, claim: Claim) -> bool:
        """Whether the project has nothing of this name, and nobody else has."""
        if claim.kind == "path":
            return claim.name.endswith(".py") and not self._is_file(claim.name)
        if claim.kind in ("table", "column") or self.lookup.find(claim.name):
            return False
        head, _, rest = claim.name.partition(".")
        foreign = self.lookup.external | set(self.hidden)
        if head in foreign or claim.last in self.hidden or (not rest and offered(head)):
            return False
        owners = self.owner(claim.name)
        if any(self.lookup.inherits(each, claim.last) for each in owners):
            return False
        return claim.kind == "call" or bool(rest and owners) or is_identifier(claim.name)

    def nearest(self, name: str) -> Place | None:
        """The real name most like this one, near enough to be meant; of a class a class."""
        wanted = last(name)
        is_class = wanted[:1].isupper()
        for each in self.lookup.nearest(name, count=20):
            if (each.kind == "class") == is_class:
                return each if likeness(each.last, wanted) >= CLOSE else None
        return None

    def is_slip(self, name: str) -> bool:
        """Whether a real name is the same but for a letter or two."""
        near = self.nearest(name)
        return near is not None and misspelled(near.last, last(name))

    def _is_file(self, path: str) -> bool:
        modules = self.lookup.inventory.modules
        return self.exists(path) or any(each.path.endswith(f"/{path}") for each in modules)


def last(name: str) -> str:
    """The last part of a dotted name; of a path the name of the module."""
    if name.endswith(".py"):
        return name.removesuffix(".py").rpartition("/")[2]
    return name.rpartition(".")[2]


def is_identifier(name: str) -> bool:
    """Whether a word can only be a name of code: two words in one, or a class."""
    word = last(name)
    return bool(re.search(r"[a-z0-9][A-Z]|[^_]_[^_]", word)) or (
        word[:1].isupper() and not word.isupper()
    )


def introduced(part: Part, known: Known) -> Iterator[Introduced]:
    """The new names that a section introduces, the strongest first."""
    found: dict[str, Introduced] = {}
    order: tuple[Strength, ...] = ("heading", "sample", "said", "first")
    candidates = list(_candidates(part, known))
    for each in sorted(candidates, key=lambda one: order.index(one.strength)):
        found.setdefault(each.name, each)
    yield from found.values()


def _candidates(part: Part, known: Known) -> Iterator[Introduced]:
    title = _folded(part.title)
    for claim, leads, uses, made in part.mentions:
        if not known.is_new(claim) or known.is_slip(claim.name):
            continue
        if claim.line == part.line or _folded(last(claim.name)) in title:
            yield Introduced(claim.name, claim.line, "heading")
        elif made or claim.kind == "path":
            yield Introduced(claim.name, claim.line, "said")
        elif not (claim.relies or uses) and leads and known.nearest(claim.name) is None:
            yield Introduced(claim.name, claim.line, "first")
    for name in part.defines:
        claim = Claim(name, name, "call", "", part.line)
        if known.is_new(claim):
            yield Introduced(name, part.line, "sample")


def _folded(text: str) -> str:
    return "".join(_WORD.findall(text)).casefold()
