"""The order of a plan as text."""

from __future__ import annotations

import json

from pytest_phase.core.order import Use, build_order
from pytest_phase.reporting.order import to_json, to_text
from tests.fakes.builders import a_component, a_plan

SHOP = a_plan(
    a_component("Cart", line=10, needs=["store"]),
    a_component("Store", line=20),
    a_component("Mail", line=30),
)
ORDER = build_order(SHOP, uses=[Use("mail", "store", "src/mail.py:3")])


def test_all_it_says() -> None:
    """Steps, what goes in parallel, the critical path, and each contradiction with its place."""
    assert to_text(SHOP, ORDER, done=0) == [
        "PLAN.md: 3 components to build in 2 steps",
        "",
        "  1  Store",
        "     Mail",
        "  2  Cart   after Store",
        "",
        "Components of one step need nothing of each other: they can go in parallel, on",
        "branches of their own.",
        "Critical path: Store -> Cart",
        "",
        "Where the order says otherwise:",
        "  PLAN.md:10: Cart is listed before Store, which it depends on",
        "  src/mail.py:3: the code of Mail imports that of Store, and no dependency says so",
        "      hint: in the section of Mail, add: - Depends on: Store",
    ]


def test_code_against_the_plan() -> None:
    """Code that imports what is to be built on it is named, with what to do."""
    uses = [Use("store", "cart", "src/store.py:1")]
    said = to_text(SHOP, build_order(SHOP, uses=uses), done=0)
    assert said[-3:] == [
        "  src/store.py:1: the code of Store imports that of Cart, which depends on Store",
        "      hint: move what both need into a component of its own, or turn the",
        "            dependency",
    ]


def test_nothing_left() -> None:
    """A plan that is done has no order any more."""
    plan = a_plan(a_component("Store"))
    order = build_order(plan, done=frozenset({"store"}))
    assert to_text(plan, order, done=1) == ["PLAN.md: nothing left to build, 1 of 1 is completed"]


def test_one_step() -> None:
    """Without dependencies there is no critical path to speak of."""
    plan = a_plan(a_component("Store"))
    assert to_text(plan, build_order(plan), done=0) == [
        "PLAN.md: 1 component to build in 1 step",
        "",
        "  1  Store",
    ]


def test_what_is_done_is_counted() -> None:
    """Completed components are no step; the head says how many there are."""
    said = to_text(SHOP, build_order(SHOP, done=frozenset({"store"})), done=1)
    assert said[0] == "PLAN.md: 2 components to build in 1 step, 1 is completed"


def test_as_json() -> None:
    """The same facts as one document."""
    assert json.loads(to_json(SHOP, ORDER)) == {
        "version": 1,
        "plan": "PLAN.md",
        "steps": [["store", "mail"], ["cart"]],
        "critical_path": ["store", "cart"],
        "conflicts": [
            {"kind": "listed", "component": "cart", "other": "store", "where": "PLAN.md:10"},
            {"kind": "unsaid", "component": "mail", "other": "store", "where": "src/mail.py:3"},
        ],
    }
