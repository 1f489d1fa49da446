"""The sheets of an inventory about schema: tables with columns and keys, records with fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pytest_phase.core.inventory.schema import Key, Record, Schema, Table
from pytest_phase.core.phrases import plural
from pytest_phase.reporting.sheet import MOST, Sheet


def schema(found: Schema, *, detailed: bool) -> Iterator[Sheet]:
    """Tables and records: what there is, and with ``detailed`` what each is made of."""
    if not found.tables and not found.records:
        yield Sheet("Schema", ("No table and no record was found.",))
        return
    header = ("table", "read from", "columns", "where")
    rows = tuple(
        (each.name, each.reader, str(len(each.columns)), f"{each.path}:{each.line}")
        for each in found.tables
    )
    said = (f"{plural(len(rows), 'table')}, {plural(len(found.records), 'record')}.",)
    yield Sheet("Schema", said, header, rows, code=(0, 3))
    if detailed:
        yield from map(_table, found.tables)
        yield from map(_record, found.records)
    elif found.records:
        yield from _records(found.records)
    if found.unknowable:
        steps = tuple((each,) for each in found.unknowable)
        yield Sheet("What only running it can tell", (), ("step",), steps, code=())


def _table(table: Table) -> Sheet:
    rows = tuple(
        (
            each.name,
            each.type or "-",
            {True: "null", False: "not null", None: "-"}[each.nullable],
            each.default or "-",
            ", ".join(_of_column(each.name, table.keys)) or "-",
        )
        for each in table.columns
    )
    said = [f"{key.kind}: {_shown(key)}" for key in table.keys if len(key.columns) != 1]
    said += [f"Not certain: {each}." for each in table.unknowable]
    title = f"{table.name} ({table.reader}, {table.path}:{table.line})"
    header = ("column", "type", "null", "default", "keys")
    return Sheet(title, tuple(said), header, rows, code=(0, 1, 3))


def _of_column(name: str, keys: Iterable[Key]) -> Iterator[str]:
    for key in keys:
        if key.columns == (name,):
            yield f"-> {key.target}" if key.kind == "foreign" else key.kind


def _shown(key: Key) -> str:
    columns = f"({', '.join(key.columns)})" if key.columns else key.name
    return f"{columns} {key.target}".strip()


def _record(record: Record) -> Sheet:
    rows = tuple((each.name, each.type or "-", each.default or "-") for each in record.fields)
    title = f"{record.name} ({record.kind}, {record.path}:{record.line})"
    return Sheet(title, (), ("field", "type", "default"), rows, code=(0, 1, 2))


def _records(records: tuple[Record, ...]) -> Iterator[Sheet]:
    rows = tuple(
        (each.name, each.kind, str(len(each.fields)), f"{each.path}:{each.line}")
        for each in records[:MOST]
    )
    said: tuple[str, ...] = ()
    if len(records) > MOST:
        said = (f"The first {MOST} of {len(records)} records; all with --part schema.",)
    yield Sheet("Records", said, ("record", "kind", "fields", "where"), rows, code=(0, 3))
