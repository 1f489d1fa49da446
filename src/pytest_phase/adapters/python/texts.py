"""The digests of tests' texts (design 4.2)."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from pytest_phase.adapters.python.classes import ClassView
from pytest_phase.adapters.python.definition import Definition, digest
from pytest_phase.adapters.python.files import SourceFile, without_collector
from pytest_phase.adapters.python.fixtures import Levels
from pytest_phase.adapters.python.project import Project
from pytest_phase.adapters.python.surroundings import Surroundings


class Texts:
    """Finds tests in the source and digests what they say."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._levels = Levels(project)
        self._groups: dict[str, Surroundings | str | None] = {}

    def texts(self, tests: Iterable[str]) -> dict[str, str | None]:
        """The digests of many tests, file by file, so that no two files are held for long."""
        found: dict[str, str | None] = {}
        with without_collector():
            for path, group in groupby(sorted(tests), key=_path):
                found.update((test, self.text(test)) for test in group)
                self.release(path)
        return found

    def release(self, path: str) -> None:
        """Let go of what was read of a file."""
        for group in [each for each in self._groups if _path(each) == path]:
            del self._groups[group]
        self.project.release(path)

    def text(self, test: str) -> str | None:
        """The digest of a test's text; None if its file cannot be read.

        A test that the source does not define (generated, or inherited from outside the test
        side) has the text of its whole file. Source nested deeper than Python's stack is not
        read.
        """
        group, _, name = test.rpartition("::")
        try:
            if group not in self._groups:
                self._groups[group] = self._group(group)
            around = self._groups[group]
            if not isinstance(around, Surroundings):
                return around
            definition = self._find(around, name)
            return digest(around.file.text) if definition is None else around.text(definition)
        except RecursionError:
            return None

    def found(self, test: str) -> tuple[Surroundings, Definition] | None:
        """A test where its source defines it, with what stands around it."""
        group, _, name = test.rpartition("::")
        if group not in self._groups:
            self._groups[group] = self._group(group)
        around = self._groups[group]
        definition = self._find(around, name) if isinstance(around, Surroundings) else None
        if definition is None or not isinstance(around, Surroundings):
            return None
        return around, definition

    def _group(self, group: str) -> Surroundings | str | None:
        """What stands around the tests of a file or class; a text where there is no such class."""
        path, _, name = group.partition("::")
        file = self.project.file(path) if path.endswith(".py") else None
        if file is None or file.problem is not None:
            return None
        views = self._views(file, name)
        return digest(file.text) if views is None else Surroundings(self._levels, file, views)

    def _views(self, file: SourceFile, group: str) -> list[ClassView] | None:
        """The class ``Outer::Inner`` and those around it, innermost first; None if not found."""
        if not group:
            return []
        views: list[ClassView] = []
        home, names = file, ""
        for name in group.split("::"):
            names = f"{names}::{name}" if names else name
            view = self.project.view(home, names) or self._imported_class(home, names)
            if view is None:
                return None
            home, names = view.file, view.name
            views.insert(0, view)
        return views

    def _imported_class(self, file: SourceFile, name: str) -> ClassView | None:
        found = () if "::" in name else self.project.classes(file, name)
        return next((each for each in found if isinstance(each, ClassView)), None)

    def _find(self, around: Surroundings, name: str) -> Definition | None:
        if around.views:
            return next(iter(around.views[0].find(name)), None)
        own = self.project.definition(around.file, name)
        if own is not None:
            return own
        for place in self.project.places(around.file, name):
            if not isinstance(place, str) and not place.rest:
                return self.project.definition(place.file, place.name)
        return None


def _path(test: str) -> str:
    return test.partition("::")[0]
