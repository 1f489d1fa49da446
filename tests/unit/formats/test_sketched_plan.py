"""A plan written from sketches, in the pattern's form."""

from __future__ import annotations

from pytest_phase.core.sketches import Sketch
from pytest_phase.formats.plan_markdown import read_plan
from pytest_phase.formats.sketched_plan import Sheet, plan_of_sketches

MONEY = Sketch(
    "Money", "src/money.py", "tests/test_money.py", ("test_parse",), (), "Foundation Utilities"
)
CART = Sketch(
    "Cart", "src/cart.py", "tests/test_cart.py", ("test_cart_add",), ("Money",), "Core Services"
)
SHEET = Sheet(
    "Shop",
    (MONEY, CART),
    critical=(("src/money.py", "imported by 1 module"),),
    commands=("pytest tests",),
    lane="characterization",
)


def test_every_fact_can_be_read_again() -> None:
    """The reader finds the same components, files, cases, lane and dependencies."""
    plan = read_plan(plan_of_sketches(SHEET), "PLAN.md")
    money, cart = plan.components
    assert (money.name, money.phase, cart.phase) == ("Money", "1.0", "1.1")
    assert [each.path for each in money.test_files] == ["tests/test_money.py"]
    assert [each.path for each in money.implementation] == ["src/money.py"]
    assert money.case_names == ("test_parse",)
    assert cart.requires == ("money",)
    assert {money.lane, cart.lane} == {"characterization"}
    assert [row.cells for row in plan.critical_files] == [("src/money.py", "imported by 1 module")]
    assert plan.checklist[0].spans == ("pytest tests",)
    assert not [each for each in plan.diagnostics if each.severity != "info"]


def test_the_diagram_says_the_same_as_the_labels() -> None:
    """One arrow for each dependency, below the heading of the services."""
    text = plan_of_sketches(SHEET)
    assert "```text\nMoney ─► Cart\n```" in text
    assert not [each for each in read_plan(text, "P.md").diagnostics if each.code == "PH605"]


def test_rows_of_the_reconciliation_table() -> None:
    """What spec and code call differently stands in the pattern's table."""
    sheet = SHEET._replace(corrections=(("`contacts` table", "`customers` table", "Use actual"),))
    plan = read_plan(plan_of_sketches(sheet), "PLAN.md")
    assert [row.cells for row in plan.reconciliation] == [
        ("contacts table", "customers table", "Use actual")
    ]


def test_modules_in_a_circle_are_noted() -> None:
    """Nobody can say which comes first."""
    circle = ("shop.a", "shop.b")
    sheet = SHEET._replace(sketches=(MONEY._replace(circle=circle), CART._replace(circle=circle)))
    assert plan_of_sketches(sheet).count("import each other in a circle: shop.a, shop.b") == 1
