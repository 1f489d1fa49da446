"""Green though no code changed (PH803): an honest red takes the place of one that was none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pytest_phase.core.evidence import Evidence, Red
from pytest_phase.core.judgements import is_unexplained
from pytest_phase.core.levels import Proof, proved
from pytest_phase.core.recording import Recording
from pytest_phase.core.rules.evidence_rules import EARN_IT, OTHER_CAUSE, unchanged
from tests.fakes.builders import (
    A_TEST,
    A_TEXT,
    AFTER,
    BEFORE,
    a_docket,
    a_recording,
    a_run,
    a_section,
    a_start,
    an_observation,
    failing,
    green,
    red,
)

THEN = Red("behaviour", "001122334455")
ODD = replace(green(), red=Red("behaviour", AFTER))
"""Red and green on the same code."""


def recording(row: Evidence, code: str) -> Recording:
    """A run in which the test fails, on this code."""
    section = a_section(row, started=a_start())
    return a_recording(a_run(failing()), code=code, auditlogger=section)


@pytest.mark.parametrize(
    ("row", "odd"),
    [(ODD, True), (green(), False), (red(), False), (Evidence(A_TEST), False)],
)
def test_what_is_unexplained(row: Evidence, odd: bool) -> None:
    """Red, and green with the same code."""
    assert is_unexplained(row) is odd


def test_it_is_seen_failing_for_want_of_the_code() -> None:
    """That is its red now, and it turns green again when the code is back."""
    at = recording(ODD, BEFORE)
    at.renew_reds()
    (row,) = at.result().section("auditlogger").tests[A_TEST]
    assert row.red is not None
    assert (row.red.implementation, row.green) == (BEFORE, None)
    assert [event.kind for event in at.events] == ["renewed"]


@pytest.mark.parametrize(("row", "code"), [(ODD, AFTER), (green(), "aabbccddeeff")])
def test_the_first_red_is_kept_otherwise(row: Evidence, code: str) -> None:
    """On the same code it fails for the other cause again; and a red that was one stays."""
    at = recording(row, code)
    at.renew_reds()
    assert at.result().section("auditlogger").tests[A_TEST] == (row,)


def test_a_replay_earns_its_red() -> None:
    """Of the old code; where that is today's too, nothing is explained."""
    proof = Proof(A_TEST, "auditlogger", "replayed", THEN)
    assert proved(ODD, proof, A_TEXT, AFTER) == Evidence(
        A_TEST, A_TEXT, THEN, green=AFTER, level="replayed"
    )
    same = proof._replace(red=Red("behaviour", AFTER))
    assert proved(ODD, same, A_TEXT, AFTER) == replace(ODD, level="replayed")


@pytest.mark.parametrize(("replayed", "hint"), [(True, EARN_IT), (False, OTHER_CAUSE)])
def test_the_gate_says_so(replayed: bool, hint: str) -> None:
    """PH803 stays, with what to do."""
    run = a_run(an_observation(), replayed=frozenset([A_TEST] if replayed else []))
    section = a_section(ODD, started=a_start())
    (finding,) = unchanged(a_docket(run, sections={"auditlogger": section}))
    assert (finding.code, finding.severity, finding.hint) == ("PH803", "error", hint)
