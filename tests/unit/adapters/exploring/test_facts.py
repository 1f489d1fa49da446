"""What one file says by itself."""

from __future__ import annotations

from textwrap import dedent

import pytest

pytest.importorskip("griffe")

from pytest_phase.adapters.exploring.facts import (
    Facts,
    Imported,
    from_json,
    read_facts,
    to_json,
)


def facts(text: str, path: str = "src/shop/cart.py", module: str = "shop.cart") -> Facts:
    """The facts of a file with this text."""
    return read_facts(dedent(text).encode(), module, path)


def signatures(text: str) -> list[str]:
    """The signatures of what a module defines."""
    return [f"{each.owner}:{each.signature}" for each in facts(text).interfaces]


def test_signatures_are_those_of_the_source() -> None:
    """Kinds of parameters, annotations, defaults and return types, word for word."""
    assert signatures(
        """
        async def f(a, /, b: int = 3, *args: str, k, **kw: object) -> list[str]: ...
        class Cart(Base[int]):
            size: int = 0
            def add(self, item: "Item", *, count=1) -> None: ...
            @property
            def total(self) -> int: ...
            class Inner:
                def go(self): ...
        """
    ) == [
        ":f(a, /, b: int = 3, *args: str, k, **kw: object) -> list[str]",
        ":Cart(Base)",
        "Cart:size: int",
        "Cart:add(self, item: Item, *, count=1) -> None",
        "Cart:total: int",
        "Cart:Inner",
        "Cart.Inner:go(self)",
    ]


def test_overloads_are_all_there() -> None:
    """Each overload is an interface, and what implements them too."""
    found = facts(
        """
        from typing import overload
        @overload
        def f(a: int) -> int: ...
        @overload
        def f(a: str) -> str: ...
        def f(a): ...
        """
    )
    assert [each.marks for each in found.interfaces] == [("overload",), ("overload",), ()]


def test_imports_know_where_they_run() -> None:
    """At the top, for type checkers alone, or inside a function; relative ones are resolved."""
    found = facts(
        """
        import os.path
        from typing import TYPE_CHECKING
        from . import prices
        if TYPE_CHECKING:
            from ..depot import Store
        def late():
            from shop.taxes import vat
        """,
        "src/app/shop/cart.py",
        "app.shop.cart",
    )
    assert found.imports == (
        Imported("os.path", 2),
        Imported("typing.TYPE_CHECKING", 3),
        Imported("app.shop.prices", 4),
        Imported("app.depot.Store", 6, typing=True),
        Imported("shop.taxes.vat", 8, deep=True),
    )


def test_a_package_resolves_its_imports_from_itself() -> None:
    """In an ``__init__.py`` one dot is the package, and what it imports is what it offers."""
    found = facts("from .cart import Cart as C", "src/shop/__init__.py", "shop")
    assert found.exports == (("C", "shop.cart.Cart"),)


def test_what_nobody_can_read_is_said() -> None:
    """Star imports and a module's ``__getattr__`` hide names."""
    found = facts("from .prices import *\ndef __getattr__(name): ...\n")
    assert found.unknowable == ("star import of shop.prices", "module __getattr__")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"def f(:\n", "does not parse (line 1: invalid syntax)"),
        (b"# coding: nope\n", "does not parse (line 1: unknown encoding: nope)"),
        (b"x = '\xff'\n", "does not parse (line 1: "),
        (b"x = 1\0", "does not parse (line 1: "),
    ],
)
def test_a_file_that_does_not_parse_says_why(content: bytes, problem: str) -> None:
    """The line and the reason; nothing is raised."""
    assert read_facts(content, "m", "m.py").problem.startswith(problem)


def test_other_encodings_are_read() -> None:
    """The encoding that the first lines name is the one that counts."""
    content = "# coding: latin-1\ndef f(a='\xe9'): ...\n".encode("latin-1")
    (found,) = read_facts(content, "m", "m.py").interfaces
    assert found.signature == "f(a='\xe9')"


def test_facts_survive_json() -> None:
    """What is kept from run to run is what was read."""
    found = facts(
        """
        from sqlalchemy import Column, Table
        revision = "a1"
        users = Table("users", meta, Column("id", primary_key=True))
        class User(Base, table=True):
            id: Mapped[int] = mapped_column(primary_key=True)
            class Meta:
                db_table = "u"
        def upgrade():
            op.add_column("users", Column("x"))
        """
    )
    assert from_json(to_json(found)) == found


def test_facts_of_another_version_are_not_used() -> None:
    """What an older reader kept says nothing to this one."""
    assert from_json('{"form": 0}') is None
