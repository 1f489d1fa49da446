"""What stands for a missing name does nothing, and lets a test come to what it says."""

from __future__ import annotations

import asyncio

import pytest

from tests.unit.adapters.nothing.conftest import World


def test_a_function_accepts_everything_and_gives_none(world: World) -> None:
    """A call is what it is with an empty body."""
    names = world.run("from till import total\nfound = total(1, *[2], by=3)\n")
    assert names["found"] is None
    assert names["total"].__name__ == "total"


def test_a_class_has_instances_whose_methods_give_none(world: World) -> None:
    """A class with empty methods can be made, and asked for everything."""
    names = world.run(
        "from till import Cart\ncart = Cart(1, by=2)\nfound = cart.total(1)\nowner = cart.owner\n"
    )
    assert isinstance(names["cart"], names["Cart"])
    assert not isinstance(3, names["Cart"])
    assert (names["found"], names["owner"]) == (None, None)


def test_a_method_that_is_called_somewhere_is_one_everywhere(world: World) -> None:
    """An attribute that the file also calls is no value."""
    names = world.run("from till import Cart\nCart().add(1)\nadd = Cart().add\n")
    assert names["add"](2) is None


def test_a_class_can_be_a_base(world: World) -> None:
    """Also beside an abstract one, and with parameters."""
    names = world.run(
        """
        from abc import ABC
        from till import Cart
        class Mine(Cart, ABC, by=1):
            def __init__(self, size):
                super().__init__(size)
                self.size = size
        size, total = Mine(3).size, Mine(3).total()
        kind = Cart[int]
        """
    )
    assert (names["size"], names["total"], names["kind"]) == (3, None, names["Cart"])


def test_what_a_test_sets_it_finds_again(world: World) -> None:
    """An object that does nothing still is an object."""
    assert world.run("from till import Cart\nc = Cart()\nc.size = 3\nsize = c.size\n")["size"] == 3


def test_a_class_shows_none_of_its_arguments(world: World) -> None:
    """A text that a class has to make is not made by chance."""
    assert "tea" not in world.run("from till import Cart\nsaid = str(Cart('tea'))\n")["said"]


def test_an_exception_can_be_raised_caught_and_read(world: World) -> None:
    """As one whose class has no body."""
    names = world.run(
        """
        from till import CartError
        try:
            raise CartError("empty", code=3)
        except CartError as error:
            said = str(error)
        """
    )
    assert names["said"] == "empty"


def test_a_class_in_a_list_can_be_expected(world: World) -> None:
    """Any class may turn out to be what pytest.raises expects."""
    names = world.run("from till import Empty\nerrors = [Empty]\n")
    with pytest.raises(names["errors"][0]):
        raise names["Empty"]


def test_a_warning_can_be_warned_with(world: World) -> None:
    """``pytest.warns`` takes none but warnings."""
    names = world.run("from till import PriceWarning\n")
    with pytest.warns(names["PriceWarning"], match="dear"):
        __import__("warnings").warn(names["PriceWarning"]("dear"), stacklevel=1)


def test_an_awaited_function_gives_none_in_the_end(world: World) -> None:
    """Also a method, and one that somebody else awaits."""
    names = world.run(
        """
        import asyncio
        from till import fetch, Client
        async def both():
            return [await fetch(1), await Client().get(2), *await asyncio.gather(fetch(3))]
        """
    )
    assert asyncio.run(names["both"]()) == [None, None, None]


def test_what_is_entered_lets_its_body_run(world: World) -> None:
    """A class gives itself, a function gives nothing; neither holds an exception back."""
    names = world.run(
        """
        from till import Cart, transaction
        with Cart() as cart, transaction(1) as nothing:
            found = [cart.total(), nothing]
        async def also():
            async with Cart() as cart, transaction() as nothing:
                return [cart.total(), nothing]
        """
    )
    assert names["found"] == asyncio.run(names["also"]()) == [None, None]
    with pytest.raises(ZeroDivisionError), names["Cart"]():
        raise ZeroDivisionError


def test_a_decorator_gives_back_what_it_decorates(world: World) -> None:
    """Bare, with arguments, and with a class for its argument."""
    names = world.run(
        """
        from till import cached, retry, Handles
        @cached
        @retry(3, on=ValueError)
        @Handles(ValueError)
        def price():
            return 3
        """
    )
    assert names["price"]() == 3


def test_a_constant_is_none(world: World) -> None:
    """It is equal to no value that a test may expect."""
    names = world.run("from till import LIMIT, Colour\nred = Colour.RED\n")
    assert (names["LIMIT"], names["red"]) == (None, None)


@pytest.mark.parametrize("code", ["for line in lines(): pass", "len(lines())", "lines().first"])
def test_nothing_is_no_list(world: World, code: str) -> None:
    """What fails with None fails with what a stand-in gives."""
    with pytest.raises((TypeError, AttributeError), match="NoneType"):
        world.run(f"from till import lines\n{code}\n")


@pytest.mark.parametrize("name", ["__wrapped__", "__deepcopy__", "_pytestfixturefunction"])
def test_nobody_is_told_of_what_the_project_does_not_name(world: World, name: str) -> None:
    """Pytest and libraries look for attributes that need not be there."""
    names = world.run("from till import Cart, total\n")
    assert not hasattr(names["Cart"], name)
    assert not hasattr(names["Cart"](), name)
    assert not hasattr(names["total"], name)


def test_an_annotation_may_name_it(world: World) -> None:
    """Classes and functions stand in annotations, also of a dataclass."""
    names = world.run(
        """
        from dataclasses import dataclass, field
        from till import Cart, price
        @dataclass
        class Order:
            cart: Cart = field(default_factory=Cart)
            price: price | None = None
        total = Order().cart.total()
        """
    )
    assert names["total"] is None
