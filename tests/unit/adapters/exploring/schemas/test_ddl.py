"""Tables from SQL files."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("sqlglot")

from pytest_phase.core.inventory.schema import Column, Key
from tests.explored import schema, tables


def test_a_table_with_its_columns_and_keys(tmp_path: Path) -> None:
    """Types as they are written, null, defaults, keys of columns and of the table."""
    (table,) = tables(
        tmp_path,
        {
            "schema.sql": """\
            CREATE TABLE customers (
                id INTEGER PRIMARY KEY,
                email VARCHAR(50) NOT NULL UNIQUE,
                team_id INT REFERENCES teams (id),
                state TEXT DEFAULT 'new',
                CONSTRAINT once UNIQUE (email, state),
                CHECK (id > 0)
            );
            CREATE UNIQUE INDEX by_state ON customers (state);
            """
        },
    )
    assert (table.name, table.reader, table.path, table.line) == (
        *("customers", "sql", "schema.sql", 1),
    )
    assert [each[:4] for each in table.columns] == [
        Column("id", "INT", False)[:4],
        Column("email", "VARCHAR(50)", False)[:4],
        Column("team_id", "INT", True)[:4],
        Column("state", "TEXT", True, "'new'")[:4],
    ]
    assert table.keys == (
        Key("primary", ("id",)),
        Key("unique", ("email",)),
        Key("foreign", ("team_id",), "teams.id"),
        Key("unique", ("email", "state"), name="once"),
        Key("check", (), "id > 0"),
        Key("unique", ("state",), name="by_state"),
    )


def test_files_of_a_folder_are_one_history(tmp_path: Path) -> None:
    """By the numbers in their names; files that take a migration back are no part of it."""
    found = tables(
        tmp_path,
        {
            "db/10_more.sql": "ALTER TABLE users ADD COLUMN age INT; DROP TABLE gone;",
            "db/2_rename.sql": "ALTER TABLE users RENAME COLUMN name TO label;",
            "db/1_start.sql": "CREATE TABLE users (id INT, name TEXT); CREATE TABLE gone (id INT);",
            "db/10_more.down.sql": "DROP TABLE users;",
        },
    )
    assert [(each.name, [c.name for c in each.columns]) for each in found] == [
        ("users", ["id", "label", "age"])
    ]


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TABLE t (id BIGSERIAL PRIMARY KEY, body JSONB NOT NULL)",
        "CREATE TABLE `t` (`id` INT AUTO_INCREMENT PRIMARY KEY, `body` TEXT) ENGINE=InnoDB",
        "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT) WITHOUT ROWID",
    ],
)
def test_dialects_are_told_by_what_only_they_write(tmp_path: Path, sql: str) -> None:
    """PostgreSQL, MySQL and SQLite each have words of their own."""
    (table,) = tables(tmp_path, {"schema.sql": sql})
    assert [each.name for each in table.columns] == ["id", "body"]


def test_sql_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """A file that no dialect understands is no reason to stop."""
    found = schema(tmp_path, {"a.sql": "CREATE TABLE ((( nonsense"})
    assert found.tables == ()
    assert found.unknowable == ("a.sql has SQL that could not be read",)
