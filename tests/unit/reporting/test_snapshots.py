"""What is said of snapshots after a run."""

from __future__ import annotations

from pytest_phase.core.snapshot import Kept
from pytest_phase.reporting.snapshots import told
from pytest_phase.usecases.keeping import Keeping

COMMIT = "a" * 40
LEFT_OUT = (
    (".env", "looks like a secret"),
    ("dump.sql", "larger than 10 MB"),
    ("key.pem", "looks like a secret"),
)


def test_the_first_snapshot_of_a_repository_is_announced() -> None:
    """Once, with what switches it off; ``-q`` leaves it out."""
    keeping = Keeping((Kept("a", COMMIT, first=True), Kept("b", COMMIT, first=True)))
    assert list(told(keeping)) == [
        "kept in git under refs/phase/red: the files that this red was seen on "
        "(phase_snapshots = false keeps none)"
    ]
    assert not list(told(keeping, short=True))


def test_what_is_as_ever_is_not_worth_a_line() -> None:
    """A snapshot that was kept, and a run that had none to keep."""
    assert not list(told(Keeping((Kept("a", COMMIT),))))
    assert not list(told(Keeping()))


def test_what_was_left_out_is_named_by_reason() -> None:
    """Under ``-q`` too, and with what takes it in."""
    expected = [
        "left out of the snapshot: .env, key.pem (looks like a secret), "
        "dump.sql (larger than 10 MB); git add takes them in"
    ]
    keeping = Keeping((Kept("a", COMMIT, left_out=LEFT_OUT),))
    assert list(told(keeping)) == expected
    assert list(told(keeping, short=True)) == expected


def test_many_files_are_counted() -> None:
    """Five are named."""
    files = tuple((f"{n}.pem", "looks like a secret") for n in range(7))
    (line,) = told(Keeping((Kept("a", COMMIT, left_out=files),)))
    assert "3.pem, 4.pem and 2 files more (looks like a secret)" in line


def test_a_problem_is_one_calm_line() -> None:
    """The red stands; only its snapshot is missing."""
    assert list(told(Keeping(problem="git write-tree: disk full"))) == [
        "red is recorded, and no snapshot of it was kept: git write-tree: disk full"
    ]
