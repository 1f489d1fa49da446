"""Columns and keys as SQLAlchemy's constructors write them, in models, tables and migrations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pytest_phase.adapters.exploring.values import Call, Name, Value, spell, text_of, texts_of
from pytest_phase.core.inventory.schema import Column, Key

COLUMNS = ("Column", "mapped_column")
NO_TYPES = (
    *("ForeignKey", "Identity", "Sequence", "Computed", "CheckConstraint", "FetchedValue"),
    *("UniqueConstraint", "DefaultClause"),
)


def column_of(call: Call, name: str = "") -> tuple[Column, tuple[Key, ...]] | None:
    """The column that a ``Column(...)`` makes, and its keys; None where it has no name."""
    given = call.given
    called = text_of(call.get("name")) or (text_of(call.args[0]) if call.args else "") or name
    if not called:
        return None
    rest = call.args[1:] if call.args and isinstance(call.args[0], str) else call.args
    primary = given.get("primary_key") is True
    column = Column(
        called,
        spell(kind) if (kind := type_in(rest, given.get("type_"))) is not None else "",
        _nullable(given.get("nullable"), primary),
        spell_default(given),
        call.line,
    )
    return column, tuple(_keys(call, called, rest, primary=primary))


def type_in(args: Iterable[Value], given: Value = None) -> Value:
    """The type among a column's arguments; None where there is none."""
    for each in (given, *args):
        if isinstance(each, Name) or (isinstance(each, Call) and each.last not in NO_TYPES):
            return each
    return None


def _nullable(given: Value, primary: bool) -> bool | None:
    if isinstance(given, bool):
        return given
    return not primary


def spell_default(given: object) -> str:
    """The default that keywords give, as text."""
    keywords = given if isinstance(given, dict) else {}
    for word in ("server_default", "default"):
        if keywords.get(word) is not None:
            return spell(keywords[word])
    return ""


def _keys(call: Call, name: str, rest: Iterable[Value], *, primary: bool) -> Iterator[Key]:
    if primary:
        yield Key("primary", (name,))
    for each in rest:
        if isinstance(each, Call) and each.last == "ForeignKey":
            yield Key("foreign", (name,), target_of(each.get("column", 0)))
    if call.given.get("unique") is True:
        yield Key("unique", (name,))
    if call.given.get("index") is True:
        yield Key("index", (name,))


def target_of(value: Value) -> str:
    """What a foreign key points at: ``users.id``; a model's attribute as it is written."""
    if isinstance(value, str):
        return value
    if isinstance(value, Name):
        return ".".join(value.name.split(".")[-2:])
    return spell(value)


def constraint(call: Call) -> Key | None:
    """The key that a constraint of a table makes; None for what is no constraint."""
    name = text_of(call.get("name"))
    columns = tuple(filter(None, map(_column_name, call.args)))
    if call.last == "PrimaryKeyConstraint":
        return Key("primary", columns, name=name)
    if call.last == "UniqueConstraint":
        return Key("unique", columns, name=name)
    if call.last == "CheckConstraint":
        return Key("check", (), spell(call.get("sqltext", 0)), name)
    if call.last == "ForeignKeyConstraint":
        target = ", ".join(texts_of(call.get("refcolumns", 1)))
        return Key("foreign", texts_of(call.get("columns", 0)), target, name)
    if call.last == "Index":
        kind = "unique" if call.given.get("unique") is True else "index"
        return Key(kind, columns[1:], name=columns[0] if columns else "")  # type: ignore[arg-type]
    return None


def _column_name(value: Value) -> str:
    return value if isinstance(value, str) else spell(value) if isinstance(value, Name) else ""


def table_parts(args: Iterable[Value]) -> tuple[tuple[Column, ...], tuple[Key, ...], bool]:
    """Columns and keys among the arguments of a table; and whether all could be read."""
    columns: list[Column] = []
    keys: list[Key] = []
    whole = True
    for each in args:
        if isinstance(each, Call) and each.last in COLUMNS:
            found = column_of(each)
            if found is not None:
                columns.append(found[0])
                keys.extend(found[1])
        elif isinstance(each, Call) and (key := constraint(each)) is not None:
            keys.append(key)
        else:
            whole = False
    return tuple(columns), with_primary(columns, keys), whole


def with_primary(columns: Iterable[Column], keys: Iterable[Key]) -> tuple[Key, ...]:
    """The keys, with one primary key where several columns say that they are part of it."""
    held = list(keys)
    parts = [each for each in held if each.kind == "primary"]
    if len(parts) < 2:
        return tuple(held)
    names = tuple(dict.fromkeys(name for each in parts for name in each.columns))
    rest = [each for each in held if each.kind != "primary"]
    return (Key("primary", names, name=parts[-1].name), *rest)
