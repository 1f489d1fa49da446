"""Looks names up in an inventory: what is called so, who has it, what is called nearly so."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Literal, NamedTuple

from pytest_phase.core.inventory.familiar import familiar
from pytest_phase.core.inventory.interfaces import Interface
from pytest_phase.core.inventory.schema import Table
from pytest_phase.core.inventory.whole import Inventory

PlaceKind = Literal[
    "module", "class", "function", "method", "property", "attribute", "table", "column", "fixture"
]

HARMLESS_BASES = frozenset(
    {
        *("object", "ABC", "Generic", "Protocol", "NamedTuple", "TypedDict", "Exception"),
        *("ValueError", "RuntimeError", "KeyError", "TypeError", "LookupError", "OSError"),
        *("Enum", "IntEnum", "StrEnum", "Flag", "str", "int", "dict", "list", "tuple"),
    }
)
"""Bases from outside whose members everybody knows: what is missing there is missing."""

CLOSE = 0.6
"""How alike two names are, from 0 to 1, for one to be taken for the other."""

SHOWN = 0.5
"""How alike a name has to be to be offered at all."""


class Place(NamedTuple):
    """Something with a name, and where it is: a dotted name, ``path:line``, what it is."""

    name: str
    kind: PlaceKind
    path: str
    line: int
    interface: Interface | None = None

    @property
    def last(self) -> str:
        """The last part of its name."""
        return self.name.rpartition(".")[2]

    @property
    def where(self) -> str:
        """``path:line``; of a module the path alone."""
        return self.path if self.kind == "module" else f"{self.path}:{self.line}"

    @property
    def short(self) -> str:
        """Its name without the module: ``Cart.add``; of a module all of it."""
        return self.interface.name if self.interface else self.name


class Lookup:
    """An inventory by name. Everything is looked up by any ending of its dotted name."""

    def __init__(self, inventory: Inventory) -> None:
        self.inventory = inventory

    @cached_property
    def _by_last(self) -> dict[str, list[Place]]:
        found: dict[str, list[Place]] = {}
        for each in self._places():
            found.setdefault(each.last, []).append(each)
        return found

    def _places(self) -> Iterator[Place]:
        for module in self.inventory.modules:
            yield Place(module.name, "module", module.path, 1)
            for each in module.interfaces:
                name = f"{module.name}.{each.name}"
                yield Place(name, each.kind, module.path, each.line, each)
        for fixture in self.inventory.tests.fixtures:
            yield Place(fixture.name, "fixture", fixture.path, fixture.line)

    @cached_property
    def tables(self) -> dict[str, list[Table]]:
        """The tables by name, case folded, as each reader found them."""
        found: dict[str, list[Table]] = {}
        for each in self.inventory.schema.tables:
            found.setdefault(each.name.casefold(), []).append(each)
        return found

    @cached_property
    def _classes(self) -> dict[str, Place]:
        places = (each for held in self._by_last.values() for each in held)
        return {each.name: each for each in places if each.kind == "class"}

    @cached_property
    def _passed_on(self) -> dict[str, str]:
        """Dotted names that a module offers of another, and where they come from."""
        return {
            f"{module.name}.{name}": origin
            for module in self.inventory.modules
            for name, origin in module.exports
            if origin != f"{module.name}.{name}"
        }

    @cached_property
    def words(self) -> frozenset[str]:
        """Every identifier that stands for something: names, parameters, columns, fields."""
        found = set(self._by_last)
        for module in self.inventory.modules:
            found.update(module.name.split("."))
            found.update(name for name, _ in module.exports)
            for each in module.interfaces:
                found.update(one.name for one in each.parameters)
        for table in self.inventory.schema.tables:
            found.add(table.name)
            found.update(each.name for each in table.columns)
        for record in self.inventory.schema.records:
            found.update(each.name for each in record.fields)
        return frozenset(found)

    @cached_property
    def external(self) -> frozenset[str]:
        """Names that modules of the project import from outside, and the packages they are of."""
        own = {each.name.partition(".")[0] for each in self.inventory.modules}
        found: set[str] = set()
        for module in self.inventory.modules:
            for name, origin in module.exports:
                if origin.partition(".")[0] not in own:
                    found.update((name, origin.partition(".")[0], origin.rpartition(".")[2]))
        return frozenset(found)

    def find(self, name: str) -> tuple[Place, ...]:
        """All that is called so: by its dotted name or any ending of it, inherited ones too."""
        direct = tuple(
            each
            for each in self._by_last.get(name.rpartition(".")[2], ())
            if each.name == name or each.name.endswith(f".{name}")
        )
        if direct:
            return direct
        origin = self._origin(name)
        if origin != name and (found := self._exact(origin)):
            return found
        owner, _, last = name.rpartition(".")
        if not owner:
            return ()
        inherited = (self.member(each, last) for each in self.owners(owner))
        return tuple(dict.fromkeys(each for each in inherited if each is not None))

    def _exact(self, name: str) -> tuple[Place, ...]:
        return tuple(x for x in self._by_last.get(name.rpartition(".")[2], ()) if x.name == name)

    def _origin(self, name: str) -> str:
        """Where a name comes from that a package passes on, by any ending of the package."""
        for start in range(20):
            if name in self._passed_on:
                name = self._passed_on[name]
                continue
            longer = self._endings.get(name) if not start else None
            if longer is None:
                return name
            name = longer
        return name

    @cached_property
    def _endings(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for each in self._passed_on:
            parts = each.split(".")
            for start in range(1, len(parts) - 1):
                found.setdefault(".".join(parts[start:]), each)
        return found

    def owners(self, name: str) -> tuple[Place, ...]:
        """The classes and modules called so."""
        return tuple(each for each in self.find(name) if each.kind in ("class", "module"))

    def member(self, owner: Place, name: str, depth: int = 0) -> Place | None:
        """A member of a class, its own or inherited in the project; None where there is none."""
        own = self._exact(f"{owner.name}.{name}")
        if own:
            return own[0]
        for base in self._bases(owner) if depth < 20 else ():
            if isinstance(base, Place) and (found := self.member(base, name, depth + 1)):
                return found
        return None

    def members(self, owner: Place, depth: int = 0) -> Iterator[Place]:
        """All members of a class or module, own ones first."""
        prefix = f"{owner.name}."
        for each in self._children.get(owner.name, ()):
            if each.name.startswith(prefix):
                yield each
        for base in self._bases(owner) if depth < 20 else ():
            if isinstance(base, Place):
                yield from self.members(base, depth + 1)

    @cached_property
    def _children(self) -> dict[str, list[Place]]:
        found: dict[str, list[Place]] = {}
        for held in self._by_last.values():
            for each in held:
                found.setdefault(each.name.rpartition(".")[0], []).append(each)
        return found

    def _bases(self, owner: Place) -> Iterator[Place | str]:
        """The bases of a class: places in the project, dotted names from outside."""
        for base in owner.interface.bases if owner.interface else ():
            name = self._origin(base)
            yield self._classes.get(name) or name

    def inherits(self, owner: Place, name: str) -> bool:
        """Whether a class has a member through a well-known base from outside."""
        bases = (familiar(each) for each in self._all_foreign(owner))
        return any(each is not None and each.has(name) for each in bases)

    def unknowable(self, owner: Place, *, called: bool = False) -> str:
        """Why not all members of a class or module can be known; empty where they can.

        Of a well-known base all that can be ``called`` is known, and not what it makes of
        fields and relations.
        """
        if owner.kind == "module":
            return ", ".join(self.inventory.by_name[owner.name].unknowable)
        if self.member(owner, "__getattr__") or self.member(owner, "__getattribute__"):
            return f"{owner.short} has __getattr__"
        foreign = [
            each
            for each in self._all_foreign(owner)
            if _is_strange(each) and not (called and familiar(each))
        ]
        return f"{owner.short} inherits from {foreign[0]}" if foreign else ""

    def _all_foreign(self, owner: Place, depth: int = 0) -> Iterator[str]:
        for base in self._bases(owner) if depth < 20 else ():
            if isinstance(base, Place):
                yield from self._all_foreign(base, depth + 1)
            else:
                yield base

    def nearest(
        self, name: str, within: Iterable[Place] | None = None, count: int = 3
    ) -> tuple[Place, ...]:
        """The places with the names most like ``name``, best first; only tolerably like ones."""
        last = name.rpartition(".")[2]
        if within is None:
            within = (each for word in self._alike(last) for each in self._by_last[word])
        scored = sorted(
            ((likeness(last, each.last), each) for each in dict.fromkeys(within)),
            key=lambda pair: (-pair[0], len(pair[1].name), pair[1].name),
        )
        return tuple(each for score, each in scored if score >= SHOWN)[:count]

    def _alike(self, name: str) -> set[str]:
        """Names that share a word, or the beginning, with a name: few enough to be compared."""
        found: set[str] = set()
        for part in parts(name):
            found |= self._by_part.get(part, set()) | self._by_part.get(part[:4], set())
        return found

    @cached_property
    def _by_part(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for name, places in self._by_last.items():
            if all(each.path in self._test_paths for each in places):
                continue
            for part in parts(name):
                found.setdefault(part, set()).add(name)
                found.setdefault(part[:4], set()).add(name)
        return found

    @cached_property
    def _test_paths(self) -> frozenset[str]:
        return frozenset(each.path for each in self.inventory.modules if each.is_test)


def _is_strange(base: str) -> bool:
    return base.rpartition(".")[2] not in HARMLESS_BASES and not base.startswith("collections.abc")


def parts(name: str) -> list[str]:
    """The words of a name: ``get_user`` and ``getUser`` have two."""
    return [each.lower() for each in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", name)]


def likeness(one: str, other: str) -> float:
    """How alike two names are: by their letters, or by the words they share."""
    letters = difflib.SequenceMatcher(None, one.lower(), other.lower()).ratio()
    mine, theirs = set(parts(one)), set(parts(other))
    shared = len(mine & theirs) / max(len(mine | theirs), 1)
    return max(letters, shared)


def misspelled(one: str, other: str) -> bool:
    """Whether two names are the same but for a letter or two."""
    return difflib.SequenceMatcher(None, one.lower(), other.lower()).ratio() >= 0.9
