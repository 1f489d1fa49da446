"""When a component may start, stop and be completed; every refusal word by word."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from pytest_phase.core.cycle import Standing, standings
from pytest_phase.core.evidence import Observation, Outcome
from pytest_phase.core.ledger import Ledger, Section
from pytest_phase.core.plan import Component, TestFile
from pytest_phase.core.run import Run
from pytest_phase.core.transitions import (
    Refusal,
    integration,
    owes,
    refuse_completion,
    refuse_nameless,
    refuse_start,
    refuse_stop,
    whole,
    why_out_of_turn,
)
from tests.fakes.builders import (
    A_TEST,
    a_component,
    a_plan,
    a_run,
    a_section,
    a_standing,
    a_start,
    an_observation,
    an_origin,
    failing,
    green,
    red,
    seen,
    waived,
)

SECOND = "tests/test_auditlogger.py::test_two"
RETRY = "tests/test_retry.py::test_once"
END_TO_END = "tests/e2e/test_all.py"
OPEN = a_section(red(), green(SECOND), started=a_start())
DONE = a_section(green(), started=a_start(), completed=True)


def standing_as(*components: Component, **sections: Section) -> Mapping[str, Standing]:
    """The standings of AuditLogger and Retry, unless given; rows are known tests."""
    plan = a_plan(*(components or (a_component(), a_component("Retry"))))
    known = {id: tuple(section.tests) for id, section in sections.items()}
    return standings(plan, Ledger(sections), known, {})


def test_a_start_beside_another_is_refused() -> None:
    """While one is in progress and not green, another start is refused and told both ways out."""
    assert refuse_start(standing_as(auditlogger=OPEN), "retry") == Refusal(
        "Retry cannot start: AuditLogger is in progress and not green (red 2/2, green 1/2)",
        "Finish it and run --phase-complete, or put it back with --phase-stop=auditlogger.",
    )


@pytest.mark.parametrize(
    "section",
    [DONE, a_section(green(), started=a_start()), a_section(red(), stopped=True), a_section()],
)
def test_a_start_with_nothing_else_open_is_granted(section: Section) -> None:
    """A component that is green, completed, stopped or pending stands in nobody's way."""
    assert refuse_start(standing_as(auditlogger=section), "retry") is None


def test_a_start_of_the_component_in_progress_is_granted() -> None:
    """What is in progress may be started again: that changes nothing."""
    assert refuse_start(standing_as(auditlogger=OPEN), "auditlogger") is None


@pytest.mark.parametrize(
    ("section", "state"), [(a_section(), "pending"), (DONE, "completed")], ids=["pending", "done"]
)
def test_what_is_not_in_progress_cannot_be_stopped(section: Section, state: str) -> None:
    """A named component that is not in progress is not put back."""
    assert refuse_stop(standing_as(auditlogger=section), "auditlogger") == Refusal(
        f"AuditLogger is not in progress, it is {state}", "Nothing to stop."
    )


def test_what_is_in_progress_can_be_stopped() -> None:
    """By name, or without one where only one is meant."""
    assert refuse_stop(standing_as(auditlogger=OPEN), "auditlogger") is None
    assert refuse_stop(standing_as(auditlogger=OPEN), None) is None
    done = a_section(green(), started=a_start())
    assert refuse_stop(standing_as(auditlogger=OPEN, retry=done), None) is None


@pytest.mark.parametrize("action", ["stop", "complete"])
def test_without_anything_in_progress_a_name_is_needed(action: str) -> None:
    """Nothing is guessed where nothing is in progress."""
    expected = Refusal(
        "no component is in progress", f"Name the one to {action}: --phase-{action}=NAME"
    )
    assert refuse_nameless(standing_as(auditlogger=DONE), action) == expected
    done = a_section(green(), started=a_start())
    assert refuse_nameless(standing_as(auditlogger=done, retry=done), action) == expected
    assert refuse_nameless(standing_as(auditlogger=OPEN), action) is None


@pytest.mark.parametrize("action", ["stop", "complete"])
def test_with_several_in_progress_a_name_is_needed(action: str) -> None:
    """Nothing is guessed where two are in progress and not green."""
    both = standing_as(auditlogger=OPEN, retry=OPEN)
    assert refuse_nameless(both, action) == Refusal(
        "several components are in progress: AuditLogger, Retry",
        f"Name the one to {action}: --phase-{action}=retry",
    )


def test_whole_evidence_can_be_completed() -> None:
    """Green, every named case written and nothing failing: completed."""
    standing = a_standing(a_component(cases=["test_one"]), green(), waived(SECOND))
    assert refuse_completion(standing, a_run(an_observation())) is None
    assert whole(standing, a_run(an_observation()))


def refused(standing: Standing, *observations: Observation) -> Refusal | None:
    """What completing is refused for after a run that saw these."""
    run = a_run(*observations)
    assert not whole(standing, run)
    return refuse_completion(standing, run)


def test_without_a_test_nothing_is_completed() -> None:
    """A component without a test has no evidence."""
    assert refused(a_standing(started=True)) == Refusal(
        "AuditLogger cannot be completed: it has no test yet",
        "Write its tests, then see them fail: pytest --phase-start=auditlogger",
    )


def test_what_was_never_red_keeps_it_from_completion() -> None:
    """A test that was never seen red with today's text is owed."""
    standing = a_standing(None, seen(), red(SECOND), stale=[SECOND])
    assert refused(standing, an_observation(), an_observation(SECOND)) == Refusal(
        "AuditLogger cannot be completed: 2 tests never seen red with today's text: "
        f"{A_TEST}, {SECOND}",
        "Take the code away and see each fail, or waive it with "
        '@pytest.mark.phase_waive(reason="…").',
    )


def test_what_was_not_seen_passing_keeps_it_from_completion() -> None:
    """A red test that the run left out is owed."""
    assert refused(a_standing(None, green(), red(SECOND)), an_observation()) == Refusal(
        f"AuditLogger cannot be completed: 1 red test not seen passing: {SECOND}", "Run them."
    )


def test_what_fails_keeps_it_from_completion() -> None:
    """A test that fails now is named as failing alone, whatever its evidence."""
    standing = a_standing(None, green(), red(SECOND))
    assert refused(standing, failing(), failing(SECOND)) == Refusal(
        f"AuditLogger cannot be completed: 2 tests failing: {A_TEST}, {SECOND}",
        "Make them pass first.",
    )
    whole_evidence = a_standing(None, green())
    assert refuse_completion(whole_evidence, a_run(failing())) == Refusal(
        f"AuditLogger cannot be completed: 1 test failing: {A_TEST}", "Make them pass first."
    )


def test_a_waived_test_that_fails_is_excused() -> None:
    """A waiver excuses a failure, whether the lock keeps it or the test carries it."""
    assert refuse_completion(a_standing(None, waived()), a_run(failing())) is None
    carried = a_standing(None, green())
    assert refuse_completion(carried, a_run(failing(waived="known bug"))) is None


def test_cases_without_a_test_keep_it_from_completion() -> None:
    """Every listed case that names a function has to be written; prose asks for nothing."""
    standing = a_standing(a_component(cases=["test_one", "test_empty"]), green())
    assert refuse_completion(standing, a_run(an_observation())) == Refusal(
        "AuditLogger cannot be completed: 1 listed case without a test: test_empty",
        "Write the tests, or take the cases out of the plan.",
    )


def test_every_reason_is_said_at_once() -> None:
    """All that is missing is said together, with the first thing to do."""
    component = a_component(cases=["test_empty"], integration=(TestFile(END_TO_END, an_origin()),))
    third = f"{A_TEST}_3"
    standing = a_standing(component, red(), red(SECOND), seen(third))
    assert refused(standing, failing()) == Refusal(
        f"AuditLogger cannot be completed: 1 test failing: {A_TEST}; "
        f"1 test never seen red with today's text: {third}; "
        f"1 red test not seen passing: {SECOND}; "
        "1 listed case without a test: test_empty; "
        f"its integration tests did not run: {END_TO_END}",
        "Make them pass first.",
    )


INTEGRATED = a_component(integration=(TestFile(END_TO_END, an_origin()),))


@pytest.mark.parametrize(
    ("outcomes", "reason", "hint"),
    [
        (
            {},
            "did not run",
            "Write them, and run them with it: pytest --phase-complete=auditlogger",
        ),
        (
            {"a": "absent"},
            "did not run",
            "Write them, and run them with it: pytest --phase-complete=auditlogger",
        ),
        ({"a": "failed"}, "do not pass", "Make them pass first."),
        ({"a": "skipped"}, "do not pass", "Make them pass first."),
        ({"a": "xfailed"}, "do not pass", "Make them pass first."),
    ],
)
def test_integration_tests_have_to_pass(
    outcomes: dict[str, Outcome], reason: str, hint: str
) -> None:
    """A component with integration tests is completed only with these seen passing."""
    outcomes = {f"{END_TO_END}::{name}": outcome for name, outcome in outcomes.items()}
    run = a_run(an_observation(), integration={"auditlogger": outcomes})
    named = next(iter(outcomes), END_TO_END)
    assert refuse_completion(a_standing(INTEGRATED, green()), run) == Refusal(
        f"AuditLogger cannot be completed: its integration tests {reason}: {named}", hint
    )


@pytest.mark.parametrize("owner", ["auditlogger", "another"])
def test_integration_tests_may_be_shared(owner: str) -> None:
    """What another component's integration tests were seen doing counts here too."""
    outcomes: dict[str, Outcome] = {f"{END_TO_END}::a": "passed", f"{END_TO_END}::b": "xpassed"}
    run = a_run(an_observation(), integration={owner: outcomes})
    assert refuse_completion(a_standing(INTEGRATED, green()), run) is None


@pytest.mark.parametrize(
    ("path", "names", "expected"),
    [
        (END_TO_END, (), ["a", "TestA::b"]),
        (END_TO_END, ("TestA",), ["TestA::b"]),
        (END_TO_END, ("a",), ["a"]),
        ("tests/e2e/", (), ["a", "TestA::b"]),
        ("tests/e2", (), None),
    ],
)
def test_integration_tests_are_those_of_the_file_or_folder(
    path: str, names: tuple[str, ...], expected: list[str] | None
) -> None:
    """They are found in this run's tests, tagged as integration or as another's own tests."""
    component = a_component(integration=(TestFile(path, an_origin(), names),))
    run: Run = a_run(
        an_observation(f"{END_TO_END}::a", "system"),
        integration={"other": {f"{END_TO_END}::TestA::b": "failed"}},
    )
    found = dict(integration(a_standing(component), run))
    wanted = [path] if expected is None else [f"{END_TO_END}::{name}" for name in expected]
    assert list(found) == wanted


def test_completion_that_was_asked_for_needs_every_test_to_run() -> None:
    """What ``--phase-complete`` left out is no evidence; the next start minds only what is owed."""
    standing = a_standing(None, green())
    run = Run(known={"auditlogger": (A_TEST,)})
    assert refuse_completion(standing, run) is None
    assert refuse_completion(standing, run, asked=True) == Refusal(
        f"AuditLogger cannot be completed: 1 test did not run: {A_TEST}",
        "Run them all with it: pytest --phase-complete=auditlogger",
    )


def test_what_a_component_owes_is_said_in_counts() -> None:
    """The few words for a component in progress."""
    assert owes(a_standing(started=True)) == "no test yet"
    assert owes(a_standing(None, red(), green(SECOND), seen(RETRY))) == "red 2/3, green 1/3"


def test_out_of_turn_because_another_is_in_progress() -> None:
    """The other one is named, and both commands that help."""
    assert why_out_of_turn(standing_as(auditlogger=OPEN), "retry") == (
        "AuditLogger is in progress",
        "pytest --phase-stop=auditlogger, then pytest --phase-start=retry",
    )


def test_out_of_turn_because_it_is_blocked() -> None:
    """What it depends on is named, and how to go over that."""
    waiting = a_component("Retry", needs=["auditlogger"])
    assert why_out_of_turn(standing_as(a_component(), waiting), "retry") == (
        "it depends on AuditLogger",
        "pytest --phase-start=retry goes over that",
    )


def test_out_of_turn_because_two_contradict() -> None:
    """Where two are in progress at once, nothing is recorded until one is put back."""
    both = standing_as(auditlogger=OPEN, retry=OPEN)
    expected = (
        "AuditLogger, Retry are in progress at once, and not green",
        "pytest --phase-stop=retry",
    )
    assert why_out_of_turn(both, "retry") == expected
    assert why_out_of_turn(both, "auditlogger") == expected


def test_out_of_turn_because_it_was_stopped() -> None:
    """What was put back starts only when it is asked for."""
    stopped = standing_as(retry=a_section(red(), stopped=True))
    assert why_out_of_turn(stopped, "retry") == ("it was stopped", "pytest --phase-start=retry")


def test_out_of_turn_because_nobody_started_it() -> None:
    """Without automatic starts a red test waits for --phase-start."""
    assert why_out_of_turn(standing_as(), "retry") == (
        "it was not started",
        "pytest --phase-start=retry",
    )
