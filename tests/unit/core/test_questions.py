"""Which questions of a plan are still open."""

from __future__ import annotations

import pytest

from pytest_phase.core.plan import Item
from pytest_phase.core.questions import open_for, unanswered
from tests.fakes.builders import a_component, a_plan


@pytest.mark.parametrize(
    "items",
    [
        [Item("Which currency?", 5, True)],
        [Item("Which currency?", 5), Item("Answer: euro", 6)],
        [Item("Q1: Which currency?", 5), Item("A1: euro", 6)],
        [Item("Which currency? Decided: euro", 5)],
        [Item("Which currency? ✅ euro", 5)],
        [],
    ],
)
def test_what_is_ticked_or_answered_is_no_question_any_more(items: list[Item]) -> None:
    """A tick, an answer below it, or one on its own line settles a question."""
    assert unanswered(items) == ()


def test_an_answer_settles_one_question() -> None:
    """The one above it; what was asked before stays open."""
    first, second = Item("Which currency?", 5), Item("Which tax?", 6)
    assert unanswered([first, second, Item("Resolved: none", 7)]) == (first,)


def test_a_component_waits_for_its_own_and_for_the_plans() -> None:
    """Questions of another component are not its own."""
    own, others, all_ = Item("Own?", 50), Item("Other's?", 60), Item("All?", 5)
    cart = a_component("Cart", questions=(own,))
    plan = a_plan(cart, a_component("Store", questions=(others,)), questions=(all_,))
    assert open_for(plan, cart) == (own, all_)
