"""Where components stand, from plan, ledger and known tests."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pytest_phase.core.cycle import Cycle, State, alone, busy, counts, in_progress, ready, standings
from pytest_phase.core.evidence import Evidence, Grade, Red
from pytest_phase.core.ledger import Ledger, Section
from pytest_phase.core.plan import Component, Lane
from tests.fakes.builders import (
    A_TEST,
    A_TEXT,
    ANOTHER_TEXT,
    BEFORE,
    a_component,
    a_plan,
    a_section,
    a_standing,
    a_start,
    baseline,
    green,
    red,
    seen,
    waived,
)

SECOND = "tests/test_auditlogger.py::test_two"


def states(*components: Component, **sections: Section) -> dict[str, State]:
    """The state of each component; its rows are its known tests, with the text they have today."""
    found = standings(
        a_plan(*components),
        Ledger(sections),
        {id: tuple(section.tests) for id, section in sections.items()},
        {},
    )
    return {id: each.state for id, each in found.items()}


@pytest.mark.parametrize("minimum", ["missing", "stub", "behaviour"])
def test_grades_count_from_the_weakest_that_was_asked_for(minimum: Grade) -> None:
    """From the minimum on every stronger grade counts, and no other."""
    order: list[Grade] = ["missing", "stub", "behaviour"]
    counting = [grade for grade in order if counts(grade, minimum)]
    assert counting == order[order.index(minimum) :]
    assert not any(counts(grade, minimum) for grade in ("broken", "infra", None))


@pytest.mark.parametrize(
    ("rows", "cycle"),
    [
        ((), "untested"),
        ((seen(),), "untested"),
        ((red(),), "red"),
        ((red(), seen(SECOND)), "red"),
        ((green(), seen(SECOND)), "red"),
        ((green(), red(SECOND)), "red"),
        ((green(),), "green"),
        ((green(), green(SECOND)), "green"),
        ((green(), baseline(SECOND)), "green"),
        ((green(), waived(SECOND)), "green"),
        ((baseline(),), "green"),
        ((waived(),), "green"),
    ],
)
def test_the_cycle_of_a_feature(rows: tuple[Evidence, ...], cycle: Cycle) -> None:
    """Green is every known test green, baseline or waived; red is some red and not all green."""
    assert a_standing(None, *rows).cycle == cycle


@pytest.mark.parametrize("lane", ["refactor", "characterization"])
def test_a_lane_that_owes_no_red_is_green_with_its_tests(lane: Lane) -> None:
    """In a lane that owes no red every known test is settled; without any there is no green."""
    component = a_component(lane=lane)
    assert a_standing(component, seen()).cycle == "green"
    assert a_standing(component, started=True).cycle == "untested"


def test_the_lane_is_the_one_it_was_started_in() -> None:
    """A lane that the plan changes after the start excuses nothing."""
    started = a_start(lane="feature")
    standing = a_standing(a_component(lane="characterization"), seen(), started=started)
    assert (standing.lane, standing.cycle) == ("feature", "untested")


def test_evidence_for_another_text_is_stale() -> None:
    """An edited test is neither red nor green today; a baseline is about its text too."""
    standing = a_standing(None, green(), baseline(SECOND), stale=[A_TEST, SECOND])
    assert standing.stale == {A_TEST, SECOND}
    assert (standing.red, standing.green) == (frozenset(), frozenset())
    assert (standing.baseline, standing.cycle) == ((), "red")
    assert standing.owed == (A_TEST, SECOND)


def test_a_waiver_is_about_the_test_and_not_its_text() -> None:
    """A waived test stays waived when it is edited."""
    standing = a_standing(None, waived(), stale=[A_TEST])
    assert (standing.waived, standing.owed, standing.cycle) == ((A_TEST,), (), "green")


def test_a_text_that_cannot_be_read_today_makes_nothing_stale() -> None:
    """Without today's text the evidence is as good as it was."""
    standing = alone(a_component(), a_section(green()), (A_TEST,), {A_TEST: None})
    assert standing.stale == set()
    assert standing.green == {A_TEST}


def test_evidence_weaker_than_the_minimum_is_none() -> None:
    """A red whose grade does not count is no red, and green after it no green."""
    section = a_section(green(grade="missing"))
    standing = alone(a_component(), section, (A_TEST,), {A_TEST: A_TEXT}, "behaviour")
    assert (standing.red, standing.green, standing.cycle) == (frozenset(), frozenset(), "untested")


def test_only_known_tests_count() -> None:
    """A row whose test is not known makes nothing red; with evidence it is lost."""
    standing = a_standing(None, green(), red(SECOND), known=[A_TEST])
    assert standing.red == {A_TEST}
    assert (standing.cycle, standing.lost) == ("green", (SECOND,))
    assert a_standing(None, green(), waived(SECOND), known=[A_TEST]).lost == ()


def test_owed_names_what_keeps_it_from_green() -> None:
    """Owed are the known tests without whole evidence, in their order."""
    third, fourth = f"{A_TEST}_3", f"{A_TEST}_4"
    standing = a_standing(
        None, green(), red(SECOND), waived(third), known=[fourth, A_TEST, SECOND, third]
    )
    assert standing.owed == (fourth, SECOND)


def test_grades_are_those_of_red_tests() -> None:
    """Each red test counts once with its grade, whether it is green by now or not."""
    standing = a_standing(None, green(grade="missing"), red(SECOND, "stub"))
    assert standing.grades == {"behaviour": 0, "stub": 1, "missing": 1}


@pytest.mark.parametrize(
    ("case", "test"),
    [
        ("test_one", "t.py::test_one"),
        ("test_one", "t.py::TestAll::test_one"),
        ("TestAll::test_one", "t.py::TestAll::test_one"),
        ("TestAll", "t.py::TestAll::test_one"),
    ],
)
def test_a_case_is_written_by_function_by_whole_name_or_by_class(case: str, test: str) -> None:
    """A listed case has a test that its name fits."""
    standing = a_standing(a_component(cases=[case, "test_none"]), seen(test))
    assert standing.written == {case}
    assert standing.unwritten == ("test_none",)


def test_states_follow_the_rows() -> None:
    """Pending, in progress and completed are what the rows say; stopped is pending."""
    names = ("None", "Started", "Completed", "Stopped")
    assert states(
        *(a_component(name) for name in names),
        started=a_section(red(), started=a_start()),
        completed=a_section(green(), started=a_start(), completed=True),
        stopped=a_section(red(), stopped=True),
    ) == {
        "none": "pending",
        "started": "in_progress",
        "completed": "completed",
        "stopped": "pending",
    }


def test_whole_evidence_counts_as_completed_when_another_is_started_too() -> None:
    """After a merge, the started component that is green makes way for the one that is not."""
    one, two = a_component("One"), a_component("Two")
    done, open_ = a_section(green(), started=a_start()), a_section(red(), started=a_start())
    assert states(one, two, one=done, two=open_) == {"one": "completed", "two": "in_progress"}
    assert states(one, two, one=done, two=done) == {"one": "completed", "two": "completed"}
    assert states(one, two, one=done) == {"one": "in_progress", "two": "pending"}


def test_a_component_waits_for_what_it_depends_on() -> None:
    """Blocked is what depends on something not completed; external and soft things never block."""
    one = a_component("One")
    two = a_component("Two", needs=["one"], external=["Vault"], after=["three"])
    three = a_component("Three")
    plan, ledger = a_plan(one, two, three), Ledger()
    before = standings(plan, ledger, {}, {})
    assert before["two"].blocked_by == ("one",)
    assert [each.id for each in ready(before)] == ["one", "three"]
    done = Ledger({"one": a_section(green(), started=a_start(), completed=True)})
    after = standings(plan, done, {}, {})
    assert [each.id for each in ready(after)] == ["two", "three"]


def test_in_progress_is_the_one_that_is_not_green() -> None:
    """The component in progress is the busy one; a green one stays it while nothing else starts."""
    one, two = a_component("One"), a_component("Two")
    open_ = a_section(red(), started=a_start())
    known = {"one": (A_TEST,), "two": (A_TEST,)}
    for first, second, expected in [
        (a_section(green(), started=a_start()), open_, "two"),
        (open_, a_section(), "one"),
        (a_section(green(), started=a_start()), a_section(), "one"),
        (a_section(), a_section(), None),
    ]:
        found = standings(a_plan(one, two), Ledger({"one": first, "two": second}), known, {})
        current = in_progress(found)
        assert (current.id if current else None) == expected


def test_two_that_are_not_green_are_both_busy() -> None:
    """A lock that says so is not repaired: both stay in progress, for PH805."""
    one, two = a_component("One"), a_component("Two")
    open_ = a_section(red(), started=a_start())
    found = standings(a_plan(one, two), Ledger({"one": open_, "two": open_}), {}, {})
    assert [each.id for each in busy(found)] == ["one", "two"]
    assert {each.state for each in found.values()} == {"in_progress"}


def test_a_red_without_todays_text_keeps_the_cycle_red() -> None:
    """The component with one edited test is not as if nothing had been seen."""
    edited = replace(red(), text=ANOTHER_TEXT, red=Red("behaviour", BEFORE))
    assert a_standing(None, edited).cycle == "red"
