"""What a second look is worth: only what would turn a test red or green."""

from __future__ import annotations

import pytest

from pytest_phase.core.evidence import Observation
from pytest_phase.core.ledger import LockError
from pytest_phase.settings import Request
from pytest_phase.usecases.turning import Turning
from tests.fakes.builders import A_TEST, ANOTHER_TEXT, a_component, an_observation, failing
from tests.fakes.ports import FakeLock
from tests.fakes.work import Work

OTHER = "tests/test_retry.py::test_other"
PASS, FAIL = an_observation(), failing()


@pytest.fixture
def work() -> Work:
    """Two components with a test each, and nothing run yet."""
    work = Work(a_component(), a_component("Retry", line=60))
    work.write(A_TEST, OTHER)
    return work


def _turns(work: Work, seen: Observation) -> bool:
    return Turning(work.project).turns(seen)


def test_a_failure_without_evidence_and_a_pass_after_red(work: Work) -> None:
    """The two that are recorded, each as long as it is new."""
    assert _turns(work, FAIL)
    assert not _turns(work, PASS)
    work.red(A_TEST)
    assert not _turns(work, FAIL)
    assert _turns(work, PASS)
    work.green(A_TEST)
    assert not _turns(work, FAIL)
    assert not _turns(work, PASS)


def test_another_text(work: Work) -> None:
    """A pass proves nothing of a new text, a failure renews its evidence."""
    work.red(A_TEST)
    work.write(A_TEST, text=ANOTHER_TEXT)
    assert not _turns(work, PASS)
    assert _turns(work, FAIL)


def test_a_failure_that_does_not_count(work: Work) -> None:
    """A broken test is no red, however often it fails."""
    assert not _turns(work, failing(grade="broken"))


def test_a_failure_out_of_turn(work: Work) -> None:
    """Of a component that is not in progress nothing would be recorded."""
    work.red(A_TEST)
    assert not _turns(work, failing(OTHER, "retry"))
    work.settings["request"] = Request("start", "Retry")
    assert _turns(work, failing(OTHER, "retry"))


def test_the_gate_records_no_red(work: Work) -> None:
    """It may see a green first, and looks twice at that."""
    work.red(A_TEST)
    work.settings["gate"] = True
    assert _turns(work, PASS)
    assert not _turns(work, failing(OTHER, "retry"))


def test_a_lock_that_cannot_be_read_holds_nothing() -> None:
    """The end of the run says what is wrong with it."""

    class Refused(FakeLock):
        def load(self) -> None:  # type: ignore[override]
            raise LockError("no")

    work = Work(a_component(), lock=Refused())
    work.write(A_TEST)
    assert not _turns(work, PASS)
