"""Which component's code imports which other's: read from the import statements, never run."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from pytest_phase.adapters.python.finder import Finder
from pytest_phase.adapters.python.imports import imports_of
from pytest_phase.core.order import Use
from pytest_phase.core.plan import Component

# Where modules are imported from besides packages: a file there has a name without dots.
_ROOTS = ("", "src", "lib")


def uses(root: Path, components: Sequence[Component]) -> tuple[Use, ...]:
    """The first import of each component's code by each other's, in the plan's order.

    A file that two components share, that is not written yet, or that does not parse says
    nothing. Paths are relative to ``root``.
    """
    owners = _owners(components)
    known = _Modules(Finder(root, (), ()), owners)
    found: dict[tuple[str, str], Use] = {}
    for path, component in owners.items():
        for line, module in _imports(root, path, known.finder):
            target = known.path(module)
            other = owners.get(target or "", component)
            if other != component:
                found.setdefault((component, other), Use(component, other, f"{path}:{line}"))
    return tuple(found.values())


def _owners(components: Iterable[Component]) -> dict[str, str]:
    """The one component of each file; files of several are left out."""
    owners: dict[str, set[str]] = {}
    for component in components:
        for each in component.implementation:
            owners.setdefault(each.path, set()).add(component.id)
    return {path: ids.pop() for path, ids in owners.items() if len(ids) == 1}


def _imports(root: Path, path: str, finder: Finder) -> Iterator[tuple[int, str]]:
    """Every module, and every name of a module, that a file imports: line and dotted name."""
    try:
        tree = ast.parse((root / path).read_bytes()) if path.endswith(".py") else None
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        return
    folder = path.rpartition("/")[0]
    for node in ast.walk(tree) if tree else ():
        if isinstance(node, ast.Import):
            yield from ((node.lineno, each.name) for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            for each in imports_of(node):
                module = finder.absolute(each, folder)
                yield node.lineno, f"{module}.{each.name}"
                yield node.lineno, module


class _Modules:
    """The files of components by the dotted names that they can be imported by."""

    def __init__(self, finder: Finder, paths: Iterable[str]) -> None:
        self.finder = finder
        self._paths: dict[str, set[str]] = {}
        for path in paths:
            for name in self._names(path):
                self._paths.setdefault(name, set()).add(path)

    def path(self, module: str) -> str | None:
        """The one file that a dotted name can mean, or None."""
        found = self._paths.get(module, set())
        return next(iter(found)) if len(found) == 1 else None

    def _names(self, path: str) -> Iterator[str]:
        """Its name in its package; in a folder without ``__init__.py``, from any folder above."""
        folder, _, file = path.rpartition("/")
        stem = file.removesuffix(".py")
        if self.finder.is_file(f"{folder}/__init__.py"):
            package = self.finder.package(folder)
            yield package if stem == "__init__" else f"{package}.{stem}"
            return
        parts = [*filter(None, folder.split("/")), stem]
        for start in range(len(parts) - 1):
            yield ".".join(parts[start:])
        if folder in _ROOTS:
            yield stem
