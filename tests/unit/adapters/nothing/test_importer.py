"""Only what is missing is provided, and only to those who ask for something of the project."""

from __future__ import annotations

import pytest

from tests.unit.adapters.nothing.conftest import World

CART = """
class Cart:
    size = 3
    def __init__(self): self.lines = [1]
    @property
    def broken(self): raise AttributeError("inner")

def total(): return 3
"""


def test_a_module_that_is_missing_with_all_above_and_below_it(world: World) -> None:
    """Submodules, aliases and names of a package that is not there."""
    names = world.run(
        """
        import till.new.deep
        import till.new.other as other
        from till.new import deep
        from till.new.deep import price
        same = till.new.deep is deep
        found = [till.new.deep.total(), other.total(), price()]
        """
    )
    assert names["same"]
    assert names["found"] == [None, None, None]


def test_a_missing_module_of_a_package_that_is_there(world: World) -> None:
    """What the package has stays as it is."""
    world.file("till/__init__.py", "RATE = 3\n")
    names = world.run("from till import RATE\nfrom till.cart import Cart\nc = Cart().total()\n")
    assert (names["RATE"], names["c"]) == (3, None)


def test_a_missing_name_of_a_module_that_is_there(world: World) -> None:
    """What the module has stays real beside it."""
    world.file("till/cart.py", CART)
    names = world.run("from till.cart import Cart, total, price\nfound = [total(), price()]\n")
    assert names["found"] == [3, None]
    assert names["Cart"].size == 3


def test_a_missing_attribute_of_a_module_that_is_there(world: World) -> None:
    """Asked for by its module, as many tests do."""
    world.file("till/cart.py", CART)
    assert world.run("from till import cart\nfound = cart.price(3)\n")["found"] is None


def test_missing_attributes_of_a_class_that_is_there(world: World) -> None:
    """Methods of objects and of the class; what objects have stays real."""
    world.file("till/cart.py", CART)
    names = world.run(
        """
        from till.cart import Cart
        found = [Cart().pay(), Cart().owner, Cart.load("x"), Cart().lines]
        """
    )
    assert names["found"] == [None, None, None, [1]]


def test_a_property_that_fails_is_there(world: World) -> None:
    """An AttributeError from inside is no missing attribute."""
    world.file("till/cart.py", CART)
    with pytest.raises(AttributeError, match="broken"):
        world.run("from till.cart import Cart\nCart().broken\n")


def test_code_may_look_for_what_need_not_be_there(world: World) -> None:
    """``getattr`` with a default in the code itself finds no stand-in."""
    world.file("till/cart.py", "import till.cart as me\ndef has(): return getattr(me, 'x', 'no')\n")
    assert world.run("from till.cart import has\nfound = has()\n")["found"] == "no"


def test_code_that_imports_what_another_component_owes(world: World) -> None:
    """A component that is there may stand on one that is not."""
    world.file("till/cart.py", "from till.price import price\ndef total(): return [price()]\n")
    assert world.run("from till.cart import total\nfound = total()\n")["found"] == [None]


def test_an_optional_import_stays_missing(world: World) -> None:
    """Code that allows for a failure gets it."""
    world.file("till/cart.py", "try:\n    import till.fast\nexcept ImportError:\n    fast = 0\n")
    assert world.run("from till.cart import fast\n")["fast"] == 0


def test_a_foreign_module_stays_missing(world: World) -> None:
    """What does not belong to the project is not provided."""
    with pytest.raises(ModuleNotFoundError, match="no_such_library"):
        world.run("import no_such_library\n")


def test_a_star_import_gives_what_the_file_has_from_nowhere(world: World) -> None:
    """There is nothing else to know its names by."""
    assert world.run("from till.cart import *\nfound = total(Cart())\n")["found"] is None


def test_the_same_name_is_the_same_thing(world: World) -> None:
    """An exception imported twice is caught by either."""
    names = world.run("from till import Empty\nimport till\nsame = till.Empty is Empty\n")
    assert names["same"]


@pytest.mark.parametrize("target", ["till.cart.gateway", "till.cart.total", "till.nowhere.thing"])
def test_a_name_can_be_patched(world: World, target: str) -> None:
    """``mock.patch`` finds what it replaces, there or not."""
    world.file("till/cart.py", CART)
    names = world.run(
        f"""
        from unittest import mock
        with mock.patch({target!r}, return_value=7) as new:
            found = new()
        """
    )
    assert names["found"] == 7
