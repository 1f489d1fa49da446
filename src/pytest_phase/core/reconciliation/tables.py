"""Claims about tables and their columns."""

from __future__ import annotations

from collections.abc import Sequence

from pytest_phase.core.claims import Claim
from pytest_phase.core.inventory.lookup import Place, likeness
from pytest_phase.core.inventory.schema import Table
from pytest_phase.core.reconciliation.judged import Ground, Judged
from pytest_phase.core.reconciliation.makers import maker, planned

TABLES_LIKE = 0.3
"""How alike the name of a table has to be to be offered: there are few, and any may be meant."""


def of_table(claim: Claim, ground: Ground) -> Judged | None:
    """What the schema says to a table, or to a column with its table."""
    tables = ground.lookup.tables
    table, _, column = claim.name.rpartition(".")
    if claim.kind == "table":
        table, column = claim.name, ""
    held = tables.get(table.casefold())
    if held is None:
        named = ground.lookup.find(table)
        if named:  # a model is as good as its table
            return Judged(claim, "exists", named) if not column else None
        making = maker(claim.name, ground) or maker(table, ground)
        if making is not None:
            return planned(claim, making, ground)
        near = _near_tables(table, tables)
        return Judged(claim, "missing", near) if tables else None
    if not column:
        return _with_columns(claim, held)
    return of_column(claim, held, column, ground)


def of_column(claim: Claim, held: Sequence[Table], column: str, ground: Ground) -> Judged | None:
    """What the tables of one name say to a column."""
    found = [each for each in held if each.column(column) is not None]
    if found:
        return Judged(claim, "exists", tuple(column_place(each, column) for each in found))
    making = maker(claim.name, ground)
    if making is not None:
        return planned(claim, making, ground)
    doubts = [doubt for each in held for doubt in each.unknowable]
    within = [column_place(each, one.name) for each in held for one in each.columns]
    near = ground.lookup.nearest(column, within)
    if doubts and not near:
        return Judged(claim, "unknowable", detail=doubts[0])
    return Judged(claim, "missing", near or tuple(table_place(each) for each in held[:1]))


def _with_columns(claim: Claim, held: Sequence[Table]) -> Judged:
    """A table with columns in parentheses: ``customers(id, email)``."""
    places = tuple(table_place(each) for each in held)
    for each in claim.parameters or ():
        if all(table.column(each.name) is None for table in held):
            return Judged(claim, "differs", places, f"it has no column {each.name}")
    return Judged(claim, "exists", places)


def table_place(table: Table) -> Place:
    """Where a table is defined."""
    return Place(table.name, "table", table.path, table.line)


def column_place(table: Table, column: str) -> Place:
    """Where a column is defined; the line of its table where it has none."""
    found = table.column(column)
    name = found.name if found else column
    line = found.line if found and found.line else table.line
    return Place(f"{table.name}.{name}", "column", table.path, line)


def _near_tables(name: str, tables: dict[str, list[Table]]) -> tuple[Place, ...]:
    scored = sorted(((likeness(name, each), each) for each in tables), reverse=True)
    alike = [each for score, each in scored if score >= TABLES_LIKE]
    return tuple(table_place(tables[each][0]) for each in alike[:3])
