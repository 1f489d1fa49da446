"""Records: classes that are made of fields."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("griffe")

from tests.explored import schema

SOURCE = """
import attr
from dataclasses import dataclass, field
from typing import ClassVar, NamedTuple, TypedDict
from attrs import define
from pydantic import BaseModel, Field
class Base(BaseModel):
    id: int
class User(Base):
    model_config = {}
    name: str = Field(default="x", max_length=3)
    tags: list[str] = Field(default_factory=list)
    _private: int = 0
@dataclass(frozen=True)
class Point:
    x: int
    y: "int | None" = field(default=None)
    count: ClassVar[int] = 0
@define
class Line:
    start: Point
@attr.s
class Old:
    size = attr.ib(type=int, default=1)
class Row(TypedDict, total=False):
    a: str
class Pair(NamedTuple):
    left: int = 1
Cell = TypedDict("Cell", {"x": int})
class Plain:
    z: int
"""


def test_fields_with_types_and_defaults(tmp_path: Path) -> None:
    """Of each kind, with those of their bases; class variables and plain classes have none."""
    found = schema(tmp_path, {"shop/models.py": SOURCE}).records
    assert {
        f"{each.name} {each.kind}": [f"{x.name}: {x.type} = {x.default}" for x in each.fields]
        for each in found
    } == {
        "Base pydantic": ["id: int = "],
        "User pydantic": ["id: int = ", "name: str = 'x'", "tags: list[str] = list"],
        "Point dataclass": ["x: int = ", "y: int | None = None"],
        "Line attrs": ["start: Point = "],
        "Old attrs": ["size: int = 1"],
        "Row TypedDict": ["a: str = "],
        "Pair NamedTuple": ["left: int = 1"],
        "Cell TypedDict": ["x: int = "],
    }
