"""What imports what: with grimp where a package can be found, else from the files' own imports.

Grimp looks packages up as Python would, and never imports them; a package of ours that happens
to be loaded in this process (or of the same name as one) must not be taken for the project's.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

import grimp
from grimp.exceptions import GrimpException

from pytest_phase.adapters.exploring.facts import Facts
from pytest_phase.adapters.exploring.places import Names
from pytest_phase.core.inventory.structure import Import

logging.getLogger("grimp").setLevel(logging.CRITICAL)  # it warns of files it passes over

Edges = dict[tuple[str, str], bool]
"""Importer and imported, and whether only type checkers see it."""


def import_graph(root: Path, names: Names, facts: Sequence[Facts]) -> tuple[Import, ...]:
    """All imports between the modules of a project, in order."""
    known = {each.module for each in facts}
    edges: Edges = {}
    for each in facts:
        edges.update(_own(each, known))
    for start in names.roots:
        edges.update(_grimp(root / start, _packages(start, names, facts), known))
    found = sorted(each for each in edges if each[0] != each[1])
    return tuple(Import(*each, typing=edges[each]) for each in found)


def _packages(start: str, names: Names, facts: Iterable[Facts]) -> list[str]:
    """The top-level packages that imports find in a folder."""
    prefix = f"{start}/" if start else ""
    found = {
        each.module.partition(".")[0]
        for each in facts
        if names.root_of(each.path) == start and each.path[len(prefix) :].count("/")
    }
    return sorted(each for each in found if each.isidentifier())


def _own(facts: Facts, known: Collection[str]) -> Edges:
    """The edges of one file from its own import statements, to modules of the project."""
    edges: Edges = {}
    for each in facts.imports:
        target = each.name
        while target and target not in known:
            target = target.rpartition(".")[0]
        if target:
            edge = (facts.module, target)
            edges[edge] = each.typing and edges.get(edge, True)
    return edges


def _grimp(folder: Path, packages: Sequence[str], known: Collection[str]) -> Edges:
    """The edges that grimp finds; none where it refuses a package as a whole."""
    edges: Edges = {}
    for package in packages:
        try:
            with _found_at(folder, package):
                whole = grimp.build_graph(package, cache_dir=None)
                loaded = grimp.build_graph(
                    package, cache_dir=None, exclude_type_checking_imports=True
                )
        except (GrimpException, ValueError, OSError, AssertionError):
            continue  # what the files themselves say is known already
        for module in whole.modules & set(known):
            really = loaded.find_modules_directly_imported_by(module)
            for each in whole.find_modules_directly_imported_by(module):
                if each in known:
                    edges[module, each] = each not in really
    return edges


@contextmanager
def _found_at(folder: Path, package: str) -> Iterator[None]:
    """Let lookups of one top-level package end at a folder of the project."""
    finder = _Finder(folder, package)
    loaded: ModuleType | None = sys.modules.pop(package, None)
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
        if loaded is not None:
            sys.modules[package] = loaded


class _Finder(MetaPathFinder):
    """Answers for one package, with a specification that nothing can be loaded from."""

    def __init__(self, folder: Path, package: str) -> None:
        self._place = folder / package
        self._package = package

    def find_spec(
        self, fullname: str, path: object = None, target: object = None
    ) -> ModuleSpec | None:
        """Where the package is; None for any other."""
        if fullname != self._package:
            return None
        start = self._place / "__init__.py"
        origin = str(start) if start.is_file() else None
        spec = ModuleSpec(fullname, None, origin=origin, is_package=True)
        spec.has_location = origin is not None
        spec.submodule_search_locations = [str(self._place)]
        return spec
