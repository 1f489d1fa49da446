"""Schema as it is written: tables with columns and keys, and records with fields."""

from __future__ import annotations

from typing import Literal, NamedTuple

Reader = Literal["sql", "sqlalchemy", "django models", "alembic", "django migrations"]
RecordKind = Literal["pydantic", "dataclass", "attrs", "TypedDict", "NamedTuple"]
KeyKind = Literal["primary", "foreign", "unique", "check", "index", "exclude"]


class Column(NamedTuple):
    """One column. ``type`` is source text; ``nullable`` None where nobody can tell."""

    name: str
    type: str = ""
    nullable: bool | None = None
    default: str = ""
    line: int = 0


class Key(NamedTuple):
    """A key or constraint; ``target`` of a foreign one is ``table.column`` or a table."""

    kind: KeyKind
    columns: tuple[str, ...]
    target: str = ""
    name: str = ""


class Table(NamedTuple):
    """One table, as one reader found it. ``model`` is the dotted class behind it, if any.

    ``unknowable`` says why there can be more or less in it than is listed.
    """

    name: str
    reader: Reader
    path: str
    line: int
    columns: tuple[Column, ...] = ()
    keys: tuple[Key, ...] = ()
    model: str = ""
    unknowable: tuple[str, ...] = ()

    def column(self, name: str) -> Column | None:
        """The column of this name, case folded."""
        folded = name.casefold()
        return next((each for each in self.columns if each.name.casefold() == folded), None)


class Field(NamedTuple):
    """One field of a record: its name, its type as written, its default as written."""

    name: str
    type: str = ""
    default: str = ""
    line: int = 0


class Record(NamedTuple):
    """A class that is made of fields; ``fields`` include those of its bases in the project."""

    name: str
    kind: RecordKind
    module: str
    path: str
    line: int
    fields: tuple[Field, ...] = ()


class Schema(NamedTuple):
    """All tables and records; ``unknowable`` are steps that only running them can tell."""

    tables: tuple[Table, ...] = ()
    records: tuple[Record, ...] = ()
    unknowable: tuple[str, ...] = ()
