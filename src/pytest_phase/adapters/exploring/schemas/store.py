"""The tables of a database while its history is replayed."""

from __future__ import annotations

from collections.abc import Iterable

from pytest_phase.core.inventory.schema import Column, Key, Table


class Store:
    """Tables by name, case folded. What is done to a table that is not there is passed over."""

    def __init__(self) -> None:
        self._tables: dict[str, Table] = {}

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables that are there now, by name."""
        return tuple(sorted(self._tables.values(), key=lambda each: each.name))

    def get(self, name: str) -> Table | None:
        """A table by name."""
        return self._tables.get(bare(name))

    def put(self, table: Table) -> None:
        """Create a table, or put another in its place."""
        self._tables[bare(table.name)] = table

    def drop(self, name: str) -> None:
        """Drop a table."""
        self._tables.pop(bare(name), None)

    def rename(self, old: str, new: str) -> None:
        """Give a table another name; foreign keys follow."""
        table = self._tables.pop(bare(old), None)
        if table is not None:
            self.put(table._replace(name=new))
        for name, each in self._tables.items():
            keys = tuple(_retarget(key, bare(old), new) for key in each.keys)
            self._tables[name] = each._replace(keys=keys)

    def add_column(self, name: str, column: Column, keys: Iterable[Key] = ()) -> None:
        """Add a column, or change the one of this name."""
        table = self.get(name)
        if table is None:
            return
        columns = [each for each in table.columns if each.name != column.name]
        at = next((i for i, each in enumerate(table.columns) if each.name == column.name), None)
        columns.insert(len(columns) if at is None else at, column)
        self.put(table._replace(columns=tuple(columns), keys=(*table.keys, *keys)))

    def drop_column(self, name: str, column: str) -> None:
        """Drop a column, with the keys that it is in."""
        table = self.get(name)
        if table is None:
            return
        kept = tuple(each for each in table.columns if each.name != column)
        keys = tuple(each for each in table.keys if column not in each.columns)
        self.put(table._replace(columns=kept, keys=keys))

    def rename_column(self, name: str, old: str, new: str) -> None:
        """Give a column another name, in keys too."""
        table = self.get(name)
        if table is None:
            return
        columns = tuple(
            each._replace(name=new) if each.name == old else each for each in table.columns
        )
        keys = tuple(
            key._replace(columns=tuple(new if each == old else each for each in key.columns))
            for key in table.keys
        )
        self.put(table._replace(columns=columns, keys=keys))

    def add_key(self, name: str, key: Key) -> None:
        """Add a key or constraint."""
        table = self.get(name)
        if table is not None:
            self.put(table._replace(keys=(*table.keys, key)))

    def drop_key(self, name: str, called: str) -> None:
        """Drop a key or constraint by its name."""
        table = self.get(name)
        if table is not None:
            keys = tuple(each for each in table.keys if not called or each.name != called)
            self.put(table._replace(keys=keys))

    def doubt(self, name: str, reason: str) -> None:
        """Say why a table can be other than it is listed."""
        table = self.get(name)
        if table is not None and reason not in table.unknowable:
            self.put(table._replace(unknowable=(*table.unknowable, reason)))


def bare(name: str) -> str:
    """A table's name without its schema, case folded."""
    return name.rpartition(".")[2].casefold()


def _retarget(key: Key, old: str, new: str) -> Key:
    table, dot, column = key.target.rpartition(".")
    if key.kind != "foreign" or bare(table or key.target) != old:
        return key
    return key._replace(target=f"{new}.{column}" if dot else new)
