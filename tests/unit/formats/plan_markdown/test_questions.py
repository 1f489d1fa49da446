"""Questions in the section of a component (grammar 3.9)."""

from __future__ import annotations

from pytest_phase.core.plan import Item
from pytest_phase.formats.plan_markdown import read_plan

PLAN = """# Plan

## Open Questions

- For everyone?
- [x] Settled?

## Tasks

### Task 1: Cart

- Tests: `tests/test_cart.py`
- Open questions: Which currency?
- Questions:
  - [ ] Rounding?
  - ~~Tax?~~
  - Discounts?
    - Answer: later

### Task 2: Store

- Tests: `tests/test_store.py`

#### Open questions

1. Which database?

### Task 3: Mail

- Tests: `tests/test_mail.py`
- Open questions: None
"""


def test_each_component_has_its_own() -> None:
    """A label with a value, items below one, and a heading; what is struck out is none."""
    cart, store, mail = read_plan(PLAN, "PLAN.md").components
    assert cart.questions == (
        Item("Which currency?", 13),
        Item("Rounding?", 15, False),
        Item("Discounts?", 17),
        Item("Answer: later", 18),
    )
    assert store.questions == (Item("Which database?", 26),)
    assert mail.questions == ()


def test_the_plan_keeps_those_of_all() -> None:
    """What stands in a section of its own is asked of everyone."""
    assert [each.text for each in read_plan(PLAN, "PLAN.md").questions] == [
        "For everyone?",
        "Settled?",
    ]
