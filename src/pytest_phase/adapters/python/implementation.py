"""The digest of what a project does: its source outside the tests, formatting and comments aside."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator
from hashlib import blake2b

from pytest_phase.adapters.python.files import parse
from pytest_phase.adapters.python.finder import Finder
from pytest_phase.adapters.python.scope import Scope
from pytest_phase.adapters.python.syntax import statements

FOREIGN = frozenset({"site-packages", "node_modules", "__pycache__"})
BUILT = frozenset({"build", "dist"})
"""Folders of build results, unless they are packages."""


class Implementation:
    """Reads the files of a project that are not tests, each once."""

    def __init__(self, finder: Finder) -> None:
        self.finder = finder
        self._digests: dict[str, bytes] = {}
        self._source: list[str] | None = None

    def digest(self, own: Collection[str]) -> str:
        """6 hex digits for all source that is no test, and 6 for the files of ``own``.

        ``own`` are files or folders relative to the root; files of any kind count there, and
        what is missing counts as missing.
        """
        files = sorted(set(self._own_files(own)))
        everything = sorted({*self.source(), *files})
        return self._of(everything)[:6] + self._of(files)[:6]

    def source(self) -> list[str]:
        """All Python files of the project that are not tests."""
        if self._source is None:
            found = (each for each in walk(self.finder, "") if each.endswith(".py"))
            self._source = [each for each in found if not self.finder.is_test(each)]
        return self._source

    def _own_files(self, own: Iterable[str]) -> Iterator[str]:
        for path in own:
            path = path.strip("/")
            if os.path.isdir(self.finder.root / path):
                yield from walk(self.finder, path)
            else:
                yield path

    def _of(self, paths: Iterable[str]) -> str:
        result = blake2b(digest_size=6)
        for path in paths:
            result.update(path.encode("utf-8", "surrogatepass") + b"\0" + self._file(path))
        return result.hexdigest()

    def _file(self, path: str) -> bytes:
        found = self._digests.get(path)
        if found is None:
            try:
                content = (self.finder.root / path).read_bytes()
            except (OSError, ValueError):
                found = bytes(12)
            else:
                found = blake2b(self._canonical(path, content), digest_size=12).digest()
            self._digests[path] = found
        return found

    @staticmethod
    def _canonical(path: str, content: bytes) -> bytes:
        """The canonical form of Python source; the bytes themselves of anything else."""
        tree = parse(content) if path.endswith((".py", ".pyi")) else None
        if tree is None or isinstance(tree, tuple):
            return content
        scope = Scope()
        try:
            text = statements(tree.body, scope)
        except RecursionError:
            return content
        imports = sorted({f"{each.local}={each.spelled}" for each in scope.imports})
        return "\n".join([text, *imports]).encode("utf-8", "surrogatepass")


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
