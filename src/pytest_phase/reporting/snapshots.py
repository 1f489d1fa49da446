"""What there is to say of snapshots after a run: a line at the first, and what was left out."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_phase.core.phrases import plural
from pytest_phase.core.snapshot import Kept
from pytest_phase.reporting.layout import printable
from pytest_phase.usecases.keeping import Keeping

FIRST = (
    "kept in git under refs/phase/red: the files that this red was seen on "
    "(phase_snapshots = false keeps none)"
)
NAMED = 5
"""How many files are named in one line."""


def told(keeping: Keeping, *, short: bool = False) -> Iterator[str]:
    """The lines; none where a snapshot was kept as ever. ``short`` is under ``-q``."""
    if keeping.problem:
        yield f"red is recorded, and no snapshot of it was kept: {printable(keeping.problem)}"
    for kept in keeping.kept[:1]:
        if kept.first and not short:
            yield FIRST
        if kept.left_out:
            yield _left_out(kept)


def _left_out(kept: Kept) -> str:
    """All files of one reason together: they are untracked, and nobody needs to be told more."""
    reasons: dict[str, list[str]] = {}
    for path, reason in kept.left_out:
        reasons.setdefault(reason, []).append(printable(path))
    parts = [f"{_listed(paths)} ({reason})" for reason, paths in reasons.items()]
    return f"left out of the snapshot: {', '.join(parts)}; git add takes them in"


def _listed(paths: list[str]) -> str:
    more = len(paths) - NAMED
    rest = f" and {plural(more, 'file')} more" if more > 0 else ""
    return ", ".join(paths[:NAMED]) + rest
