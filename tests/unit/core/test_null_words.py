"""How a test without a red ended where the code of its component did nothing (PH820)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pytest_phase.core import judgements, sums
from pytest_phase.core.evidence import Evidence
from pytest_phase.core.joining import join_rows
from pytest_phase.core.ledger import Ledger
from pytest_phase.core.recording import Recording
from pytest_phase.core.rules.docket import Docket
from pytest_phase.core.rules.null_rules import idle
from pytest_phase.core.run import Run, World
from pytest_phase.formats.lock_rows import RowError, format_row, parse_row
from tests.fakes.builders import (
    A_TEST,
    A_TEXT,
    ANOTHER_TEXT,
    BEFORE,
    a_component,
    a_docket,
    a_plan,
    a_run,
    a_section,
    a_start,
    an_observation,
    baseline,
    red,
    waived,
)

FAILED = Evidence(A_TEST, A_TEXT, null="failed")
COMPONENT = a_component(lane="characterization")
STARTED = a_start(lane="characterization")


@pytest.mark.parametrize("null", ["passed", "failed", "unknown"])
def test_a_row_says_it_of_its_text(null: str) -> None:
    """The word is written and read; it needs a text, and no red."""
    row = f"test {A_TEST} text={A_TEXT} null={null}"
    assert parse_row(row) == replace(FAILED, null=null)  # type: ignore[arg-type]
    assert format_row(parse_row(row)) == row


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("null=failed", "It says null= of a text it does not have."),
        (f"text={A_TEXT} null=maybe", "null is 'maybe': expected passed, failed, unknown."),
        (
            f"text={A_TEXT} red=missing@{BEFORE} null=failed",
            "null is 'failed': expected passed beside a red.",
        ),
    ],
)
def test_a_row_that_says_something_else_is_refused(words: str, problem: str) -> None:
    """What was tried, and how it ended."""
    with pytest.raises(RowError, match=problem.replace("(", r"\(")):
        parse_row(f"test {A_TEST} {words}")


def test_its_sum_is_about_it_too() -> None:
    """A word that was changed by hand is found."""
    row = sums.sealed("a", replace(FAILED, null="passed"))
    assert row.sum is not None
    assert sums.check("a", replace(row, null="failed")) == "wrong"


def test_of_two_rows_the_worse_word_is_kept() -> None:
    """What passed against nothing in one place is no better for what another place says."""
    both = [FAILED, replace(FAILED, null="passed"), replace(FAILED, null="unknown")]
    assert join_rows(both) == join_rows(both[::-1]) == (replace(FAILED, null="passed"),)


@pytest.mark.parametrize(
    ("row", "text", "owed"),
    [
        (None, A_TEXT, True),
        (Evidence(A_TEST), A_TEXT, True),
        (FAILED, A_TEXT, False),
        (FAILED, ANOTHER_TEXT, True),
        (replace(FAILED, null="unknown"), A_TEXT, False),
        (red(), A_TEXT, False),
        (waived(), A_TEXT, False),
        (baseline(), A_TEXT, True),
        (baseline(), ANOTHER_TEXT, False),
        (None, None, False),
    ],
)
def test_each_text_is_tried_once(row: Evidence | None, text: str | None, owed: bool) -> None:
    """Not what was red, is waived, or is baseline of another text."""
    assert judgements.is_untried(row, an_observation(), text) is owed


def _docket(row: Evidence) -> Docket:
    run = a_run(known={COMPONENT.id: [A_TEST]}, texts={A_TEST: A_TEXT})
    sections = {COMPONENT.id: a_section(row, started=STARTED)}
    return a_docket(run, COMPONENT, sections=sections, ran=False)


def _recorded(row: Evidence | None, started: bool = True) -> Evidence | None:
    section = a_section(*([row] if row else []))._replace(started=STARTED if started else None)
    recording = Recording(
        a_plan(COMPONENT),
        Ledger({COMPONENT.id: section}),
        Run(
            observations={A_TEST: an_observation(null="failed")},
            known={COMPONENT.id: (A_TEST,)},
            texts={A_TEST: A_TEXT},
        ),
        World(lambda: None, lambda id: BEFORE),
    )
    recording.keep_nulls()
    rows = recording.result().section(COMPONENT.id).tests.get(A_TEST, ())
    return rows[0] if rows else None


def test_what_came_of_it_is_kept_with_the_text() -> None:
    """In the row of a started component; a new text takes the place of the old one."""
    assert _recorded(Evidence(A_TEST)) == FAILED
    assert _recorded(replace(FAILED, text=ANOTHER_TEXT, null="passed")) == FAILED
    assert _recorded(None, started=False) is None


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (FAILED, 0),
        (replace(FAILED, null="unknown"), 0),
        (replace(FAILED, null="passed"), 1),
        (replace(FAILED, null="passed", text=ANOTHER_TEXT), 0),
        (replace(FAILED, null="passed", waived="a smoke test"), 0),
    ],
)
def test_ph820_what_passes_against_nothing(row: Evidence, found: int) -> None:
    """In the lane of characterization, for today's text."""
    findings = list(idle(_docket(row)))
    assert [each.code for each in findings] == ["PH820"] * found


def test_it_is_no_evidence() -> None:
    """A row that says nothing else does not count as stale when its text changes."""
    row = replace(FAILED, text=ANOTHER_TEXT)
    (standing,) = _docket(row).standings.values()
    assert (standing.stale, standing.cycle) == (frozenset(), "green")
