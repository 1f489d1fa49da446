"""Whose turn it is, and what a section is when it opens and closes."""

from __future__ import annotations

from collections.abc import Mapping

from pytest_phase.core import turns
from pytest_phase.core.cycle import REOPENED, Standing, reopened, standings
from pytest_phase.core.ledger import Ledger, Section, Start
from pytest_phase.core.plan import Component
from tests.fakes.builders import (
    A_BASE,
    A_TEST,
    a_component,
    a_plan,
    a_run,
    a_section,
    a_start,
    failing,
    green,
    red,
)

ONE, TWO, THREE = (a_component(name) for name in ("One", "Two", "Three"))
OPEN = a_section(red(), started=a_start())
GREEN = a_section(green(), started=a_start())
DONE = a_section(green(), started=a_start(), completed=True)


def stand(*components: Component, **sections: Section) -> Mapping[str, Standing]:
    """Where the components (One, Two and Three unless given) stand; rows are known tests."""
    known = {id: tuple(section.tests) for id, section in sections.items()}
    return standings(a_plan(*(components or (ONE, TWO, THREE))), Ledger(sections), known, {})


def turn(found: Mapping[str, Standing], *fresh: str, automatic: bool = True) -> str | None:
    """Whose turn it is after a run with new reds of these components."""
    return turns.next_turn(found, fresh, a_run(), automatic=automatic)


def test_two_that_are_not_green_are_silent_until_one_is_named() -> None:
    """Nothing is recorded for either; where one is named, only the other stays silent."""
    both = stand(one=OPEN, two=OPEN)
    assert turns.contradicting(both, ()) == {"one", "two"}
    assert turns.contradicting(both, ["three"]) == {"one", "two"}
    assert turns.contradicting(both, ["one"]) == {"two"}
    assert turns.contradicting(both, ["one", "two"]) == {"one", "two"}


def test_one_that_is_not_green_contradicts_nothing() -> None:
    """Beside a component in progress others may be green or completed."""
    assert turns.contradicting(stand(one=OPEN, two=GREEN, three=DONE), ()) == frozenset()


def test_first_reds_are_collected_by_the_component_in_progress() -> None:
    """The busy one before the green one; of two busy ones the one that was named."""
    assert turns.collecting(stand(), ()) is None
    assert turns.collecting(stand(two=GREEN), ()) == "two"
    assert turns.collecting(stand(one=GREEN, two=OPEN), ()) == "two"
    both = stand(one=OPEN, two=OPEN)
    assert turns.collecting(both, {"one", "two"}) is None
    assert turns.collecting(both, {"one"}) == "two"


def test_the_first_in_the_plan_starts() -> None:
    """Of several with a new red the first in the plan's order that can start does."""
    assert turn(stand(), "three", "two") == "two"
    assert turn(stand()) is None


def test_nothing_starts_beside_one_that_is_not_green() -> None:
    """One at a time."""
    assert turn(stand(one=OPEN), "two") is None
    assert turn(stand(one=GREEN), "two") == "two"


def test_nothing_starts_by_itself_where_that_is_switched_off() -> None:
    """Without automatic starts only --phase-start starts."""
    assert turn(stand(), "one", automatic=False) is None


def test_what_was_stopped_does_not_start_by_itself() -> None:
    """A component that somebody put back waits for somebody."""
    assert turn(stand(one=a_section(stopped=True)), "one") is None


def test_what_is_blocked_does_not_start_by_itself() -> None:
    """It waits for what it depends on, unless that is completed by this very start."""
    blocked = a_component("Two", needs=["one"])
    assert turn(stand(ONE, blocked), "two") is None
    assert turn(stand(ONE, blocked, one=GREEN), "two") == "two"
    assert turn(stand(ONE, blocked, one=DONE), "two") == "two"
    unfinished = a_component("One", cases=["test_never"])
    assert turn(stand(unfinished, blocked, one=GREEN), "two") is None


def test_the_next_in_the_plan_starts_where_the_first_cannot() -> None:
    """A blocked component holds up nobody who waits for nothing."""
    blocked = a_component("Two", needs=["one"])
    assert turn(stand(ONE, blocked, THREE), "two", "three") == "three"


def test_a_completed_one_is_open_again_before_anything_starts() -> None:
    """Whatever the plan's order, and whether components start by themselves or not."""
    found = stand(two=DONE)
    assert turn(found, "one", "two") == "two"
    assert turn(found, "two", automatic=False) == "two"
    assert turn(stand(one=OPEN, two=DONE), "two") is None


def no_base() -> str | None:
    """A base that must not be asked for."""
    raise AssertionError("the base of a component is asked for once")


def test_a_start_keeps_base_lane_and_what_it_goes_over() -> None:
    """Where it began, in which lane, and over what, sorted as the lock keeps it."""
    section = turns.opened(Section(stopped=True), "refactor", ["two", "one"], lambda: A_BASE)
    assert section == Section(started=Start(A_BASE, "refactor", ("one", "two")))
    assert not reopened(section)


def test_outside_git_there_is_no_base() -> None:
    """A start without a repository is a start."""
    assert turns.opened(Section(), "feature", (), lambda: None).started == Start(None, "feature")


def test_open_again_it_keeps_how_it_was_started() -> None:
    """Base and lane are those of its first start; that it had been completed is kept."""
    section = turns.opened(DONE, "refactor", ["two"], no_base)
    assert section.started == Start(A_BASE, "feature", ("two",))
    assert (section.completed, section.active, reopened(section)) == (False, True, True)


def test_completed_again_it_was_never_open() -> None:
    """Completing takes the mark of the reopening away, and nothing else."""
    section = Section(started=a_start(), extra_rows=("future", REOPENED), tests=DONE.tests)
    assert turns.closed(section) == Section(
        started=a_start(), completed=True, extra_rows=("future",), tests=DONE.tests
    )


def test_fresh_reds_are_those_of_the_run() -> None:
    """A component whose tests are all known turns busy with its first red."""
    run = a_run(failing(A_TEST, "one"))
    assert turns.next_turn(stand(one=DONE), {"one"}, run, automatic=False) == "one"
