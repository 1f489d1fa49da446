"""What the source of a project says: its tests, their texts, and its implementation."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_phase.adapters.python.conventions import Conventions
from pytest_phase.adapters.python.finder import Finder
from pytest_phase.adapters.python.implementation import Implementation, walk
from pytest_phase.adapters.python.imports import imported_names
from pytest_phase.adapters.python.inventory import Inventory, StaticTests
from pytest_phase.adapters.python.memory import Memory
from pytest_phase.adapters.python.project import Project
from pytest_phase.adapters.python.remembered import RememberedTexts
from pytest_phase.adapters.python.texts import Texts
from pytest_phase.adapters.python.written import skips_itself, written_marks
from pytest_phase.core.evidence import file_of, name_of
from pytest_phase.ports import Mark

if TYPE_CHECKING:
    from pytest_phase.core.edits import Edit
    from pytest_phase.core.outline import Survey

__all__ = ["Sources", "StaticTests"]


class Sources:
    """The Python source of a project, each file read once: make a new one for each run.

    ``root`` is the project root. ``test_paths`` are files and folders of the test side beyond
    what their names tell, ``implementation_paths`` those that are not, whatever their names
    tell; paths are relative to the root, with ``/``. ``functions`` and ``classes`` are
    pytest's ``python_functions`` and ``python_classes``, ``files`` its ``python_files``.
    ``memory`` is a file in which the digests of the implementation are kept from run to run;
    those of the texts of a large suite are kept beside it.
    """

    def __init__(
        self,
        root: Path,
        test_paths: Collection[str] = (),
        implementation_paths: Collection[str] = (),
        *,
        functions: Collection[str] = ("test",),
        classes: Collection[str] = ("Test",),
        files: Collection[str] = ("test_*.py", "*_test.py"),
        memory: Path | None = None,
    ) -> None:
        self._finder = Finder(root, test_paths, implementation_paths)
        self._project = Project(self._finder, Conventions(tuple(functions), tuple(classes)))
        self._files = tuple(files)
        self._texts = Texts(self._project)
        self._inventory = Inventory(self._project)
        self._implementation = Implementation(self._finder, Memory(memory))
        self._remembered = RememberedTexts(
            self._texts,
            self._finder,
            Memory(memory.with_suffix(".texts") if memory else None),
            ["functions", *functions, "classes", *classes, *test_paths, "|", *implementation_paths],
        )
        self._imports: dict[str, list[ast.Import | ast.ImportFrom]] = {}

    def is_test(self, path: str) -> bool:
        """Whether a path belongs to the test side of the project."""
        return self._finder.is_test(path)

    def exists(self, path: str) -> bool:
        """Whether a file is there."""
        return self._finder.is_file(path)

    def side(self) -> list[str]:
        """All Python files of the test side: tests and their support."""
        found = walk(self._finder, "")
        return [path for path in found if path.endswith(".py") and self.is_test(path)]

    def below(self, folder: str) -> list[str]:
        """The test files below a folder, in order."""
        found = walk(self._finder, folder.strip("/"))
        return [path for path in found if self._is_test_file(path)]

    def _is_test_file(self, path: str) -> bool:
        name = path.rpartition("/")[2]
        return any(fnmatchcase(name, pattern) for pattern in self._files)

    def tests(self, path: str) -> StaticTests:
        """The tests of a file as the source defines them."""
        return self._inventory.of(path)

    def listed(self, path: str) -> tuple[str, ...]:
        """The ids of these tests; none where the file cannot be read."""
        return self.tests(path).tests

    def marks(self, test: str) -> list[Mark]:
        """The marks that say whether a test runs and whose it is, where its file does not."""
        return list(written_marks(self._project, file_of(test), name_of(test)))

    def lanes(self, path: str) -> list[tuple[str, str, str]]:
        """What the marks in a file say: a component's name, its lane, and the test."""
        try:
            data = (self._finder.root / path).read_bytes()
        except (OSError, ValueError):
            return []
        if b"phase_component" not in data or b"lane" not in data:
            return []  # nearly every file; nothing is read closer
        return [
            (str((*mark.args, mark.keywords.get("id", ""))[0]), str(mark.keywords["lane"]), test)
            for test in self.listed(path)
            for mark in self.marks(test)
            if mark.name == "phase_component" and "lane" in mark.keywords
        ]

    def skips_itself(self, path: str) -> bool:
        """Whether a file skips itself as a whole, under no condition."""
        return skips_itself(self._project, path)

    def text(self, test: str) -> str | None:
        """The digest of a test's text, 12 hex digits; None if its file cannot be read.

        ``test`` is ``tests/a.py::Class::function``, without parameters. A test that the
        source does not define has the text of its whole file.
        """
        return self._texts.text(test)

    def texts(self, tests: Iterable[str]) -> dict[str, str | None]:
        """The digests of the texts of many tests."""
        return self._remembered.texts(tests)

    def digest(self) -> str:
        """The digest of all files of the test side as they are now, and of what decides on them."""
        return self._remembered.digest()

    def words(self, test: str) -> frozenset[str] | None:
        """Every name that the text of a test contains; None where the source does not define it."""
        from pytest_phase.adapters.python.words import words  # only a replay asks

        return words(self._texts, test)

    def outlines(self, tests: Iterable[str]) -> dict[str, str | None]:
        """What the texts of many tests assert, each as one word."""
        from pytest_phase.core.outline import outline_of
        from pytest_phase.formats.outline import write_outline

        return {
            test: None if survey is None else write_outline(outline_of(survey))
            for test, survey in self.surveys(tests, whole=False).items()
        }

    def edits(self, rows: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Edit]:
        """What kind of edit led from an outline to today's text, for pairs of test and outline."""
        from pytest_phase.core.edits import compare
        from pytest_phase.formats.outline import read_outline

        kept = {row: read_outline(row[1]) for row in rows}
        surveys = self.surveys({test for test, _ in kept})
        return {
            row: compare(outline, survey)
            for row, outline in kept.items()
            if outline is not None and (survey := surveys[row[0]]) is not None
        }

    def survey(self, test: str) -> Survey | None:
        """What the text of a test asserts; None where the source does not define the test."""
        return self.surveys([test])[test]

    def surveys(self, tests: Iterable[str], *, whole: bool = True) -> dict[str, Survey | None]:
        """What the texts of many tests assert; asked for only where a red or an edit was seen."""
        from pytest_phase.adapters.python.outlines import Outlines  # most runs need none of it

        return Outlines(self._texts).surveys(tests, whole=whole)

    def implementation(self, own: Collection[str]) -> str:
        """The digest of the source: 6 hex digits for all that is no test, 6 for the files given."""
        return self._implementation.digest(own)

    def imports_at(self, path: str, line: int) -> tuple[str, ...]:
        """What the import statement around a line names: modules part by part, then names.

        ``from shop.cart import Cart as C`` gives ``shop``, ``cart``, ``shop.cart``, ``Cart``.
        """
        names = [
            name
            for node in self._import_statements(path)
            if node.lineno <= line <= (node.end_lineno or node.lineno)
            for name in imported_names(node)
        ]
        return tuple(dict.fromkeys(names))

    def _import_statements(self, path: str) -> list[ast.Import | ast.ImportFrom]:
        found = self._imports.get(path)
        if found is None:
            nodes = [each for node in self._project.file(path).body for each in ast.walk(node)]
            found = [each for each in nodes if isinstance(each, ast.Import | ast.ImportFrom)]
            self._imports[path] = found
        return found
