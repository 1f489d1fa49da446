"""The digests of tests' texts (design 4.2)."""

from __future__ import annotations

from pytest_phase.adapters.python.classes import ClassView
from pytest_phase.adapters.python.definition import Definition, digest
from pytest_phase.adapters.python.files import SourceFile
from pytest_phase.adapters.python.fixtures import Levels
from pytest_phase.adapters.python.project import Project
from pytest_phase.adapters.python.scope import Scope
from pytest_phase.adapters.python.surroundings import Surroundings
from pytest_phase.adapters.python.syntax import statements


class Texts:
    """Finds tests in the source and digests what they say."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._levels = Levels(project)
        self._surroundings: dict[tuple[str, str], Surroundings] = {}
        self._whole: dict[str, str] = {}

    def text(self, test: str) -> str | None:
        """The digest of a test's text; None if its file cannot be read.

        A test that the source does not define (generated, or inherited from outside the test
        side) has the text of its whole file. Source nested deeper than Python's stack is not
        read.
        """
        path, _, name = test.partition("::")
        if not path.endswith(".py"):
            return None
        file = self.project.file(path)
        if file.tree is None:
            return None
        try:
            return self._text(file, name)
        except RecursionError:
            return None

    def _text(self, file: SourceFile, name: str) -> str:
        group, _, function = name.rpartition("::")
        views = self._views(file, group)
        definition = self._find(file, views, function) if views is not None else None
        if views is None or definition is None:
            return self._of_file(file)
        key = (file.path, group)
        around = self._surroundings.get(key)
        if around is None:
            around = self._surroundings[key] = Surroundings(self._levels, file, views)
        return around.text(definition)

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

    def _find(self, file: SourceFile, views: list[ClassView], name: str) -> Definition | None:
        if views:
            return next(iter(views[0].find(name)), None)
        own = self.project.definition(file, name)
        if own is not None:
            return own
        for place in self.project.places(file, name):
            if not isinstance(place, str) and not place.rest:
                return self.project.definition(place.file, place.name)
        return None

    def _of_file(self, file: SourceFile) -> str:
        """The digest of all of a file, whatever the order of its imports."""
        found = self._whole.get(file.path)
        if found is None:
            scope = Scope()
            body = statements(file.tree.body if file.tree is not None else (), scope)
            imports = sorted({f"{each.local}={each.spelled}" for each in scope.imports})
            found = self._whole[file.path] = digest("\n".join([body, *imports]))
        return found
