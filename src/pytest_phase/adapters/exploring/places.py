"""Which files of a project are read, what their modules are called, and what is passed over."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from pytest_phase.adapters.python.finder import Finder, is_test_path
from pytest_phase.adapters.python.implementation import BUILT, FOREIGN
from pytest_phase.core.inventory.whole import PassedOver

LARGEST = 1_000_000
"""Bytes from which a source file is taken for generated: nobody wrote it by hand."""

KINDS = (".py", ".sql")
NOTEBOOK = ".ipynb"


class Found(NamedTuple):
    """Files to read, relative to the root, and those that are passed over."""

    files: tuple[str, ...]
    passed_over: tuple[PassedOver, ...]


def find_files(root: Path, parts: Iterable[str] = ()) -> Found:
    """The Python and SQL files below ``parts`` of a root, or below all of it.

    Not what is hidden, installed or built; links to folders are not followed, so that no loop
    is walked.
    """
    files: list[str] = []
    passed: list[PassedOver] = []
    for part in parts or ("",):
        for path, reason in _walk(root, part.strip("/")):
            if reason:
                passed.append(PassedOver(path, reason))
            else:
                files.append(path)
    return Found(tuple(dict.fromkeys(files)), tuple(dict.fromkeys(passed)))


def _walk(root: Path, start: str) -> Iterator[tuple[str, str]]:
    """Paths to read, and paths to pass over with their reason; those of one folder in order."""
    if start and (root / start).is_file():
        yield from _file(root, start)
        return
    waiting = [start]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(root / folder) as found:
                entries = sorted(found, key=lambda each: each.name)
        except (OSError, ValueError) as error:
            yield folder or ".", f"cannot be read: {getattr(error, 'strerror', None) or error}"
            continue
        names = {each.name for each in entries}
        if folder and _is_foreign(folder.rpartition("/")[2], names):
            continue
        below = []
        for each in entries:
            path = f"{folder}/{each.name}" if folder else each.name
            if each.name.startswith("."):
                continue
            if each.is_symlink() and _is_folder(each, links=True):
                yield path, "a link to a folder, not followed"
            elif _is_folder(each):
                below.append(path)
            else:
                yield from _file(root, path)
        waiting.extend(reversed(below))


def _is_folder(entry: os.DirEntry[str], *, links: bool = False) -> bool:
    try:
        return entry.is_dir(follow_symlinks=links)
    except OSError:  # a link to itself
        return False


def _file(root: Path, path: str) -> Iterator[tuple[str, str]]:
    if path.endswith(NOTEBOOK):
        yield path, "a notebook"
        return
    if not path.endswith(KINDS):
        return
    try:
        size = (root / path).stat().st_size
    except OSError as error:  # a link to nowhere, or to itself
        yield path, f"cannot be read: {error.strerror}"
        return
    reason = ""
    if size > LARGEST:
        reason = f"{size / 1_000_000:.1f} MB: taken for generated"
    yield path, reason


def _is_foreign(name: str, names: set[str]) -> bool:
    if name in FOREIGN or name.endswith(".egg-info") or "pyvenv.cfg" in names:
        return True
    return name in BUILT and "__init__.py" not in names


class Names:
    """Dotted names for the files of a project: imports start at ``roots``, the nearest first."""

    def __init__(self, files: Iterable[str], told: Iterable[str] = ()) -> None:
        self._packages = {
            each.rpartition("/")[0] for each in files if each.endswith("/__init__.py")
        }
        tops = {_above(self._top(each)) for each in self._packages if not is_test_path(each)}
        given = {each.strip("/").removeprefix("./") for each in told} - {"."}
        self.roots = tuple(sorted(tops | given | {""}, key=lambda each: (-len(each), each)))

    def _top(self, folder: str) -> str:
        """The folder of the topmost package around a package."""
        while _above(folder) in self._packages and _above(folder):
            folder = _above(folder)
        return folder

    def root_of(self, path: str) -> str:
        """The folder that imports of a file start at."""
        folder = path.rpartition("/")[0]
        if folder in self._packages:
            return _above(self._top(folder))
        return next(each for each in self.roots if not each or path.startswith(f"{each}/"))

    def module(self, path: str) -> str:
        """The dotted name of a file: ``src/shop/cart.py`` is ``shop.cart``.

        A dot in the name of the file itself is no level: nobody imports such a file.
        """
        root = self.root_of(path)
        tail = path[len(root) + 1 :] if root else path
        folder, _, name = tail.removesuffix(".py").rpartition("/")
        parts = [*(folder.split("/") if folder else ()), name.replace(".", "_")]
        return ".".join(parts if name != "__init__" else parts[:-1])

    def is_package(self, folder: str) -> bool:
        """Whether a folder has an ``__init__.py``."""
        return folder in self._packages


def _above(folder: str) -> str:
    return folder.rpartition("/")[0]


def finder(root: Path, tests: Iterable[str] = ()) -> Finder:
    """What tells tests from source here; ``tests`` are pytest's ``testpaths``."""
    return Finder(root, tuple(tests), ())
