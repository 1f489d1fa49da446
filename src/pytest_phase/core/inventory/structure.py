"""The modules of a project and what imports what: levels, cycles, and what rests on a module."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from pytest_phase.core.inventory.interfaces import Interface


class Import(NamedTuple):
    """One module imports another of the project; ``typing`` where only type checkers do."""

    importer: str
    imported: str
    typing: bool = False


class Module(NamedTuple):
    """One module. ``path`` is relative to the project root, ``lines`` counts all its lines.

    ``exports`` are names that it imports and offers: ``(name, dotted origin)``. ``unknowable``
    says why not all of its names can be read: ``module __getattr__``, ``star import of x``.
    """

    name: str
    path: str
    lines: int
    interfaces: tuple[Interface, ...] = ()
    exports: tuple[tuple[str, str], ...] = ()
    unknowable: tuple[str, ...] = ()
    is_package: bool = False
    is_test: bool = False

    @property
    def package(self) -> str:
        """The package that holds it; of a package itself, its own name."""
        return self.name if self.is_package else self.name.rpartition(".")[0]


def imported_by(imports: Iterable[Import]) -> dict[str, set[str]]:
    """For each module, those that import it."""
    found: dict[str, set[str]] = {}
    for each in imports:
        found.setdefault(each.imported, set()).add(each.importer)
    return found


def imports_of(imports: Iterable[Import], *, typing: bool = True) -> dict[str, set[str]]:
    """For each module, those that it imports; without ``typing`` those that are really loaded."""
    found: dict[str, set[str]] = {}
    for each in imports:
        if typing or not each.typing:
            found.setdefault(each.importer, set()).add(each.imported)
    return found


def reach(start: str, edges: Mapping[str, Iterable[str]]) -> set[str]:
    """All that can be reached from a module along the edges, itself left out."""
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        for each in edges.get(waiting.pop(), ()):
            if each not in seen:
                seen.add(each)
                waiting.append(each)
    return seen - {start}


def groups(names: Sequence[str], edges: Mapping[str, Iterable[str]]) -> list[tuple[str, ...]]:
    """The modules, those that import each other in a circle together; what is imported first."""
    known, index, low = set(names), dict[str, int](), dict[str, int]()
    stack: list[str] = []
    found: list[tuple[str, ...]] = []
    for name in names:
        if name not in index:
            _visit(name, edges, known, index, low, stack, found)
    return found


def _visit(
    root: str,
    edges: Mapping[str, Iterable[str]],
    known: set[str],
    index: dict[str, int],
    low: dict[str, int],
    stack: list[str],
    found: list[tuple[str, ...]],
) -> None:
    """Tarjan's algorithm from one module, without recursion: import chains can be long."""
    work = [(root, iter(sorted(known.intersection(edges.get(root, ())))))]
    index[root] = low[root] = len(index)
    stack.append(root)
    held = {root}
    while work:
        name, rest = work[-1]
        following = next(rest, None)
        if following is None:
            work.pop()
            if work:
                low[work[-1][0]] = min(low[work[-1][0]], low[name])
            if low[name] == index[name]:
                found.append(_cut(stack, name))
                held.difference_update(found[-1])
        elif following not in index:
            index[following] = low[following] = len(index)
            stack.append(following)
            held.add(following)
            work.append((following, iter(sorted(known.intersection(edges.get(following, ()))))))
        elif following in held:
            low[name] = min(low[name], index[following])


def _cut(stack: list[str], name: str) -> tuple[str, ...]:
    at = stack.index(name)
    group = tuple(sorted(stack[at:]))
    del stack[at:]
    return group


def levels(names: Sequence[str], edges: Mapping[str, Iterable[str]]) -> dict[str, int]:
    """The level of each module: 0 imports none of these, n rests on one of level n - 1.

    Modules that import each other in a circle have one level.
    """
    level: dict[str, int] = {}
    for group in groups(names, edges):
        below = [
            level[each]
            for name in group
            for each in edges.get(name, ())
            if each in level and each not in group
        ]
        for name in group:
            level[name] = max(below, default=-1) + 1
    return level


def cycles(names: Sequence[str], edges: Mapping[str, Iterable[str]]) -> list[tuple[str, ...]]:
    """The groups of modules that import each other in a circle."""
    return [group for group in groups(names, edges) if len(group) > 1]
