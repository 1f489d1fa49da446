"""The two trees of a replay, filled: today's tests on the old implementation, and on today's."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from pytest_phase.adapters.git_process import GitFailed, git, line
from pytest_phase.adapters.replay.overlay import (
    changes,
    generated,
    is_native,
    of_today,
    put_over,
    take_away,
)


class Difference(NamedTuple):
    """What changed since the base, by the side it is on; paths from the git top level.

    ``tests`` and ``gone`` are of the test side: to be put over the old tree, and to be taken
    from it. ``implementation`` is the rest.
    """

    tests: tuple[str, ...]
    gone: tuple[str, ...]
    implementation: tuple[str, ...]


def difference(top: Path, base: str, is_test: Callable[[str], bool], rootdir: str) -> Difference:
    """What changed between the base and the work tree. Raises GitFailed."""
    found = changes(top, base)
    tests = of_today(found.there, is_test, rootdir)
    gone = of_today(found.gone, is_test, rootdir)
    ours = {*tests, *gone}
    rest = [each for each in (*found.there, *found.gone) if each not in ours]
    return Difference(tuple(tests), tuple(gone), tuple(rest))


def fill_old(top: Path, tree: Path, found: Difference, folders: list[str]) -> str:
    """Put today's test side over the base; why the old code may not be what runs, or "".

    ``folders`` hold the project's packages. Raises GitFailed.
    """
    put_over(top, tree, found.tests)
    take_away(tree, found.gone)
    return _bring(top, tree, folders, changed={*found.implementation, *found.tests})


def fill_new(top: Path, tree: Path, head: str, folders: list[str]) -> None:
    """Make a tree of the commit checked out what the work tree is. Raises GitFailed."""
    found = changes(top, head)
    put_over(top, tree, found.there)
    take_away(tree, found.gone)
    _bring(top, tree, folders, changed=set(found.there))


def fingerprint(top: Path, there: Iterable[str], gone: Iterable[str] = ()) -> str:
    """The digest of the contents of files that are there, and of the names of those gone."""
    digest = blake2b("\0".join(sorted(gone)).encode("utf-8", "surrogateescape"), digest_size=12)
    for path in sorted(there):
        file = top / path
        try:
            data = os.fsencode(file.readlink()) if file.is_symlink() else file.read_bytes()
        except OSError:
            data = b"unreadable"
        digest.update(path.encode("utf-8", "surrogateescape") + blake2b(data).digest())
    return digest.hexdigest()


def _bring(top: Path, tree: Path, folders: list[str], changed: set[str]) -> str:
    """What git does not check out, and tests or imports need: generated files, submodules, LFS."""
    built = [each for each in generated(top, folders) if not os.path.lexists(tree / each)]
    put_over(top, tree, built)
    put_over(top, tree, [each for each in _large_files(top) if each not in changed])
    moved = _submodules(top, tree, changed)
    if any(each.endswith((".so", ".pyd")) for each in built):
        sources = sorted(each for each in changed if is_native(each))
        if sources:
            return f"{sources[0]} changed, and the extension built from it is today's"
    return moved


def _large_files(top: Path) -> list[str]:
    """The files of Git LFS whose content is in the work tree. Raises GitFailed."""
    attributes = top / ".gitattributes"
    if not attributes.is_file() or b"filter=lfs" not in attributes.read_bytes():
        return []
    said = git(top, "ls-files", "-z", "--", ":(top,attr:filter=lfs)")
    return [os.fsdecode(each) for each in said.split(b"\0") if each]


def _submodules(top: Path, tree: Path, changed: set[str]) -> str:
    """Copy what is checked out of the submodules; what moved since the base is named."""
    if not (top / ".gitmodules").is_file():
        return ""
    moved = ""
    for path in _links(top):
        with suppress(OSError):
            shutil.copytree(
                top / path, tree / path, symlinks=True, dirs_exist_ok=True,
                ignore=shutil.ignore_patterns(".git"),
            )  # fmt: skip
        with suppress(GitFailed):
            then = line(tree, "rev-parse", "--verify", "--quiet", f"HEAD:{path}")
            now = line(top / path, "rev-parse", "--verify", "--quiet", "HEAD")  # not committed too
            if then != now:
                moved = f"the submodule {path} is today's, and another one at the base"
    return moved


def _links(top: Path) -> list[str]:
    words = ("config", "--file", ".gitmodules", "--get-regexp", r"submodule\..*\.path")
    try:
        return [each.partition(" ")[2] for each in line(top, *words).splitlines()]
    except GitFailed:
        return []
