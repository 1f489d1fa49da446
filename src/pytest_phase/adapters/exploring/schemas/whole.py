"""The schema of a project: what all readers find, and what only running it can tell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pytest_phase.adapters.exploring.facts import Facts
from pytest_phase.adapters.exploring.schemas.alembic import alembic_tables
from pytest_phase.adapters.exploring.schemas.classes import Classes
from pytest_phase.adapters.exploring.schemas.ddl import sql_files
from pytest_phase.adapters.exploring.schemas.django_apps import Apps
from pytest_phase.adapters.exploring.schemas.django_migrations import django_migration_tables
from pytest_phase.adapters.exploring.schemas.django_models import django_model_tables
from pytest_phase.adapters.exploring.schemas.records import records
from pytest_phase.adapters.exploring.schemas.sqlalchemy import sqlalchemy_tables
from pytest_phase.core.inventory.schema import Schema


def read_schema(facts: Sequence[Facts], sql: Iterable[tuple[str, str]]) -> Schema:
    """Tables and records from the facts of source files and the texts of SQL files."""
    classes = Classes(facts)
    apps = Apps(facts, classes)
    migrated, unsure = django_migration_tables(classes, apps)
    revised, unclear = alembic_tables(facts)
    written, unread = sql_files(sql)
    return Schema(
        (
            *sqlalchemy_tables(facts, classes),
            *django_model_tables(classes, apps),
            *revised,
            *migrated,
            *written,
        ),
        tuple(records(facts, classes)),
        (*unclear, *unsure, *(f"{path} has SQL that could not be read" for path in unread)),
    )
