"""A component that names no test file can never be completed: nothing may wait for it."""

from __future__ import annotations

from pytest_phase.core.cycle import Standing, ready, together
from tests.fakes.builders import a_component, a_standing, green


def blocked_by(*alone: Standing) -> dict[str, tuple[str, ...]]:
    """What blocks each component, by id."""
    return {id: each.blocked_by for id, each in together({s.id: s for s in alone}).items()}


def test_a_component_without_test_files_blocks_nobody() -> None:
    """Setup has no tests and no way to be completed: Cart can start."""
    setup = a_standing(a_component("Setup", files=()))
    cart = a_standing(a_component("Cart", needs=["setup"]))
    assert blocked_by(setup, cart) == {"setup": (), "cart": ()}
    assert len(ready(together({"setup": setup, "cart": cart}))) == 2


def test_it_passes_on_what_it_waits_for_itself() -> None:
    """Store, then a migration without tests, then Cart: Cart waits for Store."""
    store = a_standing(a_component("Store"))
    migration = a_standing(a_component("Migration", files=(), needs=["store"]))
    cart = a_standing(a_component("Cart", needs=["migration"]))
    assert blocked_by(store, migration, cart)["cart"] == ("store",)


def test_a_component_whose_file_is_not_written_yet_blocks() -> None:
    """A named test file is enough to wait for, whether or not it exists."""
    store = a_standing(a_component("Store"))
    cart = a_standing(a_component("Cart", needs=["store"]))
    assert blocked_by(store, cart)["cart"] == ("store",)


def test_tests_that_a_mark_gave_it_count() -> None:
    """Without a test file in the plan, but with tests of its own, it is waited for."""
    store = a_standing(a_component("Store", files=()), known=["tests/test_any.py::test_one"])
    cart = a_standing(a_component("Cart", needs=["store"]))
    assert blocked_by(store, cart)["cart"] == ("store",)


def test_a_ring_of_them_ends() -> None:
    """Two components without tests that wait for each other hold nobody up for ever."""
    one = a_standing(a_component("One", files=(), needs=["two"]))
    two = a_standing(a_component("Two", files=(), needs=["one"]))
    cart = a_standing(a_component("Cart", needs=["one"]), green("tests/test_cart.py::test_one"))
    assert blocked_by(one, two, cart)["cart"] == ()
