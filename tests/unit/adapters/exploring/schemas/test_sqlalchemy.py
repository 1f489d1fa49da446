"""Tables of SQLAlchemy models, from their source alone."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("griffe")

from pytest_phase.core.inventory.schema import Key, Table
from tests.explored import tables


def columns(table: Table) -> list[str]:
    """Each column with its type, and whether it may be null."""
    return [f"{each.name} {each.type} {each.nullable}" for each in table.columns]


def test_columns_of_a_declarative_class_of_1_4(tmp_path: Path) -> None:
    """Names, types, keys and what may be null, as ``Column(...)`` says."""
    (table,) = tables(
        tmp_path,
        {
            "shop/models.py": """
            from sqlalchemy import Column, ForeignKey, Integer, String, UniqueConstraint
            from sqlalchemy.orm import declarative_base, relationship
            Base = declarative_base()
            class User(Base):
                __tablename__ = "users"
                __table_args__ = (UniqueConstraint("email", "name", name="once"),)
                id = Column(Integer, primary_key=True)
                email = Column("mail", String(50), unique=True, nullable=False)
                team_id = Column(Integer, ForeignKey("teams.id"), index=True)
                team = relationship("Team")
            """
        },
    )
    assert (table.name, table.model, table.line) == ("users", "shop.models.User", 5)
    assert columns(table) == ["id Integer False", "mail String(50) False", "team_id Integer True"]
    assert table.keys == (
        Key("primary", ("id",)),
        Key("unique", ("mail",)),
        Key("foreign", ("team_id",), "teams.id"),
        Key("index", ("team_id",)),
        Key("unique", ("email", "name"), name="once"),
    )
    assert table.unknowable == ()


def test_columns_of_mapped_annotations_of_2_0(tmp_path: Path) -> None:
    """The annotation gives the type and whether it may be null; relationships are no columns."""
    (table,) = tables(
        tmp_path,
        {
            "shop/models.py": """
            from typing import Annotated, Optional
            from sqlalchemy import ForeignKey
            from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
            key = Annotated[int, mapped_column(primary_key=True)]
            class Base(DeclarativeBase): ...
            class User(Base):
                __tablename__ = "users"
                id: Mapped[key]
                name: Mapped[str]
                nick: Mapped[Optional[str]]
                age: Mapped["int | None"] = mapped_column()
                team_id: Mapped[int] = mapped_column(ForeignKey("teams.id"))
                posts: Mapped[list["Post"]] = relationship()
            """
        },
    )
    assert columns(table) == [
        *("id int False", "name str False", "nick str True"),
        *("age int True", "team_id int False"),
    ]
    assert table.keys == (Key("primary", ("id",)), Key("foreign", ("team_id",), "teams.id"))


def test_columns_of_mixins_come_along(tmp_path: Path) -> None:
    """A mixin of another module gives its columns; a ``declared_attr`` may name the table."""
    found = tables(
        tmp_path,
        {
            "shop/base.py": """
            from sqlalchemy import Column, DateTime, Integer
            from sqlalchemy.orm import DeclarativeBase, declared_attr
            class Base(DeclarativeBase):
                id = Column(Integer, primary_key=True)
                @declared_attr
                def __tablename__(cls):
                    return cls.__name__.lower()
            class Stamped:
                made = Column(DateTime)
            """,
            "shop/__init__.py": "from shop.base import Base, Stamped",
            "shop/models.py": """
            from . import Base, Stamped
            from sqlalchemy import Column, String
            class Order(Stamped, Base):
                name = Column(String)
            """,
        },
    )
    assert [each.name for each in found] == ["order"]
    assert columns(found[0]) == ["id Integer False", "made DateTime True", "name String True"]


def test_a_class_without_a_table_adds_to_its_parents(tmp_path: Path) -> None:
    """Single table inheritance: one table, with the columns of both."""
    (table,) = tables(
        tmp_path,
        {
            "models.py": """
            from sqlalchemy import Column, Integer
            class Person(Base):
                __tablename__ = "people"
                id = Column(Integer, primary_key=True)
            class Engineer(Person):
                level = Column(Integer)
            """
        },
    )
    assert [each.name for each in table.columns] == ["id", "level"]


def test_a_table_object(tmp_path: Path) -> None:
    """``Table(...)`` with columns is one; another library's ``Table`` is none."""
    (table,) = tables(
        tmp_path,
        {
            "models.py": """
            import sqlalchemy as sa
            from rich.table import Table
            links = sa.Table(
                "links", meta,
                sa.Column("a", sa.ForeignKey("x.id"), primary_key=True),
                sa.Column("b", sa.Integer, primary_key=True),
            )
            shown = Table("Title", "Column")
            """
        },
    )
    assert table.name == "links"
    assert table.keys[0] == Key("primary", ("a", "b"))


def test_a_table_of_sqlmodel(tmp_path: Path) -> None:
    """Fields are columns where ``table=True``; the models it shares fields with have none."""
    (table,) = tables(
        tmp_path,
        {
            "models.py": """
            from sqlmodel import Field, Relationship, SQLModel
            class HeroBase(SQLModel):
                name: str = Field(index=True)
            class Hero(HeroBase, table=True):
                id: int | None = Field(default=None, primary_key=True)
                team_id: int | None = Field(default=None, foreign_key="team.id")
                team: "Team" = Relationship(back_populates="heroes")
            class HeroCreate(HeroBase): ...
            """
        },
    )
    assert table.name == "hero"
    assert columns(table) == ["name str False", "id int False", "team_id int True"]
    assert Key("foreign", ("team_id",), "team.id") in table.keys


def test_a_base_that_nobody_can_read_is_said(tmp_path: Path) -> None:
    """Columns may come from a package: the table is not certain."""
    (table,) = tables(
        tmp_path,
        {
            "models.py": """
            from sqlalchemy import Column, Integer
            from audit.mixins import Audited
            class Order(Audited, Base):
                __tablename__ = "orders"
                id = Column(Integer, primary_key=True)
            """
        },
    )
    assert table.unknowable == ("columns of audit.mixins.Audited are not read",)
