"""What each prompt says, from facts put together by hand."""

from __future__ import annotations

from pytest_phase.core.cycle import Standing
from pytest_phase.core.inventory.interfaces import Interface, Parameter
from pytest_phase.core.inventory.schema import Column, Key, Schema, Table
from pytest_phase.core.inventory.structure import Module
from pytest_phase.core.inventory.testing import Fixture, Suite, SuiteFile
from pytest_phase.core.inventory.whole import Inventory
from pytest_phase.core.plan import Item, TableRow
from pytest_phase.reporting.prompts import implement, others
from pytest_phase.reporting.prompts.brief import Brief
from pytest_phase.reporting.prompts.parts import Part
from tests.fakes.builders import a_component, a_plan, a_report, a_standing, green, red

STORE = Module(
    "shop.store",
    "src/store.py",
    40,
    (
        Interface("Store", "class", 3),
        Interface(
            "Store.get", "method", 5, (Parameter("self"), Parameter("id", "normal", "int")), "Item"
        ),
        Interface("_hidden", "function", 9),
    ),
)
OTHER = Module("shop.mail", "src/mail.py", 9, (Interface("send", "function", 2),))
INVENTORY = Inventory(
    modules=(STORE, OTHER),
    tests=Suite(
        files=(SuiteFile("tests/test_store.py", functions=2, marks=("slow",)),),
        fixtures=(
            Fixture("clock", "tests/conftest.py", 4, users=1),
            Fixture("db", "tests/conftest.py", 9, scope="session", returns="Session", users=3),
            Fixture("far", "other/conftest.py", 1),
        ),
    ),
    schema=Schema(
        tables=(
            Table(
                "customers",
                "sql",
                "schema.sql",
                1,
                (Column("id", "int"), Column("shop", "int")),
                (Key("foreign", ("shop",), "shops.id"),),
            ),
        )
    ),
)


def a_brief() -> tuple[Brief, Standing]:
    """Cart depends on Store, which is completed; the plan has a question and a discrepancy."""
    store = a_component("Store", line=10)
    cart = a_component(
        "Cart",
        line=20,
        cases=["test_adds", "test_empties"],
        needs=["store"],
        external=["Clock"],
        questions=(Item("Which currency?", 24),),
    )
    plan = a_plan(
        store,
        cart,
        reconciliation=(TableRow(("contacts", "customers", "use actual"), 5),),
        notes=(Item("Prices are cents.", 40),),
    )
    alone = (
        a_standing(store, green("tests/test_store.py::test_gets"), completed=True),
        a_standing(cart, red("tests/test_cart.py::test_adds")),
    )
    report = a_report(*alone, plan=plan)
    standing = next(each for each in report.standings if each.id == "cart")
    names = frozenset({"Store", "send", "customers", "Nowhere"})
    return Brief(report, INVENTORY, standing, "### Cart\n\nIt adds.", names), standing


def said(parts: list[Part]) -> dict[str, tuple[str, ...]]:
    """The lines of each part that has some."""
    return {each.title: each.lines for each in parts if each.lines}


def test_implement_is_one_component_whole() -> None:
    """Task, steps with commands, tests, the plan's own words, and what it stands on."""
    parts = said(implement.parts(*a_brief()))
    assert parts["Task"][:2] == (
        "Component `cart` of PLAN.md:20, lane feature, now in_progress.",
        "Its code goes into: `src/cart.py`.",
    )
    assert "   `pytest --phase-plan PLAN.md --phase-start cart`" in parts["Steps"]
    assert parts["Steps"][-1] == "   `pytest --phase-plan PLAN.md --phase-complete`"
    assert parts["Tests to write"] == (
        "- `tests/test_cart.py`",
        "  - `test_adds`: written",
        "  - `test_empties`",
    )
    assert parts["What the plan says"] == ("````markdown", "### Cart", "", "It adds.", "````")
    assert parts["Open questions"] == ("- Which currency? (PLAN.md:24)",)
    assert parts["What it depends on"] == (
        "Store (completed):",
        "`src/store.py`",
        "- `class Store` (line 3)",
        "- `Store.get(self, id: int) -> Item` (line 5)",
        "Clock (exists already)",
    )
    assert parts["Notes of the plan"] == ("- Prices are cents.",)


def test_implement_names_what_can_be_used() -> None:
    """Interfaces and tables that the section names, and fixtures that its test file can reach."""
    parts = said(implement.parts(*a_brief()))
    assert parts["Interfaces that the plan names"] == ("`src/mail.py`", "- `send()` (line 2)")
    assert parts["Schema"] == ("- `customers` (schema.sql:1): id int, shop int; shop -> shops.id",)
    assert parts["Fixtures in reach"] == (
        "- `db -> Session` (tests/conftest.py:9, scope session)",
        "- `clock` (tests/conftest.py:4)",
    )
    assert parts["Where spec and code differ"] == (
        "- contacts | customers | use actual (PLAN.md:5)",
    )


def test_explore_says_what_to_look_at() -> None:
    """The components to come, and which names of the plan the code has and has not."""
    parts = said(others.explore(a_brief()[0]))
    assert parts["Components to come"] == ("- Store: completed", "- Cart: in_progress, after Store")
    assert parts["Names in the plan that were not found"] == ("- `Nowhere`",)
    assert parts["Structure"] == ("- `shop`: 2 modules, 49 lines",)
    assert parts["Tests"] == (
        "- `tests/`: 1 test file",
        "- 2 test functions, 0 test methods in classes",
        "- marks in use: `slow`",
    )


def test_plan_names_the_files_to_create() -> None:
    """Implementation files of the plan that are not there."""
    assert said(others.plan(a_brief()[0]))["Files to create"] == ("- `src/cart.py` (Cart)",)


def test_review_shows_the_evidence() -> None:
    """Each test with what was seen of it."""
    brief, standing = a_brief()
    parts = said(others.review(brief, standing))
    assert parts["What was seen"] == ("- `test_adds`: red as behaviour; owes evidence",)
    assert parts["Files"] == ("- tests: `tests/test_cart.py`", "- code: `src/cart.py`")


def test_without_an_inventory() -> None:
    """What the plan and the lock say is said all the same, and nothing is called missing."""
    brief = a_brief()[0]._replace(inventory=Inventory())
    assert "Names in the plan that were not found" not in said(others.explore(brief))
    assert "Files to create" not in said(others.plan(brief))
