"""What of a run is kept in git: new reds, and nothing where none is new."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pytest_phase.core.events import Event
from pytest_phase.core.evidence import Evidence
from pytest_phase.core.snapshot import Kept, NotKept
from pytest_phase.usecases.keeping import Keeping, keep
from tests.fakes.builders import A_TEST, a_component, a_report, a_standing, green, red

TWO = "tests/test_auditlogger.py::test_two"
OTHER = "tests/test_retry.py::test_one"


class FakeSnapshots:
    """Snapshots that remember what they were given. ``problem`` keeps them from it."""

    def __init__(self, problem: NotKept | None = None, *, possible: bool = True) -> None:
        self._problem, self._possible = problem, possible
        self.given: list[Mapping[str, Sequence[Evidence]]] = []

    def possible(self) -> bool:
        """Whether there is a repository."""
        return self._possible

    def keep(self, reds: Mapping[str, Sequence[Evidence]]) -> list[Kept]:
        """Remember the rows, and say that they were kept."""
        if self._problem is not None:
            raise self._problem
        self.given.append(reds)
        return [Kept(each, "a" * 40) for each in reds]


def test_first_reds_and_renewed_ones_are_kept_with_their_rows() -> None:
    """By component; a row says what was seen red, and nothing of what came before or after."""
    retry = a_component("Retry", files=["tests/test_retry.py"])
    report = a_report(
        a_standing(None, replace(green(), waived="slow", extra=("mood=good",)), red(TWO)),
        a_standing(retry, red(OTHER)),
    )
    snapshots = FakeSnapshots()
    events = (
        Event("renewed", "retry", (OTHER,)),
        Event("red", "auditlogger", (A_TEST,)),
        Event("green", "auditlogger", (TWO,)),
    )
    kept = keep(report, events, snapshots)
    assert kept == Keeping((Kept("retry", "a" * 40), Kept("auditlogger", "a" * 40)))
    assert snapshots.given == [{"retry": [red(OTHER)], "auditlogger": [red()]}]


def test_nothing_new_is_kept_nowhere() -> None:
    """A run that sees no new red asks git for nothing."""
    snapshots = FakeSnapshots()
    events = (Event("green", "auditlogger", (A_TEST,)), Event("out-of-turn", "retry", (OTHER,)))
    assert keep(a_report(), events, snapshots) == Keeping()
    assert snapshots.given == []


def test_outside_git_nothing_is_said() -> None:
    """Who uses no git misses nothing."""
    snapshots = FakeSnapshots(NotKept("no"), possible=False)
    assert keep(a_report(), (Event("red", "auditlogger", (A_TEST,)),), snapshots) == Keeping()


def test_what_could_not_be_kept_is_said_and_no_more() -> None:
    """The red is recorded all the same: a snapshot is no condition of it."""
    snapshots = FakeSnapshots(NotKept("git write-tree: disk full"))
    events = (Event("red", "auditlogger", (A_TEST,)),)
    assert keep(a_report(), events, snapshots) == Keeping(problem="git write-tree: disk full")
