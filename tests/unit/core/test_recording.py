"""Recording one run, rule by rule of design 4.1."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from pytest_phase.core.cycle import REOPENED
from pytest_phase.core.events import Event
from pytest_phase.core.evidence import Evidence, Observation, Red
from pytest_phase.core.ledger import Ledger, Section
from pytest_phase.core.recording import Recording
from pytest_phase.core.run import Run
from pytest_phase.core.transitions import Refusal
from tests.fakes.builders import (
    A_TEST,
    AFTER,
    ANOTHER_TEXT,
    BEFORE,
    a_component,
    a_recording,
    a_run,
    a_section,
    a_start,
    an_observation,
    baseline,
    failing,
    green,
    in_cases,
    red,
    waived,
)

SECOND = "tests/test_auditlogger.py::test_two"
RETRY = "tests/test_retry.py::test_once"
OPEN = a_section(red(), started=a_start())
OTHER_OPEN = a_section(red(RETRY), started=a_start())
BOTH = (a_component(), a_component("Retry"))


def rows(recording: Recording, id: str = "auditlogger") -> dict[str, Evidence]:
    """The rows of a component afterwards."""
    return {test: kept[0] for test, kept in recording.result().section(id).tests.items()}


def state(recording: Recording, id: str = "auditlogger") -> str:
    """The state of a component afterwards."""
    return recording.standings()[id].state


# First reds (4.1.1, 4.1.3)


def test_the_component_in_progress_collects_first_reds() -> None:
    """A failing test of the component in progress has its grade, its text and the code kept."""
    recording = a_recording(a_run(failing(grade="stub")), auditlogger=a_section(started=a_start()))
    recording.see_reds()
    assert rows(recording) == {A_TEST: red(grade="stub")}
    assert recording.events == [Event("red", "auditlogger", (A_TEST,))]


def test_a_first_red_is_kept_and_not_refreshed() -> None:
    """Seen red again with the same text, nothing changes: the lock is not touched."""
    recording = a_recording(a_run(failing(grade="missing")), code=AFTER, auditlogger=OPEN)
    recording.renew_reds()
    recording.see_reds()
    assert recording.result() is recording.ledger
    assert recording.events == []


def test_failing_cases_are_kept_with_the_red() -> None:
    """The parameter cases that failed are named where others did not."""
    run = a_run(in_cases({"long": "failed", "empty": "passed"}))
    recording = a_recording(run, auditlogger=a_section(started=a_start()))
    recording.see_reds()
    assert rows(recording)[A_TEST].red == Red("behaviour", BEFORE, ("long",))


def test_out_of_turn_is_said_and_not_recorded() -> None:
    """A first red of another component changes nothing; reason and command are told."""
    run = a_run(failing(RETRY, "retry"), known={"auditlogger": [A_TEST], "retry": [RETRY]})
    recording = a_recording(run, *BOTH, auditlogger=OPEN)
    recording.see_reds()
    assert recording.result() is recording.ledger
    assert recording.events == [
        Event(
            "out-of-turn",
            "retry",
            (RETRY,),
            "AuditLogger is in progress",
            "pytest --phase-stop=auditlogger, then pytest --phase-start=retry",
        )
    ]


def test_failures_that_do_not_count_are_named() -> None:
    """A test that fails as broken or infra gets no red, and nobody waits for it."""
    run = a_run(failing(grade="broken"), failing(SECOND, grade="infra"))
    recording = a_recording(run, auditlogger=a_section(started=a_start()))
    recording.take_turn(automatic=True)
    recording.see_reds()
    recording.see_uncounted()
    assert rows(recording) == {}
    assert recording.events == [
        Event("uncounted", "auditlogger", (A_TEST,), "broken"),
        Event("uncounted", "auditlogger", (SECOND,), "infra"),
    ]


def test_a_failure_of_a_test_with_evidence_is_not_named_again() -> None:
    """Whatever the grade of today, the evidence stands."""
    recording = a_recording(a_run(failing(grade="infra")), auditlogger=OPEN)
    recording.see_uncounted()
    assert recording.events == []


def test_events_are_in_the_plans_order_whatever_the_order_of_tests() -> None:
    """Workers may hand in tests in any order: the same is said."""
    seen = [failing(SECOND), failing(), failing(RETRY, "retry")]
    for observations in (seen, seen[::-1]):
        recording = a_recording(a_run(*observations), *BOTH)
        recording.see_reds()
        assert [(each.component, each.tests) for each in recording.events] == [
            ("auditlogger", (A_TEST, SECOND)),
            ("retry", (RETRY,)),
        ]


# Greens and renewals (4.1.3)


def test_a_red_test_seen_passing_is_green() -> None:
    """Green keeps the digest of the code it passed with, and the red before it."""
    recording = a_recording(a_run(an_observation()), code=AFTER, auditlogger=OPEN)
    recording.see_greens()
    assert rows(recording) == {A_TEST: green()}
    assert recording.events == [Event("green", "auditlogger", (A_TEST,))]


@pytest.mark.parametrize("section", [a_section(), a_section(red(), stopped=True)])
def test_greens_are_seen_in_any_state(section: Section) -> None:
    """A green changes no state, and needs a red and no turn."""
    recording = a_recording(a_run(an_observation()), code=AFTER, auditlogger=section)
    recording.see_greens()
    expected = {test: green() for test in section.tests}
    assert rows(recording) == expected


@pytest.mark.parametrize("old", [red(), green(), baseline()])
@pytest.mark.parametrize("completed", [True, False])
def test_an_edited_test_seen_red_again_is_renewed_and_changes_no_state(
    old: Evidence, completed: bool
) -> None:
    """In any component and any state: new text, new red, no green, and the state it had."""
    section = a_section(old, started=a_start(), completed=completed)
    run = a_run(failing(grade="missing"), texts={A_TEST: ANOTHER_TEXT})
    recording = a_recording(run, auditlogger=section)
    before = state(recording)
    recording.renew_reds()
    recording.take_turn(automatic=True)
    recording.see_reds()
    assert rows(recording) == {A_TEST: red(grade="missing", text=ANOTHER_TEXT)}
    assert recording.events == [Event("renewed", "auditlogger", (A_TEST,))]
    assert state(recording) == before


def test_a_renewal_starts_nothing() -> None:
    """A pending component whose kept evidence is renewed stays pending."""
    run = a_run(failing(), texts={A_TEST: ANOTHER_TEXT})
    recording = a_recording(run, auditlogger=a_section(red()))
    recording.renew_reds()
    recording.take_turn(automatic=True)
    assert state(recording) == "pending"


def test_renewed_evidence_keeps_waiver_and_unknown_words() -> None:
    """What is not about the text survives it."""
    old = replace(red(), waived="why", extra=("replayed=1",))
    run = a_run(failing(waived="why"), texts={A_TEST: ANOTHER_TEXT})
    recording = a_recording(run, auditlogger=a_section(old))
    recording.renew_reds()
    assert rows(recording)[A_TEST] == replace(old, text=ANOTHER_TEXT)


# Renames


def test_evidence_follows_a_rename() -> None:
    """Gone under the old name, and new with the same text: it is the same test."""
    run = a_run(an_observation(SECOND))
    recording = a_recording(run, auditlogger=a_section(replace(red(), extra=("a=b",))))
    recording.follow_renames()
    assert rows(recording) == {SECOND: replace(red(SECOND), extra=("a=b",))}
    assert recording.events == [Event("renamed", "auditlogger", (A_TEST, SECOND))]


def test_evidence_follows_a_move_to_another_file() -> None:
    """A file that is collected whole, or gone, tells that the old test is gone."""
    moved = "tests/test_more.py::test_one"
    run = a_run(an_observation(moved), settled=["tests/test_auditlogger.py"])
    recording = a_recording(run, auditlogger=OPEN)
    recording.follow_renames()
    assert rows(recording) == {moved: red(moved)}


@pytest.mark.parametrize(
    ("run", "section"),
    [
        (a_run(an_observation(SECOND), texts={SECOND: ANOTHER_TEXT}), OPEN),
        (a_run(an_observation(SECOND), settled=[]), OPEN),
        (a_run(an_observation(SECOND)), a_section(red(), green(SECOND))),
        (a_run(an_observation(SECOND), an_observation()), OPEN),
        (a_run(an_observation(SECOND)), a_section(waived())),
    ],
    ids=["another text", "file not collected", "has evidence itself", "still there", "a waiver"],
)
def test_evidence_follows_nothing_else(run: Run, section: Section) -> None:
    """Only an unchanged text of a test that is certainly gone, and only to a test without any."""
    recording = a_recording(run, auditlogger=section)
    recording.follow_renames()
    assert recording.result() is recording.ledger


def test_evidence_does_not_follow_into_another_component() -> None:
    """A rename stays within its component: what another owes is its own affair."""
    run = a_run(an_observation(RETRY, "retry"), settled=["tests/test_auditlogger.py"])
    recording = a_recording(run, *BOTH, auditlogger=OPEN)
    recording.follow_renames()
    assert recording.result() is recording.ledger


# Waivers


def test_a_waiver_is_kept_as_it_stands_on_the_test() -> None:
    """New, changed or taken away: what the mark says now."""
    for old, now in [
        (None, "needs a printer"),
        (waived(), "another reason"),
        (waived(), None),
    ]:
        section = a_section(*(row for row in [old] if row))
        recording = a_recording(a_run(an_observation(waived=now)), auditlogger=section)
        recording.waive()
        assert rows(recording)[A_TEST].waived == now


def test_without_a_waiver_nothing_is_written() -> None:
    """A run of tests without marks leaves the lock alone."""
    recording = a_recording(a_run(an_observation()))
    recording.waive()
    assert recording.result() is recording.ledger


def test_a_file_that_cannot_be_imported_takes_no_waiver_away() -> None:
    """Its marks are not known: the waiver stays until they are."""
    run = a_run(failing(outcome="uncollectable", grade="missing"))
    recording = a_recording(run, auditlogger=a_section(waived()))
    recording.waive()
    assert recording.result() is recording.ledger


# Known tests (4.1.4)


def test_a_started_component_keeps_every_known_test() -> None:
    """A bare row for each: a later partial run knows what it left out."""
    run = a_run(failing(), known={"auditlogger": [A_TEST, SECOND]})
    recording = a_recording(run, auditlogger=OPEN)
    recording.keep_known()
    assert rows(recording) == {A_TEST: red(), SECOND: Evidence(SECOND)}


def test_a_component_that_was_never_touched_keeps_nothing() -> None:
    """Pending components have empty sections."""
    recording = a_recording(a_run(an_observation()), auditlogger=a_section())
    recording.keep_known()
    assert recording.result() is recording.ledger


def test_bare_rows_go_with_their_test_and_evidence_stays() -> None:
    """A test that is gone leaves nothing but its evidence, and what a later version wrote."""
    third, fourth = f"{A_TEST}_3", f"{A_TEST}_4"
    section = a_section(red(), Evidence(SECOND), waived(third), Evidence(fourth, extra=("new=1",)))
    run = a_run(known={"auditlogger": []}, settled=["tests/test_auditlogger.py"])
    recording = a_recording(run, auditlogger=section)
    recording.keep_known()
    assert list(rows(recording)) == [A_TEST, fourth]


def test_a_file_that_does_not_parse_has_no_row() -> None:
    """It stands for its tests in this run, and is none."""
    broken = "tests/test_auditlogger.py"
    run = a_run(failing(broken, grade="broken"), texts={broken: None})
    recording = a_recording(run, auditlogger=OPEN)
    recording.keep_known()
    recording.see_reds()
    assert list(rows(recording)) == [A_TEST]
    assert recording.standings()["auditlogger"].owed == (broken,)


# Start and completion (4.1.2, 4.1.5, 4.1.7)


def test_an_explicit_start_keeps_base_and_known_tests() -> None:
    """Where the component began, and what it has to see red."""
    recording = a_recording(a_run(known={"auditlogger": [A_TEST]}))
    assert recording.start("auditlogger") is None
    assert recording.result().section("auditlogger") == a_section(
        Evidence(A_TEST), started=a_start()
    )
    assert recording.events == [Event("started", "auditlogger")]


def test_an_explicit_start_goes_over_what_is_not_completed() -> None:
    """The lock keeps what it went over, and it is told."""
    waiting = a_component("Retry", needs=["auditlogger"])
    recording = a_recording(a_run(), a_component(), waiting)
    recording.start("retry")
    started = recording.result().section("retry").started
    assert started == a_start(over=["auditlogger"])
    assert recording.events == [Event("started", "retry", detail="auditlogger")]


def test_what_a_start_completes_is_not_gone_over() -> None:
    """The dependency that is whole is completed by the start of the next."""
    waiting = a_component("Retry", needs=["auditlogger"])
    run = a_run(known={"auditlogger": [A_TEST]})
    section = a_section(green(), started=a_start())
    recording = a_recording(run, a_component(), waiting, auditlogger=section)
    recording.start("retry")
    assert recording.result().section("retry").started == a_start()
    assert recording.events == [Event("completed", "auditlogger"), Event("started", "retry")]


def test_a_refused_start_changes_nothing() -> None:
    """While another is in progress and not green."""
    recording = a_recording(a_run(known={"auditlogger": [A_TEST]}), *BOTH, auditlogger=OPEN)
    refusal = recording.start("retry")
    assert refusal is not None
    assert refusal.message.startswith("Retry cannot start: AuditLogger is in progress")
    assert recording.result() is recording.ledger


def test_a_start_of_what_is_in_progress_changes_nothing() -> None:
    """It is where it was asked to be."""
    recording = a_recording(a_run(), auditlogger=OPEN)
    assert recording.start("auditlogger") is None
    assert recording.result() is recording.ledger


def test_a_start_of_what_is_completed_opens_it_again() -> None:
    """Explicitly, with the base of its first start."""
    section = a_section(green(), started=a_start(), completed=True)
    recording = a_recording(a_run(), auditlogger=section)
    recording.start("auditlogger")
    after = recording.result().section("auditlogger")
    assert (after.completed, after.started) == (False, a_start())
    assert recording.events == [Event("reopened", "auditlogger")]


def test_an_automatic_start_needs_a_new_counting_red() -> None:
    """A pending component with a first red starts; the base is that of today."""
    recording = a_recording(base=None)
    recording.take_turn(automatic=True)
    recording.see_reds()
    assert recording.result().section("auditlogger") == a_section(red(), started=a_start(base=None))
    assert recording.events == [
        Event("started", "auditlogger"),
        Event("red", "auditlogger", (A_TEST,)),
    ]


@pytest.mark.parametrize(
    "seen",
    [an_observation(), an_observation(outcome="skipped"), failing(grade="broken")],
    ids=["passed", "skipped", "broken"],
)
def test_nothing_else_starts_a_component(seen: Observation) -> None:
    """A pass, a skip or a broken test is no red."""
    recording = a_recording(a_run(seen))
    recording.take_turn(automatic=True)
    assert recording.result() is recording.ledger


def test_the_next_start_completes_what_is_whole() -> None:
    """The component before is completed when the next one starts by its red."""
    run = a_run(failing(RETRY, "retry"), known={"auditlogger": [A_TEST], "retry": [RETRY]})
    section = a_section(green(), started=a_start())
    recording = a_recording(run, *BOTH, auditlogger=section)
    recording.take_turn(automatic=True)
    recording.see_reds()
    assert [each.kind for each in recording.events] == ["completed", "started", "red"]
    assert (state(recording), state(recording, "retry")) == ("completed", "in_progress")


def test_a_green_one_that_is_not_whole_counts_as_completed_and_has_no_row() -> None:
    """With a case unwritten it gives way to the next, and the lock does not say completed."""
    run = a_run(failing(RETRY, "retry"), known={"auditlogger": [A_TEST], "retry": [RETRY]})
    section = a_section(green(), started=a_start())
    first = a_component(cases=["test_never"])
    recording = a_recording(run, first, a_component("Retry"), auditlogger=section)
    recording.take_turn(automatic=True)
    assert state(recording) == "completed"
    assert recording.result().section("auditlogger") is section


def test_a_completed_component_opens_again_with_a_new_red() -> None:
    """A test without evidence that is red in it: in progress again, and its red is kept."""
    section = a_section(green(), started=a_start(), completed=True)
    recording = a_recording(a_run(an_observation(), failing(SECOND)), auditlogger=section)
    recording.keep_known()
    recording.take_turn(automatic=False)
    recording.see_reds()
    assert rows(recording) == {A_TEST: green(), SECOND: red(SECOND)}
    assert state(recording) == "in_progress"
    assert recording.result().section("auditlogger").extra_rows == (REOPENED,)
    assert [each.kind for each in recording.events] == ["reopened", "red"]


def test_a_completed_component_stays_so_beside_one_that_is_not_green() -> None:
    """Then the new red is out of turn."""
    section = a_section(green(), started=a_start(), completed=True)
    run = a_run(failing(SECOND), known={"auditlogger": [A_TEST, SECOND], "retry": [RETRY]})
    recording = a_recording(run, *BOTH, auditlogger=section, retry=OTHER_OPEN)
    recording.take_turn(automatic=True)
    recording.see_reds()
    assert state(recording) == "completed"
    assert [each.kind for each in recording.events] == ["out-of-turn"]


def test_completion_needs_whole_evidence() -> None:
    """Asked for and whole: completed; asked for again: nothing new."""
    section = a_section(green(), started=a_start())
    recording = a_recording(a_run(an_observation()), auditlogger=section)
    assert recording.complete("auditlogger") is None
    assert recording.complete("auditlogger") is None
    assert recording.result().section("auditlogger") == section._replace(completed=True)
    assert recording.events == [Event("completed", "auditlogger")]


def test_a_refused_completion_changes_nothing() -> None:
    """What is missing is said, and the lock stays."""
    recording = a_recording(a_run(failing()), auditlogger=OPEN)
    assert recording.complete("auditlogger") == Refusal(
        f"AuditLogger cannot be completed: 1 test failing: {A_TEST}", "Make them pass first."
    )
    assert recording.result() is recording.ledger


def test_of_two_merged_starts_the_whole_one_is_completed() -> None:
    """Two branches started one each: the lock says afterwards what counts already."""
    run = a_run(known={"auditlogger": [A_TEST], "retry": [RETRY]})
    section = a_section(green(), started=a_start())
    recording = a_recording(run, *BOTH, auditlogger=section, retry=OTHER_OPEN)
    recording.settle()
    assert recording.result().section("auditlogger").completed
    assert recording.events == [Event("completed", "auditlogger")]
    alone = a_recording(run, *BOTH, auditlogger=section)
    alone.settle()
    assert alone.result() is alone.ledger


# Baseline


def test_passing_tests_become_baseline() -> None:
    """With its reason, its text and the other known tests of the component."""
    run = a_run(an_observation(), failing(SECOND), known={"auditlogger": [A_TEST, SECOND]})
    recording = a_recording(run)
    recording.baseline("there before the tool was")
    assert rows(recording) == {A_TEST: baseline(), SECOND: Evidence(SECOND)}
    assert recording.events == [Event("baseline", "auditlogger", (A_TEST,))]
    assert state(recording) == "pending"


def test_an_edited_baseline_is_recorded_for_its_new_text() -> None:
    """Asked for again, the reason covers the text of today."""
    run = a_run(an_observation(), texts={A_TEST: ANOTHER_TEXT})
    recording = a_recording(run, auditlogger=a_section(baseline()))
    recording.baseline("formatted anew")
    assert rows(recording) == {A_TEST: Evidence(A_TEST, ANOTHER_TEXT, baseline="formatted anew")}


# A lock that contradicts itself (4.1.1)

STEPS: list[Callable[[Recording], object]] = [
    Recording.follow_renames,
    Recording.waive,
    Recording.keep_known,
    Recording.see_greens,
    Recording.renew_reds,
    Recording.settle,
    lambda recording: recording.baseline("before"),
    lambda recording: recording.take_turn(automatic=True),
    Recording.see_reds,
]
THIRD = "tests/test_auditlogger.py::test_three"


def contradicting(*, named: tuple[str, ...] = (), narrowed: tuple[str, ...] = ()) -> Recording:
    """Everything recorded of a run over two components that are both in progress, not green."""
    run = a_run(
        an_observation(),
        failing(THIRD),
        an_observation(SECOND, waived="why"),
        an_observation(RETRY, "retry"),
        known={"auditlogger": [A_TEST, SECOND, THIRD], "retry": [RETRY, f"{RETRY}_2"]},
        narrowed=frozenset(narrowed),
    )
    retry = a_section(red(RETRY), red(f"{RETRY}_2"), started=a_start())
    recording = a_recording(run, *BOTH, code=AFTER, named=named, auditlogger=OPEN, retry=retry)
    for step in STEPS:
        step(recording)
    return recording


def test_nothing_is_recorded_for_two_that_are_in_progress_at_once() -> None:
    """The run records for neither; a first red is out of turn and told why."""
    recording = contradicting()
    assert recording.result() is recording.ledger
    assert [(each.kind, each.tests, each.detail) for each in recording.events] == [
        ("out-of-turn", (THIRD,), "AuditLogger, Retry are in progress at once, and not green")
    ]


@pytest.mark.parametrize("how", ["named", "narrowed"])
def test_of_two_in_progress_at_once_the_named_one_is_recorded(how: str) -> None:
    """Once one is named, its run is recorded, and the other stays as it is."""
    one = ("auditlogger",)
    recording = contradicting(named=one) if how == "named" else contradicting(narrowed=one)
    after = rows(recording)
    assert after[A_TEST].green == AFTER
    assert after[THIRD].red == Red("behaviour", AFTER)
    assert after[SECOND].waived == "why"
    assert recording.result().section("retry") is recording.ledger.section("retry")


def test_nothing_is_asked_of_the_world_where_nothing_is_written() -> None:
    """Base and digest cost time: a run with nothing new asks for neither."""

    def forbidden(*_: object) -> str:
        raise AssertionError("asked for nothing")

    recording = a_recording(a_run(an_observation()), auditlogger=a_section(green()))
    recording.world = replace(recording.world, base=forbidden, implementation=forbidden)
    for step in STEPS:
        step(recording)
    assert recording.result() == Ledger({"auditlogger": a_section(green())})
