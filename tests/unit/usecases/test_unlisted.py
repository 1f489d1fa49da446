"""Tests that are in a component's file and not in the plan's list."""

from __future__ import annotations

from pytest_phase.core.plan import Plan
from pytest_phase.formats.plan_markdown import read_plan
from pytest_phase.usecases.unlisted import unlisted
from tests.fakes.ports import FakeTests

TASK = "### Task 1: Till\n\n- Tests: `tests/test_till.py`\n"
TILL = "tests/test_till.py"


def said(plan: Plan, *tests: str) -> list[str]:
    """What is said of a plan whose files hold these tests."""
    found = unlisted(plan, FakeTests(dict.fromkeys(tests, "9c1f4e7a02bd")))
    return [each.at("PLAN.md") for each in found]


def test_tests_that_the_plan_does_not_list_are_told_once_a_file() -> None:
    """The file, how many, and the first of them; nothing else is looked at."""
    plan = read_plan(f"{TASK}  - `test_sums`\n", "PLAN.md")
    tests = [f"{TILL}::{name}" for name in ("test_sums", "test_a", "TestTill::test_b", "test_c")]
    assert said(plan, *tests, f"{TILL}::test_d", "tests/test_other.py::test_x") == [
        "PLAN.md:3:11: PH402 info: 4 tests of tests/test_till.py are not listed in the plan: "
        "test_a, TestTill::test_b, test_c and 1 more"
    ]


def test_a_plan_that_lists_no_function_lists_nothing_to_compare() -> None:
    """Cases in prose, or none at all: every test of the file is as good as listed."""
    plan = read_plan(f"{TASK}  - sums are right\n", "PLAN.md")
    assert said(plan, f"{TILL}::test_a") == []


def test_a_file_that_is_not_written_yet_has_nothing_unlisted() -> None:
    """Before the red step there is no file, and that is no problem."""
    assert said(read_plan(f"{TASK}  - `test_sums`\n", "PLAN.md")) == []


def test_a_listed_class_lists_its_tests() -> None:
    """A path with a class, or a case that is one, speaks of all in it."""
    plan = read_plan(
        "### Task 1: Till\n\n- Tests: `tests/test_till.py::TestTill`\n  - `test_sums`\n", "PLAN.md"
    )
    assert said(plan, f"{TILL}::TestTill::test_a", f"{TILL}::test_sums") == []


def test_what_another_component_lists_is_listed() -> None:
    """Components that share a file share its lists."""
    coins = TASK.replace("1: Till", "2: Coins")
    plan = read_plan(f"{TASK}  - `test_a`\n\n{coins}  - `test_b`\n", "PLAN.md")
    assert said(plan, f"{TILL}::test_a", f"{TILL}::test_b") == []
