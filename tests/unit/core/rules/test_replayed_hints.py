"""What the gate says next of a test that its own replay saw failing on the old code."""

from __future__ import annotations

from pytest_phase.core.rules.evidence_rules import EARN_IT, edited, never_red
from tests.fakes.builders import (
    A_TEST,
    ANOTHER_TEXT,
    a_docket,
    a_run,
    a_section,
    a_start,
    an_observation,
    green,
)


def test_a_test_that_was_never_seen_red() -> None:
    """PH801 stays, and names the run that earns the red."""
    run = a_run(an_observation(), replayed=frozenset({A_TEST}))
    (finding,) = never_red(a_docket(run))
    assert (finding.code, finding.severity, finding.hint) == ("PH801", "error", EARN_IT)
    assert finding.message == "passes, and was never seen red"


def test_a_test_that_was_edited() -> None:
    """PH802 too: its new text has no red in the lock."""
    run = a_run(an_observation(), replayed=frozenset({A_TEST}))
    section = a_section(green(text=ANOTHER_TEXT), started=a_start())
    (finding,) = edited(a_docket(run, sections={"auditlogger": section}))
    assert (finding.code, finding.severity, finding.hint) == ("PH802", "error", EARN_IT)


def test_the_words() -> None:
    """One line: what was seen, what to run, and what to commit."""
    assert EARN_IT == (
        "The replay saw it fail on the old code: run pytest --phase-replay once without "
        "--phase-gate, and commit the lock (level=replayed)."
    )
