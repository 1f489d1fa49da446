"""Modules whose functions do nothing, once the switch is on."""

from __future__ import annotations

import ast
import asyncio
import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pytest_phase.adapters.nothing.stubs import Stubbing, Switch, stubbed

SOURCE = '''
"""A shop."""
from __future__ import annotations
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass

RATE = 7
made = []

def register(function):
    made.append(function.__name__)
    return function

@register
def total(a: int, *, b: int = 2) -> int:
    """Adds."""
    return a + b

@contextmanager
def opened():
    yield 1

@asynccontextmanager
async def connected():
    yield 1

def each():
    yield 1

async def fetch():
    return 1

async def stream():
    yield 1

@dataclass
class Price:
    amount: int = 3
    def twice(self): return self.amount * 2
    @property
    def whole(self): return self.amount > 1
    @staticmethod
    def parse(text): return Price(int(text))
'''


@pytest.fixture
def loaded(tmp_path: Path) -> Iterator[tuple[Any, Switch]]:
    """The shop, loaded with its stubs, and their switch."""
    path = tmp_path / "stubbed_shop.py"
    path.write_text(SOURCE)
    switch = Switch()
    finder = Stubbing([tmp_path], switch)
    sys.path.insert(0, str(tmp_path))
    sys.meta_path.insert(0, finder)
    try:
        yield importlib.import_module("stubbed_shop"), switch
    finally:
        sys.meta_path.remove(finder)
        sys.path.remove(str(tmp_path))
        sys.modules.pop("stubbed_shop", None)


def test_a_module_is_what_it_is_until_the_switch_is_on(loaded: tuple[Any, Switch]) -> None:
    """Imports, decorators, constants and classes work as they are written."""
    shop, _ = loaded
    assert (shop.RATE, shop.made, shop.total(1)) == (7, ["total"], 3)
    assert (shop.Price().twice(), shop.Price().whole, shop.total.__doc__) == (6, True, "Adds.")


def test_functions_do_nothing_once_it_is_on(loaded: tuple[Any, Switch]) -> None:
    """They return None; generators give nothing, context managers None; declarations stay."""
    shop, switch = loaded
    switch.on = True
    assert (shop.total(1), shop.Price().twice(), shop.Price().whole) == (None, None, None)
    assert shop.Price.parse("x") is None
    assert list(shop.each()) == []
    with shop.opened() as given:
        assert given is None
    assert (shop.RATE, shop.Price(4).amount) == (7, 4)


def test_so_do_asynchronous_ones(loaded: tuple[Any, Switch]) -> None:
    """Coroutines, their generators and context managers."""
    shop, switch = loaded
    switch.on = True

    async def use() -> tuple[Any, list[Any], Any]:
        async with shop.connected() as given:
            return await shop.fetch(), [each async for each in shop.stream()], given

    assert asyncio.run(use()) == (None, [], None)


def test_a_signature_still_holds(loaded: tuple[Any, Switch]) -> None:
    """A call that does not fit fails as ever."""
    shop, switch = loaded
    switch.on = True
    with pytest.raises(TypeError):
        shop.total()


def test_nothing_is_left_for_other_processes(loaded: tuple[Any, Switch]) -> None:
    """No compiled file holds a stub."""
    shop, _ = loaded
    assert not list(Path(shop.__file__).parent.rglob("*.pyc"))


def test_lines_stay_where_they_were() -> None:
    """A traceback still names the right line."""
    tree = stubbed(ast.parse("def f():\n    'Doc.'\n    return 1\n"))
    assert [each.lineno for each in tree.body[0].body] == [2, 3, 3]  # type: ignore[attr-defined]


def test_what_was_loaded_before_is_told(tmp_path: Path) -> None:
    """A module that was there already does what it did."""
    (tmp_path / "early_shop.py").write_text(SOURCE)
    sys.path.insert(0, str(tmp_path))
    try:
        importlib.import_module("early_shop")
        assert Stubbing([tmp_path], Switch()).missed() == ["early_shop"]
        assert Stubbing([tmp_path / "other.py"], Switch()).missed() == []
    finally:
        sys.path.remove(str(tmp_path))
        sys.modules.pop("early_shop", None)


def test_what_is_stubbed_is_told(loaded: tuple[Any, Switch]) -> None:
    """Where nothing is, a run with stubs says nothing."""
    (finder,) = [each for each in sys.meta_path if isinstance(each, Stubbing)]
    assert finder.found == {"stubbed_shop"}
