"""Expressions as values, and back to what a reader wants to see."""

from __future__ import annotations

import ast
import json

import pytest

from pytest_phase.adapters.exploring.sketches import Scope
from pytest_phase.adapters.exploring.values import (
    Call,
    Name,
    Pairs,
    Text,
    Value,
    decode,
    encode,
    spell,
    value_of,
)

SOURCE = """
import sqlalchemy as sa
from sqlalchemy.orm import Mapped
from .base import Base
TABLE = "users"
"""


def value(text: str) -> Value:
    """What an expression is in a module of a package ``shop``."""
    scope = Scope(ast.parse(SOURCE), "shop.models", "shop")
    return value_of(ast.parse(text, mode="eval").body, scope)


def test_a_call_keeps_its_arguments_and_where_its_name_comes_from() -> None:
    """Positions, keywords, nested calls; an alias is resolved to what it stands for."""
    assert value("sa.Column('id', sa.String(50), nullable=False)") == Call(
        "sqlalchemy.Column",
        ("id", Call("sqlalchemy.String", (50,), (), 1)),
        (("nullable", False),),
        1,
    )


def test_a_relative_import_is_resolved() -> None:
    """A name from ``.base`` is one of the package's own."""
    assert value("Base") == Name("shop.base.Base")


def test_a_name_that_the_module_gives_a_text_is_that_text() -> None:
    """``TABLE`` is what it was set to, so that a table can be named by it."""
    assert value("TABLE") == "users"


def test_what_is_neither_call_name_nor_literal_stays_text() -> None:
    """A condition says nothing that could be used, and is shown as it is written."""
    assert value("not x") == Text("not x")


def test_texts_and_lists_that_are_added_are_one() -> None:
    """``["a"] + ["b"]`` is how migrations extend what they have."""
    assert (value("['a'] + ['b']"), value("'a' + 'b'")) == (["a", "b"], "ab")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("sa.String(length=50)", "String(length=50)"),
        ("Mapped[int | None]", "Mapped[int | None]"),
        ("sa.Enum('a', 'b')", "Enum('a', 'b')"),
        ("{'a': 1}", "{'a': 1}"),
        ("[sa.Integer, 2]", "[Integer, 2]"),
    ],
)
def test_a_value_is_spelled_by_the_last_part_of_its_names(written: str, shown: str) -> None:
    """A reader wants ``String(50)``, wherever ``String`` comes from."""
    assert spell(value(written)) == shown


@pytest.mark.parametrize(
    "written",
    ["sa.Column('id', *a, **b)", "{'a': [1, None, 2.5, True]}", "lambda: 0", "x.y.z", "f()()"],
)
def test_a_value_survives_json(written: str) -> None:
    """What is kept from run to run is what was read."""
    found = value(written)
    assert decode(json.loads(json.dumps(encode(found)))) == found


def test_a_dictionary_keeps_its_pairs() -> None:
    """Keys that are no text are kept too."""
    assert value("{'a': 1, **x}") == Pairs((("a", 1), (None, Name("x"))))
