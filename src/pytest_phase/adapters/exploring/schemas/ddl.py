"""Tables from SQL, read with sqlglot: CREATE, ALTER, DROP and CREATE INDEX, in their order."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from pytest_phase.adapters.exploring.schemas.store import Store
from pytest_phase.core.inventory.schema import Column, Key, Reader, Table

logging.getLogger("sqlglot").setLevel(logging.CRITICAL)  # it warns of what it passes over

_CHANGES = re.compile(r"\b(?:create|alter|drop)\b[\s\S]{0,60}?\b(?:table|index)\b", re.I)
_DIALECTS = (
    ("sqlite", re.compile(r"\bAUTOINCREMENT\b|\bPRAGMA\b|\bWITHOUT\s+ROWID\b", re.I)),
    ("mysql", re.compile(r"`|\bENGINE\s*=|\bAUTO_INCREMENT\b|\bUNSIGNED\b", re.I)),
    ("tsql", re.compile(r"\bIDENTITY\s*\(|\bNVARCHAR\b|^\s*GO\s*$", re.I | re.M)),
    (
        "postgres",
        re.compile(r"\b(?:BIG)?SERIAL\b|\bJSONB\b|::\w|\bTIMESTAMPTZ\b|\$\$|\bBYTEA\b", re.I),
    ),
)

_STRICT = r"(?:WITHOUT\s+ROWID|STRICT)"
_ENDINGS = re.compile(rf"\)\s*{_STRICT}(?:\s*,\s*{_STRICT})?", re.I)
"""What SQLite writes behind a table, which sqlglot does not read."""


def changes_schema(sql: str) -> bool:
    """Whether SQL may change tables at all."""
    return _CHANGES.search(sql) is not None


def sql_files(texts: Iterable[tuple[str, str]]) -> tuple[tuple[Table, ...], tuple[str, ...]]:
    """The tables that SQL files leave, path by path; and the files that could not be read.

    Files of one folder are one history, in the order of their names.
    """
    folders: dict[str, Store] = {}
    unread: list[str] = []
    for path, text in sorted(texts, key=lambda each: _natural(each[0])):
        if not changes_schema(text) or _is_undo(path):
            continue
        store = folders.setdefault(path.rpartition("/")[0], Store())
        if not apply_sql(store, text, "sql", path):
            unread.append(path)
    tables = [table for store in folders.values() for table in store.tables]
    return tuple(tables), tuple(unread)


def _natural(path: str) -> list[object]:
    """``2_b`` before ``10_a``."""
    parts = re.split(r"(\d+)", path)
    return [(0, int(each), "") if each.isdigit() else (1, 0, each) for each in parts]


def _is_undo(path: str) -> bool:
    """Whether a file takes a migration back."""
    name = path.rpartition("/")[2].lower()
    return bool(re.search(r"(?:^|[._-])(?:down|rollback|undo|revert)(?:[._-]|$)", name))


def apply_sql(store: Store, sql: str, reader: Reader, path: str) -> bool:
    """Do to a store what SQL says; whether all that changes tables could be read."""
    dialect = next((name for name, pattern in _DIALECTS if pattern.search(sql)), None)
    statements = _parsed(sql, dialect)
    if statements is None:
        return False
    whole = True
    for each in statements:
        if isinstance(each, exp.Command):
            whole = whole and not changes_schema(each.sql())
        elif each is not None:
            _apply(store, each, reader, path)
    return whole


def _parsed(sql: str, dialect: str | None) -> list[Any] | None:
    sql = _ENDINGS.sub(")", sql)
    for each in dict.fromkeys((dialect, None, "postgres", "sqlite", "mysql")):
        try:
            return list(sqlglot.parse(sql, read=each))
        except (SqlglotError, RecursionError, ValueError, AttributeError, TypeError):
            continue
    return None


def _apply(store: Store, statement: Any, reader: Reader, path: str) -> None:
    if isinstance(statement, exp.Create):
        _create(store, statement, reader, path)
    elif isinstance(statement, exp.Drop) and str(statement.args.get("kind")).upper() == "TABLE":
        for name in _dropped(statement):
            store.drop(name)
    elif isinstance(statement, exp.Alter):
        for action in statement.args.get("actions") or ():
            _alter(store, statement.this.name, action)


def _dropped(drop: Any) -> list[str]:
    """What a DROP names: newer versions of sqlglot keep a list, older ones a single one."""
    named = [drop.this] if drop.this is not None else drop.args.get("tables") or []
    return [each.name for each in named]


def _create(store: Store, statement: Any, reader: Reader, path: str) -> None:
    kind = str(statement.args.get("kind")).upper()
    if kind == "INDEX":
        _index(store, statement)
    elif kind == "TABLE" and isinstance(statement.this, exp.Schema):
        name = statement.this.this.name
        if statement.args.get("exists") and store.get(name) is not None:
            return
        columns: list[Column] = []
        keys: list[Key] = []
        for each in statement.this.expressions:
            if isinstance(each, exp.ColumnDef):
                column, own = _column(each)
                columns.append(column)
                keys.extend(own)
            else:
                keys.extend(_constraint(each))
        line = _line(statement)
        store.put(Table(name, reader, path, line, tuple(columns), tuple(keys)))


def _line(statement: Any) -> int:
    """The line of the name of a table, where sqlglot keeps it."""
    for each in statement.find_all(exp.Identifier):
        line = each.meta.get("line")
        return line if isinstance(line, int) else 1
    return 1


def _column(each: Any) -> tuple[Column, list[Key]]:
    name, nullable, default, keys = each.name, True, "", list[Key]()
    for constraint in each.args.get("constraints") or ():
        kind = constraint.kind
        if isinstance(kind, exp.NotNullColumnConstraint):
            nullable = bool(kind.args.get("allow_null"))
        elif isinstance(kind, exp.PrimaryKeyColumnConstraint):
            nullable = False
            keys.append(Key("primary", (name,)))
        elif isinstance(kind, exp.UniqueColumnConstraint):
            keys.append(Key("unique", (name,)))
        elif isinstance(kind, exp.DefaultColumnConstraint):
            default = kind.this.sql()
        elif isinstance(kind, exp.CheckColumnConstraint):
            keys.append(Key("check", (name,), kind.this.sql()))
        elif isinstance(kind, exp.Reference):
            keys.append(Key("foreign", (name,), _referred(kind)))
    shown = each.kind.sql() if each.kind else ""
    return Column(name, shown, nullable, default, each.this.meta.get("line") or 0), keys


def _referred(reference: Any) -> str:
    """``table.column`` of ``REFERENCES table (column)``."""
    target = reference.this
    if isinstance(target, exp.Schema):
        columns = ", ".join(f"{target.this.name}.{each.name}" for each in target.expressions)
        return columns or target.this.name
    return str(target.name)


def _constraint(each: Any, name: str = "") -> list[Key]:
    """The keys of a constraint of a table."""
    if isinstance(each, exp.Constraint):
        return [key for one in each.expressions for key in _constraint(one, each.name)]
    names = tuple(one.name for one in each.args.get("expressions") or ())
    if isinstance(each, exp.PrimaryKey):
        return [Key("primary", names, name=name)]
    if isinstance(each, exp.UniqueColumnConstraint):
        inner = each.this.expressions if isinstance(each.this, exp.Schema) else ()
        return [Key("unique", tuple(one.name for one in inner), name=name)]
    if isinstance(each, exp.ForeignKey):
        reference = each.args.get("reference")
        return [Key("foreign", names, _referred(reference) if reference else "", name)]
    if isinstance(each, exp.CheckColumnConstraint):
        return [Key("check", (), each.this.sql(), name)]
    return []


def _index(store: Store, statement: Any) -> None:
    index = statement.this
    table = index.args.get("table")
    parameters = index.args.get("params")
    columns = parameters.args.get("columns") if parameters is not None else None
    names = tuple(each.this.name for each in columns or ())
    if table is not None:
        kind = "unique" if statement.args.get("unique") else "index"
        store.add_key(table.name, Key(kind, names, name=index.name))  # type: ignore[arg-type]


def _alter(store: Store, table: str, action: Any) -> None:
    if isinstance(action, exp.ColumnDef):
        column, keys = _column(action)
        store.add_column(table, column, keys)
    elif isinstance(action, exp.Drop):
        for name in _dropped(action):
            store.drop_column(table, name)
    elif isinstance(action, exp.AlterRename):
        store.rename(table, action.this.name)
    elif isinstance(action, exp.RenameColumn):
        store.rename_column(table, action.this.name, action.args["to"].name)
    elif isinstance(action, exp.AlterColumn):
        _alter_column(store, table, action)
    elif isinstance(action, exp.AddConstraint):
        for each in action.expressions:
            for key in _constraint(each):
                store.add_key(table, key)
    else:
        for each in getattr(action, "expressions", ()):
            if isinstance(each, exp.ColumnDef):
                _alter(store, table, each)


def _alter_column(store: Store, table: str, action: Any) -> None:
    held = store.get(table)
    column = held.column(action.this.name) if held else None
    if column is None:
        return
    kind = action.args.get("dtype")
    if kind is not None:
        column = column._replace(type=kind.sql())
    if action.args.get("allow_null") is not None:
        column = column._replace(nullable=bool(action.args["allow_null"]))
    store.add_column(table, column)
