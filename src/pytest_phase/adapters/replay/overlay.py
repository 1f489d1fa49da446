"""Today's test side over an earlier tree: what is test, and what is put over or taken away."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from pytest_phase.adapters.git_process import git
from pytest_phase.formats.pytest_configuration import NAMES

CONFIGURATION = frozenset(NAMES)
"""The files that configure pytest: those of today rule on both sides."""

_GENERATED = (".so", ".pyd", ".dylib", ".py", ".pyi", ".json", ".typed", ".txt", ".cfg")
_FOREIGN = frozenset({"__pycache__", "node_modules", "site-packages", "dist-packages"})
_NATIVE = (".c", ".cc", ".cpp", ".cxx", ".h", ".hpp", ".pyx", ".pxd", ".rs", ".f90", ".f")


class Changes(NamedTuple):
    """What differs between a commit and the work tree, as paths from the git top level.

    ``there`` are the files that are there today and differ or are new; ``gone`` those that the
    commit has and today does not.
    """

    there: tuple[str, ...]
    gone: tuple[str, ...]


def changes(top: Path, commit: str) -> Changes:
    """What differs between ``commit`` and the work tree, untracked files too. Raises GitFailed."""
    words = ("--name-only", "--no-renames", "--no-ext-diff", "--no-textconv", "-z")
    differ = _paths(git(top, "diff", *words, "--ignore-submodules=all", commit, "--"))
    there = [each for each in differ if os.path.lexists(top / each)]
    missing = set(differ) - set(there)
    return Changes(tuple(dict.fromkeys([*there, *untracked(top)])), tuple(sorted(missing)))


def untracked(top: Path) -> list[str]:
    """The files that git does not know and does not ignore. Raises GitFailed."""
    found = _paths(git(top, "ls-files", "--others", "--exclude-standard", "-z"))
    return [each for each in found if not each.endswith("/")]


def generated(top: Path, inside: Iterable[str]) -> list[str]:
    """Ignored files that an import needs: compiled extensions, version files, egg-info folders.

    ``inside`` are the folders of the project's packages. Raises GitFailed.
    """
    words = ("ls-files", "--others", "--ignored", "--exclude-standard", "-z", "--")
    folders = sorted(set(inside))
    if not folders:
        return []
    found = _paths(git(top, *words, *(f":(top,literal){each}" for each in folders)))
    return [each for each in found if _is_needed(each)]


def _is_needed(path: str) -> bool:
    *folders, name = path.split("/")
    if not _FOREIGN.isdisjoint(folders):
        return False
    return name.endswith(_GENERATED) or any(each.endswith(".egg-info") for each in folders)


def is_native(path: str) -> bool:
    """Whether a file is the source of a compiled extension, which a replay does not build."""
    return path.endswith(_NATIVE)


def put_over(top: Path, tree: Path, paths: Iterable[str]) -> None:
    """Copy files of the work tree into another tree: as they are, links as links."""
    for path in paths:
        target = tree / path
        _make_way(tree, target)
        target.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):  # gone since it was listed
            if not _link(top, tree, path):
                shutil.copy2(top / path, target, follow_symlinks=False)


def _link(top: Path, tree: Path, path: str) -> bool:
    """Make an absolute link into the work tree one into the tree; whether it is such a link."""
    if not (top / path).is_symlink():
        return False
    leads = (top / path).readlink()
    for above in (top, top.resolve()):
        if leads.is_absolute() and leads.is_relative_to(above):
            (tree / path).symlink_to(tree / leads.relative_to(above))
            return True
    return False


def _make_way(tree: Path, target: Path) -> None:
    """Nothing may stand where a file, or a folder above it, has to be; nor lead out of the tree."""
    for above in list(target.relative_to(tree).parents)[-2::-1]:
        place = tree / above
        if place.is_symlink() or place.is_file():
            place.unlink()
    if target.is_symlink() or target.is_file():
        target.unlink()
    elif target.is_dir():
        shutil.rmtree(target)


def take_away(tree: Path, paths: Iterable[str]) -> None:
    """Remove files of a tree, and the folders that are empty then."""
    for path in paths:
        with suppress(OSError):
            (tree / path).unlink()
        folder = (tree / path).parent
        while folder != tree:
            try:
                folder.rmdir()
            except OSError:
                break
            folder = folder.parent


def of_today(paths: Iterable[str], is_test: Callable[[str], bool], rootdir: str) -> list[str]:
    """Those of the paths that are taken from today: tests, their support, the configuration."""
    return [each for each in paths if is_test(each) or _configures(each, rootdir)]


def _configures(path: str, rootdir: str) -> bool:
    folder, _, name = path.rpartition("/")
    return name in CONFIGURATION and folder in ("", rootdir)


def _paths(said: bytes) -> list[str]:
    return [os.fsdecode(each) for each in said.split(b"\0") if each]
