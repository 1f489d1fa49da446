"""A component whose section, or whose plan, asks a question that nobody answered."""

from __future__ import annotations

import pytest

from tests.project import Project

PLAN = """
# Phase 3: Shop

### Task 1: Cart

- Tests: `tests/test_cart.py`
- Open questions: Which currency?
"""


def a_red_cart(project: Project, policy: str = "") -> None:
    """A plan with one question about Cart, and Cart's test, which fails."""
    project.plan(PLAN)
    project.file("tests/test_cart.py", "def test_adds():\n    assert 0\n")
    line = f"phase_block_on_questions = {policy}\n" if policy else ""
    project.file("pytest.ini", f"[pytest]\n{line}")


def test_a_start_says_what_is_open(project: Project) -> None:
    """By default the component starts, and the question is named with its line."""
    a_red_cart(project)
    result = project.run()
    result.stdout.fnmatch_lines(["Cart: starts with 1 open question: Which currency? (PLAN.md:6)"])
    assert project.status()["in_progress"] == "cart"


def test_it_is_said_once(project: Project) -> None:
    """The next run of a component in progress does not ask again."""
    a_red_cart(project)
    project.run()
    project.run().stdout.no_fnmatch_line("*open question*")


def test_blocked_until_a_start_says_so(project: Project) -> None:
    """With ``block`` nothing starts by itself; ``--phase-start`` goes over the question."""
    a_red_cart(project, "block")
    project.run("-q").stdout.fnmatch_lines(
        [
            "out of turn, not recorded: 1 red test of Cart: it has 1 open question "
            "(pytest --phase-plan PLAN.md --phase-start=cart)"
        ]
    )
    assert project.status()["in_progress"] is None
    project.run("--phase-start=cart").stdout.fnmatch_lines(["Cart: starts with 1 open question:*"])
    assert project.status()["in_progress"] == "cart"


def test_off(project: Project) -> None:
    """With ``off`` nobody is asked."""
    a_red_cart(project, "off")
    project.run().stdout.no_fnmatch_line("*open question*")
    assert project.status()["in_progress"] == "cart"


def test_an_unknown_policy(project: Project) -> None:
    """A value that is none of the three exits 4 and names them."""
    a_red_cart(project, "perhaps")
    result = project.run()
    assert result.ret == 4
    result.stderr.fnmatch_lines(
        ['*phase_block_on_questions = "perhaps": * Choose one of off, warn, block.*']
    )


@pytest.mark.parametrize("policy", ["warn", "block"])
def test_the_status_lists_them(project: Project, policy: str) -> None:
    """What is open is listed with its line, also for what has not started."""
    a_red_cart(project, policy)
    result = project.run("--phase-status")
    result.stdout.fnmatch_lines(["Open questions: PLAN.md:6 Which currency?"])
