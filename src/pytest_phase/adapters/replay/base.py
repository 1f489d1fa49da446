"""The commit that a replay goes back to: the merge base of what is checked out with a revision."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from pytest_phase.adapters.git_process import GitFailed, line
from pytest_phase.core.replay.bases import Candidate, candidates, deepen


class NoBase(Exception):
    """There is nothing to go back to: what, and what next (exit 4)."""


class Base(NamedTuple):
    """The base commit (40 hex digits), the revision it was found by, and why that one."""

    commit: str
    revision: str
    source: str
    head: str


def find_base(top: Path, named: str, environment: Mapping[str, str]) -> Base:
    """The merge base with the revision ``named``, or with the default one.

    Raises:
        NoBase: no such revision, no common history, or the clone is shallow.
    """
    try:
        head = line(top, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
    except GitFailed as error:
        if "dubious ownership" in str(error):
            hint = f"Tell git that it may be read: git config --global --add safe.directory {top}"
            raise NoBase(f"{top} belongs to another user. {hint}") from None
        raise NoBase("There is no commit yet. Commit what there was before, then go on.") from None
    tried = []
    for each in candidates(named, environment):
        commit = _commit(top, each.revision)
        if commit is not None:
            return _meet(top, head, commit, each, environment)
        tried.append(each)
    raise NoBase(_nothing(top, named, tried, environment))


def _commit(top: Path, revision: str) -> str | None:
    try:
        words = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        return line(top, *words) or None
    except GitFailed:
        return None


def _meet(
    top: Path, head: str, commit: str, found: Candidate, environment: Mapping[str, str]
) -> Base:
    """The best common ancestor; the commit itself where it is the base already."""
    if found.exact:
        return Base(commit, found.revision, found.source, head)
    try:
        base = line(top, "merge-base", head, commit)
    except GitFailed:
        base = ""
    if base:
        return Base(base.split()[0], found.revision, found.source, head)
    if _shallow(top):
        raise NoBase(
            f"This clone is shallow: where it meets {found.revision} is not in it. "
            f"{deepen(environment)}"
        )
    raise NoBase(
        f"{found.revision} and what is checked out have no commit in common. "
        "Name another one: --phase-replay=REV"
    )


def _shallow(top: Path) -> bool:
    try:
        return line(top, "rev-parse", "--is-shallow-repository") == "true"
    except GitFailed:
        return False


def _nothing(top: Path, named: str, tried: list[Candidate], environment: Mapping[str, str]) -> str:
    if _shallow(top):
        wanted = named or (tried[0].revision if tried else "the target branch")
        return f"{wanted} is not in this clone, which is shallow. {deepen(environment)}"
    if named:
        return f"--phase-replay={named}: git knows no such revision. Fetch it, or name another one."
    every = ", ".join(dict.fromkeys(each.revision for each in tried))
    return (
        f"There is nothing to compare with: git knows none of {every}. "
        "Name the commit or branch to go back to: --phase-replay=REV"
    )
