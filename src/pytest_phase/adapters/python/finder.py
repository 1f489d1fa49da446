"""Where a project's test side is, and in which of its files an imported module lives."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import lru_cache
from pathlib import Path, PurePosixPath

from pytest_phase.adapters.python.imports import Import

TEST_FOLDERS = frozenset({"test", "tests", "testing"})


def is_test_path(path: str) -> bool:
    """Whether a path is of the test side by its name alone.

    ``conftest.py``, ``test_*.py``, ``*_test.py``, and anything below a folder named ``test``,
    ``tests`` or ``testing``.
    """
    *folders, name = path.split("/")
    if name.endswith(".py") and (
        name == "conftest.py" or name.startswith("test_") or name.endswith("_test.py")
    ):
        return True
    return not TEST_FOLDERS.isdisjoint(folders)


class Finder:
    """Finds modules of the test side as pytest's import modes would.

    An absolute import is looked up beside the package of the importing file, beside those of
    the conftest files above it, in the project root, in ``src``, then in every folder above.
    Files that are not tests are never an answer: whether they exist yet must change no text.

    ``tests`` are files and folders of the test side, whatever their names; a folder in which
    there is ``implementation`` too (``testpaths = src``, for doctests) is none.
    """

    def __init__(self, root: Path, tests: Collection[str], implementation: Collection[str]) -> None:
        self.root = root
        self._implementation = _Paths(implementation)
        self._tests = _Paths(tests, without=self._implementation.above())
        self.is_file = lru_cache(maxsize=None)(self._is_file)
        self.is_test = lru_cache(maxsize=None)(self._is_test)
        self.module = lru_cache(maxsize=None)(self._module)
        self.package = lru_cache(maxsize=None)(self._package)
        self._search = lru_cache(maxsize=None)(self._search_path)

    def _is_file(self, path: str) -> bool:
        try:
            return (self.root / path).is_file()
        except (OSError, ValueError):
            return False

    def _is_test(self, path: str) -> bool:
        """Whether a path is of the test side: a given file decides, then folders, then names.

        Below a given folder of the implementation only the rest of the path tells.
        """
        folder = self._implementation.holder(path)
        if folder != path and self._tests.holder(path):
            return True
        return folder != path and is_test_path(path[len(folder) :].lstrip("/"))

    def absolute(self, each: Import, folder: str) -> str:
        """The dotted module of an import, with a relative one resolved from its file's folder."""
        if not each.level:
            return each.module
        package = self.package(folder).split(".")
        kept = package[: len(package) - each.level + 1]
        return ".".join([part for part in (*kept, each.module) if part])

    def _package(self, folder: str) -> str:
        """The dotted name of a folder: its packages, or all of its path where it is none."""
        top = self._top(folder)
        if top == folder:
            return folder.replace("/", ".")
        return folder[len(top) + 1 if top else 0 :].replace("/", ".")

    def _top(self, folder: str) -> str:
        """The folder that holds the topmost package around a folder; itself if it is no package."""
        while folder and self.is_file(f"{folder}/__init__.py"):
            folder = folder.rpartition("/")[0]
        return folder

    def _module(self, dotted: str, folder: str) -> str | None:
        """The test file of a module that a file in ``folder`` imports by its dotted name."""
        tail = dotted.replace(".", "/")
        for start in self._search(folder):
            for path in (f"{start}{tail}.py", f"{start}{tail}/__init__.py"):
                if self.is_file(path) and self.is_test(path):
                    return path
        return None

    def _search_path(self, folder: str) -> tuple[str, ...]:
        above = [folder]
        while above[-1]:
            above.append(above[-1].rpartition("/")[0])
        tops = [self._top(folder)]
        tops += [self._top(each) for each in above if self.is_file(_join(each, "conftest.py"))]
        return tuple(dict.fromkeys(_join(each, "") for each in (*tops, "", "src", *above)))

    def conftests(self, folder: str) -> list[str]:
        """The conftest files that hold for a folder, nearest first."""
        found = []
        while True:
            path = _join(folder, "conftest.py")
            if self.is_file(path):
                found.append(path)
            if not folder:
                return found
            folder = folder.rpartition("/")[0]


def _join(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name


class _Paths:
    """Files and folders, given relative to the project root."""

    def __init__(self, paths: Iterable[str], without: Collection[str] = ()) -> None:
        plain = (PurePosixPath(each).as_posix() for each in paths)
        self._exact = frozenset(plain).difference([".", *without])

    def holder(self, path: str) -> str:
        """The nearest of them that is the path or holds it, or ""."""
        while path and path not in self._exact:
            path = path.rpartition("/")[0]
        return path

    def above(self) -> set[str]:
        """The folders that hold one of them."""
        found = set()
        for path in self._exact:
            while path := path.rpartition("/")[0]:
                found.add(path)
        return found
