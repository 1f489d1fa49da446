"""Small projects explored: files in, what is read of them out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pytest_phase.adapters.exploring.explore import Ground, explore
from pytest_phase.core.inventory.schema import Schema, Table
from pytest_phase.core.inventory.whole import Inventory
from tests.trees import plant


def explored(root: Path, files: Mapping[str, str], **told: Any) -> Inventory:
    """The inventory of a project with these files."""
    return explore(Ground(plant(root, files), **told))


def schema(root: Path, files: Mapping[str, str]) -> Schema:
    """The schema of a project with these files."""
    return explored(root, files).schema


def tables(root: Path, files: Mapping[str, str]) -> tuple[Table, ...]:
    """The tables of a project with these files."""
    return schema(root, files).tables
