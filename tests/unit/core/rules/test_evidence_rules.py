"""PH801 to PH804: fired and not fired, and word by word."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from pytest_phase.core.edits import Edit
from pytest_phase.core.evidence import Evidence, Observation, Red
from pytest_phase.core.findings import Finding
from pytest_phase.core.ledger import Section
from pytest_phase.core.plan import Component
from pytest_phase.core.rules import Docket
from pytest_phase.core.rules.evidence_rules import (
    SEE_IT_AGAIN,
    edited,
    lost,
    never_red,
    unchanged,
)
from tests.fakes.builders import (
    A_TEST,
    AFTER,
    ANOTHER_TEXT,
    BEFORE,
    a_component,
    a_docket,
    a_run,
    a_section,
    a_start,
    an_observation,
    baseline,
    failing,
    green,
    in_cases,
    red,
    seen,
    waived,
)

SECOND = "tests/test_auditlogger.py::test_two"
PATH = "tests/test_auditlogger.py"


def docket(
    row: Evidence | None,
    observation: Observation | None = None,
    *components: Component,
    stale: bool = False,
    started: bool = True,
    **changes: Any,
) -> Docket:
    """One test of AuditLogger with a row, and what the run saw of it."""
    tests = [] if row is None else [row]
    section = a_section(*tests, started=a_start(lane=_lane(components)) if started else None)
    run = a_run(
        *([observation] if observation else []),
        known={"auditlogger": [A_TEST]},
        texts={A_TEST: ANOTHER_TEXT} if stale else {},
    )
    return a_docket(run, *components, sections={"auditlogger": section}, **changes)


def _lane(components: tuple[Component, ...]) -> Any:
    return components[0].lane if components else "feature"


def codes(found: Iterable[Finding]) -> list[tuple[str, str]]:
    """Code and severity of each."""
    return [(each.code, each.severity) for each in found]


REFACTOR = a_component(lane="refactor")

# PH801


def test_ph801_word_by_word() -> None:
    """Passed in this run, and was never seen red."""
    assert list(never_red(docket(None, an_observation()))) == [
        Finding(
            "PH801",
            "error",
            A_TEST,
            "passes, and was never seen red",
            "Take the code away, see it fail, and put the code back; or waive it with "
            '@pytest.mark.phase_waive(reason="…").',
            "auditlogger",
        )
    ]


@pytest.mark.parametrize("started", [True, False])
def test_ph801_is_for_every_component(started: bool) -> None:
    """What passed in this run is judged, whether work on its component has started or not."""
    assert codes(never_red(docket(seen(), an_observation(), started=started))) == [
        ("PH801", "error")
    ]


def test_ph801_of_an_edited_baseline() -> None:
    """A baseline is about the text it was recorded with."""
    found = list(never_red(docket(baseline(), an_observation(), stale=True)))
    assert [each.message for each in found] == [
        "passes, and its text changed since it was recorded as baseline"
    ]


def test_ph801_of_a_red_that_does_not_count() -> None:
    """A red weaker than what was asked for is none."""
    case = docket(green(grade="missing"), an_observation(), minimum="stub")
    assert [each.message for each in never_red(case)] == [
        "passes, and was seen red only as missing (phase_min_red = stub)"
    ]


def test_ph801_sees_through_a_skipped_case() -> None:
    """A case that is skipped does not hide that the others pass."""
    observation = in_cases({"a": "passed", "b": "skipped"})
    assert codes(never_red(docket(None, observation))) == [("PH801", "error")]


@pytest.mark.parametrize(
    "case",
    [
        docket(red(), an_observation()),
        docket(green(), an_observation()),
        docket(baseline(), an_observation()),
        docket(waived(), an_observation()),
        docket(None, an_observation(waived="why")),
        docket(None, failing()),
        docket(None, an_observation(outcome="skipped")),
        docket(None, in_cases({"a": "skipped", "b": "skipped"})),
        docket(None),
        docket(None, an_observation(), REFACTOR),
        docket(green(grade="stub"), an_observation(), minimum="stub"),
        docket(red(), an_observation(), stale=True),
    ],
    ids=[
        "red", "green", "baseline", "waived in the lock", "waived on the test", "fails",
        "skipped", "all cases skipped", "not run", "another lane", "grade counts", "edited: PH802",
    ],
)  # fmt: skip
def test_ph801_is_not_for(case: Docket) -> None:
    """Evidence, a waiver, another lane, or nothing that passed in this run."""
    assert list(never_red(case)) == []


# PH802


def test_ph802_word_by_word() -> None:
    """Its text changed since it was seen red."""
    assert list(edited(docket(green(), an_observation(), stale=True))) == [
        Finding(
            "PH802",
            "error",
            A_TEST,
            "its text changed since it was seen red",
            "See the new text fail (take the code away and run it), or put the old text back.",
            "auditlogger",
        )
    ]


OUTLINE = "1/3f2a/ve1a29c4"
KEPT = "Its evidence holds for what it asserted then; to renew it, see the new text fail " + (
    "(take the code away and run it)."
)


def after_edit(edit: Edit, row: Evidence | None = None) -> Docket:
    """A test that passes with another text than its red, and the edit that led there."""
    row = replace(row or green(), outline=OUTLINE)
    run = a_run(an_observation(), texts={A_TEST: ANOTHER_TEXT}, edits={(A_TEST, OUTLINE): edit})
    return a_docket(run, sections={"auditlogger": a_section(row, started=a_start())})


@pytest.mark.parametrize(
    ("edit", "severity", "said", "hint"),
    [
        (
            Edit("strengthened"),
            "warning",
            ": strengthened, all that it asserted is kept",
            KEPT,
        ),
        (Edit("support"), "warning", ": only what it uses changed, no assertion is lost", KEPT),
        (
            Edit("weakened", ("a new try", "a new skip")),
            "error",
            ": weakened (a new try; a new skip)",
            "",
        ),
        (Edit("changed", ("1 case is another",)), "error", ": 1 case is another", ""),
    ],
)
def test_ph802_says_what_kind_of_edit_it_was(
    edit: Edit, severity: str, said: str, hint: str
) -> None:
    """A warning where nothing was lost, else an error that says what was."""
    (found,) = edited(after_edit(edit))
    assert found.severity == severity
    assert found.message == f"its text changed since it was seen red{said}"
    assert found.hint == (hint or SEE_IT_AGAIN)


def test_evidence_holds_after_an_edit_that_lost_nothing() -> None:
    """PH803 and PH804 judge it as that of an unchanged text."""
    row = gone_green(BEFORE, BEFORE)
    assert codes(unchanged(after_edit(Edit("support"), row))) == [("PH803", "error")]
    assert codes(unchanged(after_edit(Edit("changed"), row))) == []


@pytest.mark.parametrize("observation", [failing(), an_observation(outcome="skipped"), None])
def test_ph802_is_for_whatever_the_run_saw(observation: Observation | None) -> None:
    """The evidence in the lock is about another text, whatever this run did with the test."""
    assert codes(edited(docket(red(), observation, stale=True))) == [("PH802", "error")]


@pytest.mark.parametrize(
    "case",
    [
        docket(green(), an_observation()),
        docket(baseline(), an_observation(), stale=True),
        docket(replace(green(), waived="why"), an_observation(), stale=True),
        docket(green(), an_observation(), REFACTOR, stale=True),
    ],
    ids=["same text", "baseline: PH801", "waived", "another lane"],
)
def test_ph802_is_not_for(case: Docket) -> None:
    """An unchanged text, what was never red, a waiver, or a lane that owes no red."""
    assert list(edited(case)) == []


# PH803


def gone_green(before: str, after: str, **changes: Any) -> Evidence:
    """A test whose red and green were seen against these digests."""
    return Evidence(A_TEST, seen().text, Red("behaviour", before), after, **changes)


def test_ph803_word_by_word() -> None:
    """Went green though nothing but tests changed."""
    assert list(unchanged(docket(gone_green(BEFORE, BEFORE), an_observation()))) == [
        Finding(
            "PH803",
            "error",
            A_TEST,
            "went green though no source outside the tests changed",
            "Its red came from something else: see it fail again for want of the code, "
            "or waive it.",
            "auditlogger",
        )
    ]


def test_ph803_warns_where_only_other_files_changed() -> None:
    """Something changed, but not the component's own files."""
    own = BEFORE[6:]
    found = list(unchanged(docket(gone_green(f"aaaaaa{own}", f"bbbbbb{own}"))))
    assert [(each.severity, each.message) for each in found] == [
        ("warning", "went green though src/auditlogger.py did not change")
    ]


@pytest.mark.parametrize(
    "case",
    [
        docket(gone_green(BEFORE, AFTER)),
        docket(red()),
        docket(gone_green("aaaaaa000000", "bbbbbb000000"), None, a_component(implementation=())),
        docket(gone_green(BEFORE, BEFORE), stale=True),
        docket(gone_green(BEFORE, BEFORE, waived="why")),
        docket(gone_green(BEFORE, BEFORE), None, REFACTOR),
    ],
    ids=["changed", "not green", "names no files", "edited: PH802", "waived", "another lane"],
)
def test_ph803_is_not_for(case: Docket) -> None:
    """Code that changed, no green yet, no files of its own, a waiver, or another lane."""
    assert list(unchanged(case)) == []


# PH804


def absent(section: Section, *components: Component, **changes: Any) -> Docket:
    """AuditLogger has these rows and none of these tests any more; its file was collected whole."""
    values: dict[str, Any] = {"known": {"auditlogger": []}, "settled": [PATH]} | changes
    return a_docket(a_run(**values), *components, sections={"auditlogger": section})


@pytest.mark.parametrize("row", [red(), green(), baseline(), replace(red(), waived="why")])
def test_ph804_word_by_word(row: Evidence) -> None:
    """Has evidence, and its function is gone."""
    assert list(lost(absent(a_section(row)))) == [
        Finding(
            "PH804",
            "error",
            A_TEST,
            "has evidence, and is gone from its component",
            f'Bring it back, or: pytest-phase forget "{A_TEST}" --reason "…"',
            "auditlogger",
        )
    ]


def test_ph804_of_a_test_that_belongs_to_another_component_now() -> None:
    """Dropped from its component, though its file is in the plan still."""
    case = absent(
        a_section(red()),
        a_component(files=["tests/test_new.py"]),
        a_component("Retry", files=[PATH]),
        known={"retry": [A_TEST]},
    )
    assert codes(lost(case)) == [("PH804", "error")]


def test_ph804_of_a_marked_test_in_a_file_of_nobody() -> None:
    """Where the file's other tests are the component's by their marks, it was not dropped."""
    case = absent(a_section(red()), a_component(files=[]), known={"auditlogger": [SECOND]})
    assert codes(lost(case)) == [("PH804", "error")]


@pytest.mark.parametrize(
    "case",
    [
        absent(a_section(seen(), waived(SECOND))),
        absent(a_section(red()), settled=[]),
        absent(a_section(red()), known={"auditlogger": [A_TEST]}),
        absent(a_section(red()), a_component(files=["tests/test_new.py"])),
    ],
    ids=["no evidence", "file not collected", "still there", "file dropped: PH805"],
)
def test_ph804_is_not_for(case: Docket) -> None:
    """No evidence, no certainty, no loss; and a whole file that was dropped is one PH805."""
    assert list(lost(case)) == []


@pytest.mark.parametrize("conditional", [True, False])
@pytest.mark.parametrize(("row", "whole"), [(green(), True), (baseline(), True), (red(), False)])
def test_ph804_of_a_skipped_test(row: Evidence, whole: bool, conditional: bool) -> None:
    """A skip is an error; by a condition, with whole evidence, a warning."""
    skipped = an_observation(outcome="skipped", conditional=conditional)
    (finding,) = lost(docket(row, skipped))
    if conditional and whole:
        assert (finding.severity, finding.message, finding.hint) == (
            "warning",
            "has evidence, and was skipped by a condition",
            "Run it where it holds.",
        )
    else:
        assert (finding.severity, finding.message, finding.hint) == (
            "error",
            "has evidence, and was skipped",
            f'Take the skip away, or: pytest-phase forget "{A_TEST}" --reason "…"',
        )


def test_ph804_a_condition_does_not_excuse_evidence_for_another_text() -> None:
    """Whole evidence is evidence for today's text."""
    skipped = an_observation(outcome="skipped", conditional=True)
    assert codes(lost(docket(green(), skipped, stale=True))) == [("PH804", "error")]


@pytest.mark.parametrize(
    ("row", "mark"),
    [(seen(), None), (waived(), None), (replace(red(), waived="w"), None), (red(), "w")],
)
def test_ph804_is_not_for_a_skip_without_evidence_or_with_a_waiver(
    row: Evidence, mark: str | None
) -> None:
    """A test that has no evidence loses none, and a waiver is the exception that was declared."""
    assert list(lost(docket(row, an_observation(outcome="skipped", waived=mark)))) == []
