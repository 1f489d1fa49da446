"""All classes of a project by their dotted name, found through what modules offer of others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pytest_phase.adapters.exploring.facts import STAR, Facts
from pytest_phase.adapters.exploring.sketches import Part, Sketch

_DEEPEST = 20


class Known(NamedTuple):
    """One class of the project, and the file that defines it."""

    module: str
    path: str
    sketch: Sketch

    @property
    def name(self) -> str:
        """The dotted name, with the module."""
        return f"{self.module}.{self.sketch.name}"

    @property
    def last(self) -> str:
        """The name of the class alone."""
        return self.sketch.name.rpartition(".")[2]


class Classes:
    """Finds classes and assignments by dotted names, also where a module only passes them on."""

    def __init__(self, facts: Iterable[Facts]) -> None:
        self._modules = {each.module: each for each in facts}
        self._exports = {name: dict(each.exports) for name, each in self._modules.items()}
        self._known = {
            f"{each.module}.{sketch.name}": Known(each.module, each.path, sketch)
            for each in self._modules.values()
            for sketch in each.sketches
        }
        self._assigned = {
            f"{each.module}.{part.name}": part
            for each in self._modules.values()
            for part in each.assigned
        }

    def __iter__(self) -> Iterator[Known]:
        return iter(self._known.values())

    def find(self, dotted: str) -> Known | None:
        """The class of this name, where it is defined; None outside the project."""
        return self._known.get(self.origin(dotted))

    def assigned(self, dotted: str) -> Part | None:
        """What a module assigns under this name."""
        return self._assigned.get(self.origin(dotted))

    def origin(self, dotted: str, depth: int = 0) -> str:
        """Where a name is defined, as far as the project's own modules say."""
        if dotted in self._known or dotted in self._assigned or depth > _DEEPEST:
            return dotted
        module, rest = self._split(dotted)
        if module is None:
            return dotted
        head, _, tail = rest.partition(".")
        passed_on = self._exports[module].get(head)
        if passed_on is not None and passed_on != f"{module}.{head}":
            return self.origin(f"{passed_on}.{tail}" if tail else passed_on, depth + 1)
        for star in self._stars(module):
            found = self.origin(f"{star}.{rest}", depth + 1)
            if found in self._known or found in self._assigned:
                return found
        return dotted

    def _split(self, dotted: str) -> tuple[str | None, str]:
        """The longest module that a name begins with, and the rest."""
        module, _, rest = dotted.rpartition(".")
        while module and module not in self._modules:
            module, _, more = module.rpartition(".")
            rest = f"{more}.{rest}"
        return (module, rest) if module else (None, dotted)

    def _stars(self, module: str) -> list[str]:
        notes = self._modules[module].unknowable
        return [each.removeprefix(STAR) for each in notes if each.startswith(STAR)]

    def lineage(self, known: Known) -> tuple[list[Known], list[str]]:
        """The class and its bases in the project, nearest first; and the bases from outside."""
        own: list[Known] = []
        foreign: list[str] = []
        self._climb(known, own, foreign, 0)
        return own, list(dict.fromkeys(foreign))

    def _climb(self, known: Known, own: list[Known], foreign: list[str], depth: int) -> None:
        if known in own or depth > _DEEPEST:
            return
        own.append(known)
        for base in known.sketch.bases:
            if base:
                found = self.find(base) or self._nested(known, base)
                if found is None:
                    foreign.append(self.origin(base))
                else:
                    self._climb(found, own, foreign, depth + 1)

    def _nested(self, known: Known, base: str) -> Known | None:
        """A base that is named without the class around both, or comes by a star import."""
        around = known.name.rpartition(".")[0]
        return self._known.get(f"{around}.{base}") or self.find(f"{known.module}.{base}")

    def inner(self, known: Known, name: str) -> Sketch | None:
        """A class inside of a class: Django's ``Meta``."""
        found = self._known.get(f"{known.name}.{name}")
        return found.sketch if found else None
