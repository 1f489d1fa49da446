"""Tables that Alembic's revisions leave, replayed without running them."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("griffe")

from pytest_phase.core.inventory.schema import Key
from tests.explored import schema

FIRST = """
import sqlalchemy as sa
from alembic import op
revision = "a1"
down_revision = None
def upgrade():
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(50), nullable=True),
        sa.Column("old", sa.Text()),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table("gone", sa.Column("id", sa.Integer()))
def downgrade():
    op.drop_table("users")
"""


def replayed(tmp_path: Path, upgrade: str) -> dict[str, object]:
    """The tables, and what cannot be known, after a second revision with this body."""
    body = "\n    ".join(upgrade.strip().split("\n"))
    second = (
        "import sqlalchemy as sa\nfrom alembic import op\n"
        f"revision = 'b2'\ndown_revision = 'a1'\ndef upgrade():\n    {body}\n"
    )
    found = schema(tmp_path, {"versions/z_first.py": FIRST, "versions/a_second.py": second})
    return {"unknowable": found.unknowable, **{each.name: each for each in found.tables}}


def names(table: object) -> list[str]:
    """The names of a table's columns."""
    return [each.name for each in table.columns]  # type: ignore[attr-defined]


def test_revisions_follow_each_other_by_their_ids(tmp_path: Path) -> None:
    """The order of the files says nothing; what is dropped is gone."""
    found = replayed(
        tmp_path,
        "op.add_column('users', sa.Column('mail', sa.String()))\n"
        "op.drop_column('users', 'old')\nop.drop_table('gone')",
    )
    assert names(found["users"]) == ["id", "name", "mail"]
    assert "gone" not in found


def test_columns_and_tables_are_renamed_and_changed(tmp_path: Path) -> None:
    """A column keeps its place under its new name; types and null follow ``alter_column``."""
    found = replayed(
        tmp_path,
        "op.alter_column('users', 'name', new_column_name='label', type_=sa.Text(), "
        "nullable=False)\nop.rename_table('users', 'people')",
    )
    (column,) = (each for each in found["people"].columns if each.name == "label")  # type: ignore[attr-defined]
    assert (column.type, column.nullable) == ("Text()", False)


def test_steps_of_a_batch(tmp_path: Path) -> None:
    """What stands in ``with op.batch_alter_table(...)`` is done to that table."""
    found = replayed(
        tmp_path,
        "with op.batch_alter_table('users') as batch:\n"
        "    batch.add_column(sa.Column('team', sa.Integer()))\n"
        "    batch.create_foreign_key('fk', 'teams', ['team'], ['id'])\n"
        "    batch.create_unique_constraint('uq', ['name'])\n"
        "    batch.drop_column('old')",
    )
    users = found["users"]
    assert names(users) == ["id", "name", "team"]
    assert users.keys == (  # type: ignore[attr-defined]
        Key("primary", ("id",)),
        Key("foreign", ("team",), "teams.id", "fk"),
        Key("unique", ("name",), name="uq"),
    )


def test_sql_that_is_text_is_read(tmp_path: Path) -> None:
    """``op.execute`` with DDL does what it says; data is passed over."""
    found = replayed(
        tmp_path,
        "op.execute('ALTER TABLE users ADD COLUMN age INTEGER')\n"
        "op.execute(sa.text('CREATE TABLE tags (id INTEGER PRIMARY KEY)'))\n"
        "op.execute('UPDATE users SET age = 1')",
    )
    assert names(found["users"])[-1] == "age"
    assert names(found["tags"]) == ["id"]
    assert found["unknowable"] == ()


def test_what_only_running_it_can_tell_is_said(tmp_path: Path) -> None:
    """SQL that is put together, tables that a loop names: named with file and line."""
    found = replayed(
        tmp_path,
        "op.execute(f'ALTER TABLE {x} ADD COLUMN age INTEGER')\n"
        "for name in find():\n    op.add_column(name, sa.Column('x', sa.Integer()))",
    )
    assert found["unknowable"] == (
        "versions/a_second.py:6 runs SQL that is put together when it runs",
        "versions/a_second.py:8 add_column on a table that is named when it runs",
    )


def test_a_step_under_a_condition_makes_the_table_uncertain(tmp_path: Path) -> None:
    """It is done, and said: most such conditions ask whether it was done before."""
    found = replayed(
        tmp_path, "if missing:\n    op.add_column('users', sa.Column('x', sa.Integer()))"
    )
    assert names(found["users"])[-1] == "x"
    assert found["users"].unknowable == (  # type: ignore[attr-defined]
        "versions/a_second.py:7 does so under a condition",
    )


def test_functions_of_the_same_file_are_followed(tmp_path: Path) -> None:
    """``upgrade`` may leave its work to others."""
    text = """
    from alembic import op
    import sqlalchemy as sa
    revision = "a1"
    def upgrade():
        make("x")
    def make(name):
        op.create_table("tags", sa.Column("id", sa.Integer()))
    """
    (table,) = schema(tmp_path, {"versions/one.py": text}).tables
    assert table.name == "tags"
