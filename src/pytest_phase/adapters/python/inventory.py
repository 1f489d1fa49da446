"""The tests that the source of a file defines, without importing it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pytest_phase.adapters.python.classes import ClassView
from pytest_phase.adapters.python.files import Problem, SourceFile, without_collector
from pytest_phase.adapters.python.marks import fixture_of
from pytest_phase.adapters.python.project import Project
from pytest_phase.adapters.python.table import Piece, Table


@dataclass(frozen=True, slots=True)
class StaticTests:
    """The ids of a file's tests in the order in which pytest collects them.

    ``error`` is the line and message of what keeps the file from being read.
    """

    path: str
    tests: tuple[str, ...] = ()
    error: Problem | None = None

    @property
    def parses(self) -> bool:
        """Whether the source could be read."""
        return self.error is None


class Inventory:
    """Lists tests as pytest would collect them: by names, ``__test__``, and bases.

    What only running the file can tell is not seen: tests that are generated, or inherited
    from outside the test side.
    """

    def __init__(self, project: Project) -> None:
        self.project = project
        self._known: dict[str, StaticTests] = {}

    def of(self, path: str) -> StaticTests:
        """The tests of a file relative to the project root."""
        if path not in self._known:
            with without_collector():
                self._known[path] = self._of(self.project.file(path))
                self.project.release(path)
        return self._known[path]

    def _of(self, file: SourceFile) -> StaticTests:
        if file.problem is not None:
            return StaticTests(file.path, error=file.problem)
        try:
            return StaticTests(file.path, tuple(dict.fromkeys(self._module(file))))
        except RecursionError:
            return StaticTests(file.path, error=(1, "nested too deep to be read"))

    def _module(self, file: SourceFile) -> Iterator[str]:
        if _is_switched_off([file.table]):
            return
        for name in file.table.names:
            if name in file.table.imports:
                yield from self._imported(file, name)
            elif self._is_test(file, file.table, name):
                yield f"{file.path}::{name}"
            else:
                yield from self._class(self.project.view(file, name), f"{file.path}::{name}")
        for star in file.table.stars:
            module = self.project.finder.absolute(star, file.folder)
            path = self.project.finder.module(module, file.folder)
            if path is not None and path != file.path:
                for name in self.project.file(path).table.names:
                    if not name.startswith("_"):
                        yield from self._imported(file, name)

    def _imported(self, file: SourceFile, name: str) -> Iterator[str]:
        """Tests and classes that a file imports from test files: pytest collects them there too."""
        for place in self.project.places(file, name):
            if isinstance(place, str) or place.rest:
                continue
            if self._is_test(place.file, place.file.table, place.name, name):
                yield f"{file.path}::{name}"
            else:
                view = self.project.view(place.file, place.name)
                yield from self._class(view, f"{file.path}::{name}")

    def _is_test(self, file: SourceFile, table: Table, name: str, as_name: str = "") -> bool:
        """Whether a name is a test function, and not a fixture."""
        if not self.project.conventions.is_function(as_name or name):
            return False
        return any(
            fixture_of(each.node, file.fixture_names) is None for each in table.functions(name)
        )

    def _class(self, view: ClassView | None, prefix: str) -> Iterator[str]:
        if view is None or _is_switched_off([each.table for each in view.mro]):
            return
        if view.is_unittest:
            names = {name for each in view.mro for name in each.table.names}
            found = [name for name in names if name.startswith("test") and _method(view, name)]
            yield from (f"{prefix}::{name}" for name in sorted(found or _run_test(view)))
        elif self._is_collected(view, prefix.rpartition("::")[2]):
            yield from self._members(view, prefix)

    def _is_collected(self, view: ClassView, name: str) -> bool:
        constructed = view.find("__init__") or view.find("__new__")
        return self.project.conventions.is_class(name) and not constructed

    def _members(self, view: ClassView, prefix: str) -> Iterator[str]:
        """Tests of bases come first; an overridden one counts where it is overridden."""
        seen: set[str] = set()
        groups = []
        for each in view.mro:
            groups.append([name for name in each.table.names if name not in seen])
            seen.update(groups[-1])
        for each, names in reversed(list(zip(view.mro, groups, strict=True))):
            for name in names:
                if self._is_test(each.file, each.table, name):
                    yield f"{prefix}::{name}"
                else:
                    inner = self.project.view(each.file, f"{each.name}::{name}")
                    yield from self._class(inner, f"{prefix}::{name}")


def _method(view: ClassView, name: str) -> bool:
    owner = next((each for each in view.mro if name in each.table.names), None)
    return owner is not None and bool(owner.table.functions(name))


def _run_test(view: ClassView) -> list[str]:
    return ["runTest"] if view.find("runTest") else []


def _is_switched_off(tables: list[Table]) -> bool:
    """Whether ``__test__ = False`` holds: that of the nearest class that says anything."""
    for table in tables:
        pieces = table.names.get("__test__")
        if pieces:
            return _is_false(pieces[-1])
    return False


def _is_false(piece: Piece) -> bool:
    value = getattr(piece.node, "value", None)
    return value is not None and getattr(value, "value", True) is False
