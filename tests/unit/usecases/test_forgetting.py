"""Forgetting: what goes from the lock, what stays, and what is refused."""

from __future__ import annotations

from pathlib import Path

from pytest_phase.core.evidence import Evidence
from pytest_phase.core.ledger import Forgotten, Ledger, Section
from pytest_phase.core.transitions import Refusal
from pytest_phase.settings import Setting, Settings
from pytest_phase.usecases.forgetting import Loss, forget
from pytest_phase.usecases.project import Project
from tests.fakes.builders import A_TEST, a_plan, a_section, a_start, baseline, green, red
from tests.fakes.ports import FakeHistory, FakeLock, FakeTests

TWO = "tests/test_auditlogger.py::test_two"
ROOT = Path("/project")


def a_project(**sections: Section) -> tuple[Project, FakeLock]:
    """A project with the component auditlogger and a lock with these sections."""
    lock = FakeLock(Ledger(sections))
    settings = Settings(ROOT, Setting(ROOT / "PLAN.md"), Setting(ROOT / "PLAN.lock"))
    return Project(a_plan(), settings, lock, FakeTests(), FakeHistory()), lock


def test_the_evidence_goes_and_the_reason_stays() -> None:
    """The row of the test is gone, the reason stands in its place, the others stay."""
    section = a_section(green(), red(TWO), started=a_start())
    project, lock = a_project(auditlogger=section)
    assert forget(project, [A_TEST], "replaced") == (Loss(A_TEST, ("auditlogger",), (green(),)),)
    left = lock.ledger.section("auditlogger")
    assert left.tests == {TWO: (red(TWO),)}
    assert left.forgotten == {A_TEST: Forgotten(A_TEST, "replaced")}
    assert left.started == section.started


def test_every_component_that_holds_it() -> None:
    """A test with evidence in two components is forgotten in both."""
    project, lock = a_project(auditlogger=a_section(red()), retry=a_section(baseline()))
    told = forget(project, [A_TEST], "replaced")
    assert told == (Loss(A_TEST, ("auditlogger", "retry"), (red(), baseline())),)
    assert all(A_TEST not in each.tests for each in lock.ledger.sections.values())


def test_the_last_test_of_a_dropped_component() -> None:
    """A component that the plan has dropped loses its state with its last evidence."""
    dropped = a_section(red(), Evidence(TWO), started=a_start(), completed=True)
    project, lock = a_project(retry=dropped)
    forget(project, [A_TEST], "given up")
    left = lock.ledger.section("retry")
    assert (left.started, left.completed) == (None, False)
    assert list(left.forgotten) == [A_TEST]


def test_not_the_last_test_of_a_dropped_component() -> None:
    """As long as it has other evidence its state stays, and the gate goes on about it."""
    project, lock = a_project(retry=a_section(red(), red(TWO), started=a_start()))
    forget(project, [A_TEST], "given up")
    assert lock.ledger.section("retry").started == a_start()


def test_an_unknown_test() -> None:
    """Nothing is written, and the nearest ids with evidence are named."""
    project, lock = a_project(auditlogger=a_section(red(), red(TWO)))
    told = forget(project, ["tests/test_auditlogger.py::test_tow"], "typo")
    assert told == Refusal(
        "PLAN.lock: no evidence of tests/test_auditlogger.py::test_tow",
        f"Nearest:\n  {TWO}\n  {A_TEST}",
    )
    assert lock.writes == 0


def test_nothing_like_it() -> None:
    """Where no id comes near, only how many there are is said."""
    project, _ = a_project(auditlogger=a_section(red()))
    told = forget(project, ["zzz"], "typo")
    assert isinstance(told, Refusal)
    assert told.hint == "PLAN.lock holds evidence of 1 test; none has a name like it."


def test_an_empty_lock() -> None:
    """A lock without evidence says so."""
    project, _ = a_project()
    told = forget(project, [A_TEST], "typo")
    assert told == Refusal(f"PLAN.lock: no evidence of {A_TEST}", "The lock holds no evidence yet.")


def test_a_test_that_is_only_known() -> None:
    """A row that says no more than that the test exists holds nothing to forget."""
    project, lock = a_project(auditlogger=a_section(Evidence(A_TEST)))
    told = forget(project, [A_TEST], "replaced")
    assert told == Refusal(
        f"PLAN.lock: {A_TEST} has no evidence yet", "Nothing to forget: just take it out."
    )
    assert lock.writes == 0


def test_forgotten_twice() -> None:
    """The first reason stays."""
    project, lock = a_project(auditlogger=a_section(red()))
    forget(project, [A_TEST], "replaced")
    told = forget(project, [A_TEST], "again")
    assert told == Refusal(f"PLAN.lock: {A_TEST} is forgotten already: replaced", "Nothing to do.")
    assert lock.writes == 1
