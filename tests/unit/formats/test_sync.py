"""Sync: which boxes of the plan the lock bears out."""

from __future__ import annotations

from pytest_phase.core.plan import Case
from pytest_phase.formats.sync import Contradiction, sync
from tests.fakes.builders import a_component, a_report, a_standing, an_origin, green, red

ONE = "tests/test_cart.py::test_one"


def test_a_completed_component_has_its_box_ticked() -> None:
    """The box at the line where a completed component begins is ticked."""
    report = a_report(a_standing(a_component("Cart", line=3), green(ONE), completed=True))
    assert sync(report, "# Plan\n\n- [ ] Cart\n").text == "# Plan\n\n- [x] Cart\n"


def test_a_green_case_has_its_box_ticked() -> None:
    """The box of a listed case is ticked when its test is green; a red one waits."""
    case, other = Case("one", an_origin(4), "test_one"), Case("two", an_origin(5), "test_two")
    cart = a_component("Cart", line=3)
    cart = type(cart)(id=cart.id, name=cart.name, origin=cart.origin, cases=(case, other))
    standing = a_standing(cart, green(ONE), red("tests/test_cart.py::test_two"))
    text = "# Plan\n\n- [ ] Cart\n  - [ ] test_one\n  - [ ] test_two\n"
    assert sync(a_report(standing), text).text == text.replace("[ ] test_one", "[x] test_one")


def test_a_pending_component_keeps_its_box() -> None:
    """What is not completed is not ticked, in progress or not."""
    text = "# Plan\n\n- [ ] Cart\n- [ ] Store\n"
    cart = a_standing(a_component("Cart", line=3), green(ONE))
    store = a_standing(a_component("Store", line=4))
    assert sync(a_report(cart, store), text).text == text


def test_a_box_the_lock_does_not_bear_out_is_named_and_left() -> None:
    """A box that a person ticked is never unticked: it is named, with its line."""
    text = "# Plan\n\n- [x] Cart\n"
    told = sync(a_report(a_standing(a_component("Cart", line=3), red(ONE))), text)
    assert told.text == text
    assert told.contradictions == (Contradiction("Cart", 3, "in_progress"),)


def test_a_component_without_a_box_is_left() -> None:
    """A plan without boxes is given back as it is."""
    text = "# Plan\n\n### Cart\n"
    report = a_report(a_standing(a_component("Cart", line=3), green(ONE), completed=True))
    assert sync(report, text).text == text
    assert sync(report, text).ticked == ()
