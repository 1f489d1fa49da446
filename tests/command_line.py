"""The console script inside this process: words in, exit code and both streams out."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from pytest_phase.cli import main


class Said(NamedTuple):
    """What a command left."""

    code: int
    out: str
    err: str


class CommandLine:
    """Runs ``pytest-phase`` in the current folder; ``shell("lint", "PLAN.md").code``."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Take what both streams go to."""
        self._capsys = capsys

    def __call__(self, *words: str) -> Said:
        """Run one command."""
        self._capsys.readouterr()
        try:
            code = main(words)
        except SystemExit as leaving:  # argparse leaves by itself
            code = int(leaving.code or 0)
        return Said(code, *self._capsys.readouterr())
