"""The digest of what a project does: its source outside the tests, but for form and comments."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator
from hashlib import blake2b

from pytest_phase.adapters.python.definition import digest
from pytest_phase.adapters.python.files import parse, without_collector
from pytest_phase.adapters.python.finder import Finder
from pytest_phase.adapters.python.memory import Memory
from pytest_phase.adapters.python.syntax import module_text

FOREIGN = frozenset({"site-packages", "node_modules", "__pycache__"})
BUILT = frozenset({"build", "dist"})
"""Folders of build results, unless they are packages."""


class Implementation:
    """Reads the files of a project that are not tests, each once."""

    def __init__(self, finder: Finder, memory: Memory) -> None:
        self.finder = finder
        self._memory = memory
        self._digests: dict[str, str] = {}
        self._source: list[str] | None = None

    def digest(self, own: Collection[str]) -> str:
        """6 hex digits for all source that is no test, and 6 for the files of ``own``.

        ``own`` are files or folders relative to the root; files of any kind count there, and
        what is missing counts as missing.
        """
        files = sorted(set(self._own_files(own)))
        with without_collector():
            result = self._of(sorted({*self.source(), *files}))[:6] + self._of(files)[:6]
        self._memory.save()
        return result

    def source(self) -> list[str]:
        """All Python files of the project that are not tests."""
        if self._source is None:
            found = (each for each in walk(self.finder, "") if each.endswith(".py"))
            self._source = [each for each in found if not self.finder.is_test(each)]
        return self._source

    def _own_files(self, own: Iterable[str]) -> Iterator[str]:
        for path in own:
            path = path.strip("/")
            if (self.finder.root / path).is_dir():
                yield from walk(self.finder, path)
            else:
                yield path

    def _of(self, paths: Iterable[str]) -> str:
        return digest("\n".join(f"{path}={self._file(path)}" for path in paths))

    def _file(self, path: str) -> str:
        found = self._digests.get(path)
        if found is None:
            try:
                content = (self.finder.root / path).read_bytes()
            except (OSError, ValueError):
                found = "missing"
            else:
                found = self._content(path, content)
            self._digests[path] = found
        return found

    def _content(self, path: str, content: bytes) -> str:
        """The digest of the canonical form of Python source; of the bytes of anything else."""
        exact = blake2b(content, digest_size=12).hexdigest()
        if not path.endswith((".py", ".pyi")):
            return exact
        known = self._memory.get(exact)
        if known is None:
            tree = parse(content)
            try:
                known = exact if isinstance(tree, tuple) else digest(module_text(tree.body))
            except RecursionError:
                known = exact
            if known != exact:
                self._memory.put(exact, known)
        return known


def walk(finder: Finder, folder: str) -> Iterator[str]:
    """All files below a folder, as paths relative to the root.

    Not what is hidden, installed or built; links to folders are not followed.
    """
    try:
        with os.scandir(finder.root / folder) as found:
            entries = sorted(found, key=lambda each: each.name)
    except (OSError, ValueError):
        return
    names = {each.name for each in entries}
    if folder and _is_foreign(folder.rpartition("/")[2], names):
        return
    for each in entries:
        path = f"{folder}/{each.name}" if folder else each.name
        if each.name.startswith("."):
            continue
        if each.is_dir(follow_symlinks=False):
            yield from walk(finder, path)
        elif each.is_file():
            yield path


def _is_foreign(name: str, names: set[str]) -> bool:
    if name in FOREIGN or name.endswith(".egg-info") or "pyvenv.cfg" in names:
        return True
    return name in BUILT and "__init__.py" not in names
