"""Names looked up in an inventory."""

from __future__ import annotations

import pytest

from pytest_phase.core.inventory.interfaces import Interface
from pytest_phase.core.inventory.lookup import Lookup, likeness, misspelled
from pytest_phase.core.inventory.structure import Module
from pytest_phase.core.inventory.whole import Inventory

LOOKUP = Lookup(
    Inventory(
        modules=(
            Module("shop", "shop/__init__.py", 1, exports=(("Cart", "shop.cart.Cart"),)),
            Module(
                "shop.cart",
                "shop/cart.py",
                9,
                (
                    Interface("Base", "class", 1, bases=("django.db.models.Model",)),
                    Interface("Base.total", "method", 2),
                    Interface("Cart", "class", 4, bases=("shop.cart.Base",)),
                    Interface("Cart.add_item", "method", 5),
                ),
            ),
        )
    )
)


@pytest.mark.parametrize(
    ("name", "where"),
    [
        ("Cart", "shop/cart.py:4"),
        ("cart.Cart", "shop/cart.py:4"),
        ("shop.Cart", "shop/cart.py:4"),
        ("Cart.total", "shop/cart.py:2"),
        ("shop.Cart.add_item", "shop/cart.py:5"),
        ("shop.cart", "shop/cart.py"),
    ],
)
def test_a_name_is_found_by_any_ending(name: str, where: str) -> None:
    """Inherited members and what a package passes on are found where they are defined."""
    assert [each.where for each in LOOKUP.find(name)] == [where]


def test_the_nearest_names_come_first() -> None:
    """By letters or by words; what is not alike is not offered."""
    assert [each.short for each in LOOKUP.nearest("append_item")] == ["Cart.add_item"]
    assert LOOKUP.nearest("zebra") == ()


def test_a_well_known_base_is_known_for_what_can_be_called() -> None:
    """A model has ``save``; what Django makes of its fields nobody can read."""
    (cart,) = LOOKUP.find("Cart")
    assert LOOKUP.inherits(cart, "save")
    assert not LOOKUP.inherits(cart, "fetch")
    assert LOOKUP.unknowable(cart, called=True) == ""
    assert LOOKUP.unknowable(cart) == "Cart inherits from django.db.models.Model"


def test_likeness() -> None:
    """The same words in another order are alike; a letter or two is a misspelling."""
    assert likeness("get_user", "user_get") == 1
    assert likeness("contacts", "zebra") < 0.5
    assert misspelled("recieve", "receive") is False
    assert misspelled("customer_id", "custmer_id")
