"""``pytest-phase schema``: the JSON Schema of the report."""

from __future__ import annotations

import argparse
import json

NAME = "schema"
SUMMARY = "print the JSON Schema of --phase-status=json and --phase-report"
DETAILS = ""


def arguments(parser: argparse.ArgumentParser) -> None:
    """It takes none."""


def run(options: argparse.Namespace) -> int:
    """Print the schema."""
    from pytest_phase.reporting import document  # imports pydantic

    print(json.dumps(document.schema(), indent=2, ensure_ascii=False))
    return 0
