"""What a document says of code by name."""

from __future__ import annotations

from textwrap import dedent

import pytest

from pytest_phase.formats.plan_markdown.sql_claims import tables_named


def named(sql: str) -> list[tuple[str, int, bool]]:
    """The tables of a sample, with their lines, and whether it makes them."""
    return [tuple(each) for each in tables_named(dedent(sql))]  # type: ignore[misc]


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("SELECT a FROM users u JOIN public.teams t ON t.id = u.t", ["users", "teams"]),
        ("INSERT INTO logs (a) VALUES (1)", ["logs"]),
        ("UPDATE users SET a = 1", ["users"]),
        ("DELETE FROM users", ["users"]),
        ("ALTER TABLE users ADD COLUMN x int", ["users"]),
        ('SELECT 1 FROM "users", `teams`', ["users", "teams"]),
        ("SELECT extract(year FROM made) FROM users", ["users"]),
        ("SELECT 1 FROM (SELECT 2 FROM users) x", ["users"]),
        ("-- taken from memory\nSELECT 'from here'", []),
        ("WITH late AS (SELECT 1 FROM users) SELECT * FROM late", ["users"]),
        ("SELECT * FROM generate_series(1, 2)", []),
    ],
)
def test_tables_that_a_sample_reads_or_writes(sql: str, found: list[str]) -> None:
    """By the words before them; not what the sample names itself, nor calls."""
    assert [name for name, _, _ in named(sql)] == found


def test_tables_that_a_sample_makes() -> None:
    """They are new: nobody has to have them yet."""
    assert named("CREATE TABLE IF NOT EXISTS late (id int);\nSELECT 1 FROM users") == [
        ("late", 1, True),
        ("users", 2, False),
    ]
