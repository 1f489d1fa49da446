"""``pytest-phase schema``."""

from __future__ import annotations

import json

from pytest_phase.reporting.document import schema
from tests.command_line import CommandLine


def test_the_schema_alone(shell: CommandLine) -> None:
    """On stdout is the JSON Schema of the report, and nothing else."""
    said = shell("schema")
    assert (said.code, said.err) == (0, "")
    assert json.loads(said.out) == schema()
