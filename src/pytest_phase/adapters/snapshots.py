"""Snapshots in git: the exact tree of each red as a commit of a hidden ref (``refs/phase/red``).

Work tree, index, stash, branches and HEAD are only read: the tree is made with a copy of the
index. The commits of a component are a chain, each with the red before it as first parent and
with HEAD as second: so all of them are reached from one ref, and a push sends what is new.
The chain begins at one empty commit that is the same everywhere.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from pytest_phase.adapters.git_process import GitFailed, git, line
from pytest_phase.adapters.places import find_root
from pytest_phase.adapters.untracked import choose
from pytest_phase.core.evidence import Evidence
from pytest_phase.core.snapshot import Kept, NotKept, Snapshot, ref_of
from pytest_phase.formats.snapshot_message import read_message, write_message

REFS = "refs/phase"
"""Below it are ``red``, where snapshots are made, and whatever somebody fetched them to."""

TRIES = 5
"""How often to begin again where another run has moved the ref in the meantime."""

_PERSON = {"NAME": "pytest-phase", "EMAIL": "noreply@pytest-phase.invalid"}
_BEGINNING = "946684800 +0000"  # the date of what stands on no commit


class GitSnapshots:
    """The snapshots of the repository that holds ``root``."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def possible(self) -> bool:
        """Whether there is a repository at all, by its ``.git`` alone."""
        return find_root(self._root) is not None

    def keep(self, reds: Mapping[str, Sequence[Evidence]]) -> list[Kept]:
        """Keep the tree of this moment for each component, with the rows of its new reds.

        Raises:
            NotKept: git cannot make the tree, or too much is untracked.
        """
        try:
            return self._keep(self._top(), reds)
        except GitFailed as error:
            raise NotKept(str(error)) from None
        except OSError as error:
            raise NotKept(error.strerror or str(error)) from None

    def all(self) -> list[Snapshot]:
        """Every snapshot, those of one component newest first. Raises NotKept."""
        try:
            top = self._top()
            tips = sorted(set(_refs(top).values()))
            return list(_read(top, tips)) if tips else []
        except GitFailed as error:
            raise NotKept(str(error)) from None

    def drop(self, components: Iterable[str]) -> None:
        """Take the refs of these components away; git frees what they held. Raises NotKept."""
        try:
            top = self._top()
            refs = _refs(top)
            for ref in _named(refs, components):
                git(top, "update-ref", "-d", ref, refs[ref])
        except GitFailed as error:
            raise NotKept(str(error)) from None

    def size(self, components: Iterable[str]) -> int | None:
        """The bytes on disk that only the snapshots of these components need.

        None where git cannot tell (before 2.31).
        """
        try:
            top = self._top()
            refs = _refs(top)
            ours = set(_named(refs, components))
            tips = [tip for ref, tip in refs.items() if ref in ours]
            if not tips:
                return 0
            others = [tip for ref, tip in refs.items() if ref not in ours]
            rest = ["--not", f"--exclude={REFS}/*", "--all", *_head_word(top), *others]
            return int(
                line(
                    top, "rev-list", "--disk-usage", "--use-bitmap-index", "--objects", *tips, *rest
                )
            )
        except (GitFailed, ValueError):
            return None

    def _top(self) -> Path:
        top = find_root(self._root)
        if top is None:
            raise NotKept("there is no git repository here")
        return top

    def _keep(self, top: Path, reds: Mapping[str, Sequence[Evidence]]) -> list[Kept]:
        first = not _refs(top)
        head, date = _head(top)
        with tempfile.TemporaryDirectory(prefix="pytest-phase-") as folder:
            tree, left_out = _tree(top, Path(folder) / "index")
        kept = []
        for component, rows in reds.items():
            snapshot = Snapshot("", component, head, tuple(sorted(rows, key=lambda row: row.test)))
            commit = _attach(top, snapshot, tree, date)
            kept.append(Kept(component, commit, first, left_out))
        return kept


def _refs(top: Path) -> dict[str, str]:
    """The refs of all components and the commits they stand on."""
    said = line(top, "for-each-ref", "--format=%(objectname) %(refname)", f"{REFS}/")
    pairs = (each.partition(" ") for each in said.splitlines())
    return {ref: commit for commit, _, ref in pairs}


def _named(refs: Iterable[str], components: Iterable[str]) -> list[str]:
    """The refs of these components, made here or fetched: told by their last part."""
    last = {ref_of(each).rpartition("/")[2] for each in components}
    return [ref for ref in refs if ref.rpartition("/")[2] in last]


def _head(top: Path) -> tuple[str | None, str]:
    """The commit that is checked out, and its date: a snapshot has that too, and no clock's."""
    try:
        commit, _, date = line(top, "log", "-1", "--format=%H %ct", "HEAD", "--").partition(" ")
    except GitFailed:  # no commit yet
        return None, _BEGINNING
    return commit, f"{date} +0000"


def _head_word(top: Path) -> list[str]:
    return ["HEAD"] if _head(top)[0] else []


def _tree(top: Path, index: Path) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The tree of what stands in the work tree now, and the untracked files left out of it."""
    real = top / line(top, "rev-parse", "--git-path", "index")
    if real.exists():
        # With its time: by that git knows which files to look at again.
        shutil.copy2(real, index)
    aside = {"GIT_INDEX_FILE": str(index)}
    listed = git(top, "ls-files", "--others", "--exclude-standard", "-z", variables=aside)
    untracked = choose(top, [os.fsdecode(each) for each in listed.split(b"\0") if each])
    git(top, "add", "--update", "--", ".", variables=aside)
    if untracked.taken:
        paths = b"".join(os.fsencode(path) + b"\0" for path in untracked.taken)
        words = ("update-index", "--add", "--remove", "-z", "--stdin")
        git(top, *words, given=paths, variables=aside)
    return line(top, "write-tree", variables=aside), untracked.left_out


def _attach(top: Path, snapshot: Snapshot, tree: str, date: str) -> str:
    """Make the commit and put the ref on it; from the start where another run was quicker."""
    ref = ref_of(snapshot.component)
    for left in reversed(range(TRIES)):
        before = _refs(top).get(ref, "")
        parents = [before or _root(top), *([snapshot.head] if snapshot.head else [])]
        commit = _commit(top, tree, write_message(snapshot), parents, date)
        try:
            git(top, "update-ref", ref, commit, before)
        except GitFailed:  # moved, or locked, by another run; or it can never be written
            if not left:
                raise
        else:
            return commit
    raise AssertionError("the last try returns or raises")


def _root(top: Path) -> str:
    """The empty commit at the beginning of every chain."""
    empty = line(top, "mktree")
    return _commit(top, empty, "pytest-phase: red that was seen\n", [], _BEGINNING)


def _commit(top: Path, tree: str, message: str, parents: Sequence[str], date: str) -> str:
    """A commit that is the same whoever makes it: nobody's name, and no clock's time."""
    person = {f"GIT_{role}_{key}": _PERSON[key] for role in _ROLES for key in _PERSON}
    dates = {f"GIT_{role}_DATE": date for role in _ROLES}
    words = [word for parent in parents for word in ("-p", parent)]
    made = git(
        top,
        *("commit-tree", *words, tree),
        given=message.encode("utf-8", "surrogateescape"),
        variables={**person, **dates},
    )
    return made.decode().strip()


_ROLES = ("AUTHOR", "COMMITTER")


def _read(top: Path, tips: Sequence[str]) -> Iterator[Snapshot]:
    form = "--format=%H %ct%n%B"
    said = git(top, "log", "--first-parent", "--topo-order", "-z", form, *tips, "--")
    for each in said.decode("utf-8", "surrogateescape").split("\0"):
        first, _, message = each.lstrip("\n").partition("\n")
        commit, _, date = first.partition(" ")
        snapshot = read_message(commit, message)
        if snapshot is not None:
            yield snapshot._replace(date=int(date))
