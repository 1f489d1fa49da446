"""Processes that save one lock: killed, and at once. The scripts are run with more by hand."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parents[1] / "benchmarks"

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the scripts fork")


def run(script: str, *words: str) -> str:
    """What a script prints; its failure is the test's."""
    done = subprocess.run(
        [sys.executable, str(SCRIPTS / script), *words], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_killed_while_saving() -> None:
    """Killed at any moment of an update, the lock is the old one or the new one, and reads."""
    assert run("kill.py", "--times", "20", "--seed", "7").startswith("20 kills, ")


def test_saved_at_once() -> None:
    """What eight processes save at once is all there."""
    out = run("together.py", "--processes", "8", "--rounds", "3")
    assert out.startswith("24 tests by 8 processes, none lost")
