"""Tables that Alembic's migrations leave: ``upgrade()`` of each revision, replayed in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from pytest_phase.adapters.exploring.facts import Facts
from pytest_phase.adapters.exploring.schemas.columns import (
    COLUMNS,
    column_of,
    table_parts,
)
from pytest_phase.adapters.exploring.schemas.ddl import apply_sql, changes_schema
from pytest_phase.adapters.exploring.schemas.store import Store
from pytest_phase.adapters.exploring.sketches import MAYBE
from pytest_phase.adapters.exploring.values import (
    Call,
    Text,
    name_of,
    spell,
    text_of,
    texts_of,
)
from pytest_phase.core.inventory.schema import Key, KeyKind, Table

BATCH = "batch_alter_table"


def alembic_tables(facts: Iterable[Facts]) -> tuple[tuple[Table, ...], tuple[str, ...]]:
    """The tables after all revisions, and the steps that only running them can tell.

    Each folder of revisions is a history of its own.
    """
    folders: dict[str, list[Facts]] = {}
    for each in facts:
        if _text(each, "revision") and each.upgrade:
            folders.setdefault(each.path.rpartition("/")[0], []).append(each)
    tables: list[Table] = []
    unknown: list[str] = []
    for revisions in folders.values():
        replay = _Replay()
        for each in in_order(revisions):
            replay.revision(each)
        tables.extend(replay.store.tables)
        unknown.extend(replay.unknown)
    return tuple(tables), tuple(unknown)


def _text(facts: Facts, name: str) -> str:
    part = next((each for each in facts.assigned if each.name == name), None)
    return text_of(part.value) if part else ""


def in_order(revisions: Iterable[Facts]) -> list[Facts]:
    """The revisions, each after those that it goes down to."""
    by_id = {_text(each, "revision"): each for each in revisions}
    done: list[str] = []
    for start in by_id:
        waiting = [start]
        while waiting:
            below = [
                each
                for each in _below(by_id[waiting[-1]])
                if each in by_id and each not in done and each not in waiting
            ]
            if below:
                waiting.append(below[0])
            elif (name := waiting.pop()) not in done:
                done.append(name)
    return [by_id[each] for each in done]


def _below(facts: Facts) -> tuple[str, ...]:
    part = next((each for each in facts.assigned if each.name == "down_revision"), None)
    value = part.value if part else None
    return (value,) if isinstance(value, str) else texts_of(value)


class _Replay:
    """Does what a revision's calls say to a store of tables."""

    def __init__(self) -> None:
        self.store = Store()
        self.unknown: list[str] = []
        self._path = ""

    def revision(self, facts: Facts) -> None:
        """Replay one ``upgrade()``."""
        self._path = facts.path
        for each in facts.upgrade:
            call = each._replace(name=each.name.removeprefix(MAYBE))
            if call.last in ("execute", "exec_driver_sql"):
                self._execute(call)
            elif ".op." in f".{call.name}" and call.last in _STEPS:
                self._step(_plain(call), maybe=call.name != each.name)

    def _step(self, call: Call, *, maybe: bool) -> None:
        position = 1 if call.last in NAMED_FIRST else 0
        word = "source_table" if call.last == "create_foreign_key" else "table_name"
        table = text_of(call.get(word, position))
        if call.last == "rename_table":
            table = text_of(call.get("old_table_name", 0))
        if not table:
            self._say(call, f"{call.last} on a table that is named when it runs")
        elif not _STEPS[call.last](self.store, call, table, self._path):
            self._say(call, f"{call.last} of {table} with what is known when it runs")
        elif maybe:
            self.store.doubt(table, f"{self._path}:{call.line} does so under a condition")

    def _say(self, call: Call, what: str) -> None:
        self.unknown.append(f"{self._path}:{call.line} {what}")

    def _execute(self, call: Call) -> None:
        """SQL in a migration: read where it is text, and named where it only becomes text."""
        sql = call.args[0] if call.args else None
        while isinstance(sql, Call) and sql.args:  # sa.text("...")
            sql = sql.args[0]
        if isinstance(sql, str):
            if changes_schema(sql) and not apply_sql(self.store, sql, "alembic", self._path):
                self._say(call, "runs SQL that could not be read")
        elif changes_schema(sql.text if isinstance(sql, Text) else name_of(sql)):
            self._say(call, "runs SQL that is put together when it runs")


def _plain(call: Call) -> Call:
    """A step of a batch as the operation it stands for, with the table where that has it."""
    if f".{BATCH}." not in call.name:
        return call
    opened, *args = call.args
    at = 1 if call.last in NAMED_FIRST else 0
    return call._replace(args=(*args[:at], opened.get("table_name", 0), *args[at:]))


# The steps: each says whether all that it was given could be read.


def _create_table(store: Store, call: Call, table: str, path: str) -> bool:
    columns, keys, whole = table_parts(call.args[1:])
    doubt = () if whole else ("some of its arguments are no columns",)
    store.put(Table(table, "alembic", path, call.line, columns, keys, unknowable=doubt))
    return True


def _drop_table(store: Store, call: Call, table: str, path: str) -> bool:
    store.drop(table)
    return True


def _rename_table(store: Store, call: Call, table: str, path: str) -> bool:
    new = text_of(call.get("new_table_name", 1))
    store.rename(table, new)
    return bool(new)


def _add_column(store: Store, call: Call, table: str, path: str) -> bool:
    column = call.get("column", 1)
    made = column_of(column) if isinstance(column, Call) and column.last in COLUMNS else None
    if made is None:
        return False
    store.add_column(table, *made)
    return True


def _drop_column(store: Store, call: Call, table: str, path: str) -> bool:
    name = text_of(call.get("column_name", 1))
    store.drop_column(table, name)
    return bool(name)


def _alter_column(store: Store, call: Call, table: str, path: str) -> bool:
    given = call.given
    name = text_of(call.get("column_name", 1))
    held = store.get(table)
    column = held.column(name) if held else None
    if column is None:
        return bool(name)
    if given.get("type_") is not None:
        column = column._replace(type=spell(given["type_"]))
    if isinstance(given.get("nullable"), bool):
        column = column._replace(nullable=given["nullable"])
    if "server_default" in given:
        default = given["server_default"]
        column = column._replace(default="" if default in (None, False) else spell(default))
    store.add_column(table, column)
    new = text_of(given.get("new_column_name") or given.get("name"))
    if new:
        store.rename_column(table, column.name, new)
    return True


def _create_key(store: Store, call: Call, table: str, path: str) -> bool:
    kind = _KINDS[call.last]
    name = text_of(call.get("index_name" if "index" in call.last else "constraint_name", 0))
    if kind == "index" and call.given.get("unique") is True:
        kind = "unique"
    columns = call.get("columns", 2)
    key = Key(kind, texts_of(columns), name=name)
    if kind == "check":
        key = Key(kind, (), spell(call.get("condition", 2)), name)
    store.add_key(table, key)
    return kind == "check" or isinstance(columns, list)


def _create_foreign_key(store: Store, call: Call, table: str, path: str) -> bool:
    referent = text_of(call.get("referent_table", 2))
    local, remote = texts_of(call.get("local_cols", 3)), texts_of(call.get("remote_cols", 4))
    target = ", ".join(f"{referent}.{each}" for each in remote)
    store.add_key(table, Key("foreign", local, target, text_of(call.get("constraint_name", 0))))
    return bool(referent)


def _drop_key(store: Store, call: Call, table: str, path: str) -> bool:
    name = text_of(call.get("index_name" if "index" in call.last else "constraint_name", 0))
    store.drop_key(table, name)
    return bool(name)


_KINDS: dict[str, KeyKind] = {
    "create_unique_constraint": "unique",
    "create_primary_key": "primary",
    "create_check_constraint": "check",
    "create_index": "index",
}

_STEPS: dict[str, Callable[[Store, Call, str, str], bool]] = {
    "create_table": _create_table,
    "drop_table": _drop_table,
    "rename_table": _rename_table,
    "add_column": _add_column,
    "drop_column": _drop_column,
    "alter_column": _alter_column,
    "create_foreign_key": _create_foreign_key,
    "drop_constraint": _drop_key,
    "drop_index": _drop_key,
    **dict.fromkeys(_KINDS, _create_key),
}

NAMED_FIRST = (*_KINDS, "create_foreign_key", "drop_constraint", "drop_index")
"""Operations whose first argument is a name of their own; the table comes second."""
