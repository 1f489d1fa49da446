"""What the items of a verification checklist say, and whether the evidence bears them out."""

from __future__ import annotations

import pytest

from pytest_phase.core.checklist import Check, checks, pytest_arguments
from pytest_phase.core.plan import Item, TestFile
from tests.fakes.builders import a_component, a_plan, a_report, a_standing, an_origin, green, red

CART, STORE = "tests/test_cart.py::test_adds", "tests/test_store.py::test_keeps"


def of(*items: Item) -> list[Check]:
    """The checks of a plan with these items: Cart's test is green, Store's is red."""
    alone = (
        a_standing(a_component("Cart", files=["tests/test_cart.py"]), green(CART)),
        a_standing(a_component("Store", files=["tests/test_store.py"]), red(STORE)),
    )
    plan = a_plan(*(each.component for each in alone), checklist=items)
    return list(checks(a_report(*alone, plan=plan)))


def test_an_item_that_names_a_test_is_held_against_its_evidence() -> None:
    """A node id with its green is borne out; one that is red is not."""
    first, second = of(Item(f"adds up ({CART})", 5), Item(f"{STORE} keeps", 6))
    assert (first.state, first.tests, first.arguments) == ("passed", (CART,), ())
    assert (second.state, second.tests) == ("open", (STORE,))
    assert second.arguments == (STORE,)


def test_a_test_function_by_its_name() -> None:
    """``test_adds`` means the one known test of that name."""
    assert of(Item("Totals: test_adds", 5))[0] == Check(
        Item("Totals: test_adds", 5), "passed", (CART,), ()
    )


def test_a_whole_file() -> None:
    """Every known test of the file has to be green."""
    assert [each.state for each in of(Item("tests/test_cart.py passes", 5))] == ["passed"]
    assert [each.state for each in of(Item("tests/test_store.py passes", 5))] == ["open"]


def test_a_test_that_the_lock_does_not_know() -> None:
    """There is nothing recorded of it: it has to be run."""
    check = of(Item("flow: tests/e2e/test_flow.py::test_order", 5))[0]
    assert (check.state, check.arguments) == ("open", ("tests/e2e/test_flow.py::test_order",))


@pytest.mark.parametrize(("completed", "state"), [(True, "passed"), (False, "open")])
def test_integration_tests_of_a_completed_component(completed: bool, state: str) -> None:
    """Nothing completes before its integration tests passed, so a completed one bears them out."""
    flow = "tests/integration/test_flow.py"
    file = TestFile(flow, an_origin())
    component = a_component("Cart", files=["tests/test_cart.py"], integration=(file,))
    alone = a_standing(component, green(CART), completed=completed)
    plan = a_plan(component, checklist=[Item(f"a whole flow: {flow}", 5)])
    (check,) = checks(a_report(alone, plan=plan))
    assert (check.state, check.tests) == (state, (flow,))


def test_a_pytest_command_is_offered() -> None:
    """The command of a fence or a code span, with what comes before pytest taken away."""
    command = "python -m pytest tests/unit -k 'not slow'"
    check = of(Item(f"Unit tests: {command} passes", 5, spans=(command,)))[0]
    assert (check.state, check.arguments) == ("command", ("tests/unit", "-k", "not slow"))


@pytest.mark.parametrize(
    "command",
    [
        "pytest tests && rm -rf build",
        "pytest $(cat tests.txt)",
        "pytest tests > out.txt",
        "pytest `cat tests.txt`",
        "cd pkg && pytest",
        "make test",
        "pytest tests; ls",
        "pytest 'unclosed",
        "DEBUG=1 pytest",
        "pytest --co\npytest",
        "",
    ],
)
def test_nothing_but_pytest_is_ever_offered(command: str) -> None:
    """A command that needs a shell, or that is another program, is left to the reader."""
    assert pytest_arguments(command) is None


@pytest.mark.parametrize(
    ("command", "arguments"),
    [
        ("pytest", ()),
        ("$ pytest tests/a.py -v", ("tests/a.py", "-v")),
        ("python3 -m pytest -q", ("-q",)),
        ("uv run pytest tests", ("tests",)),
        ("poetry run python -m pytest tests", ("tests",)),
        ("pytest tests  # all of them", ("tests",)),
    ],
)
def test_the_arguments_of_a_command(command: str, arguments: tuple[str, ...]) -> None:
    """What pytest is given, word by word."""
    assert pytest_arguments(command) == arguments


def test_what_nobody_can_check_is_by_hand() -> None:
    """Prose is for a reader, ticked or not."""
    assert [each.state for each in of(Item("RLS works", 5), Item("Docs", 6, True))] == [
        "by hand",
        "by hand",
    ]
