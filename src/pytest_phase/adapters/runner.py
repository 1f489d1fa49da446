"""A child pytest: started, watched, and ended where it takes too long; none of it is shown."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple, Protocol

FOREIGN = ("PYTEST_", "COV_CORE_", "COVERAGE_PROCESS_", "GITHUB_STEP_SUMMARY")
"""Variables of the run around it that a child must not take for its own."""

# Made for whole sessions, where a child is a part of one.
_KEPT = frozenset({"PYTEST_DISABLE_PLUGIN_AUTOLOAD", "PYTEST_PLUGINS"})


class Child(NamedTuple):
    """What came of a child: its exit code (None: it was ended), its output, and its report.

    ``report`` is the document of ``--phase-report`` (design 3.3), None where it wrote none.
    """

    code: int | None
    output: str
    report: dict[str, Any] | None


class Process(Protocol):
    """A child, as ``subprocess.Popen`` shows it."""

    @property
    def pid(self) -> int:
        """Its number, which is that of its group too."""

    @property
    def returncode(self) -> int | None:
        """How it ended, as far as anybody looked."""

    def poll(self) -> int | None:
        """How it ended; None while it runs."""

    def kill(self) -> None:
        """End it."""

    def communicate(self) -> object:
        """Wait until it ended."""


def run_pytest(
    arguments: Sequence[str],
    *,
    folder: Path,
    report: Path,
    limit: float,
    environment: Mapping[str, str] | None = None,
) -> Child:
    """Run ``python -m pytest ARGUMENTS --phase-report=REPORT`` in ``folder``.

    ``limit`` is in seconds; who takes longer is ended, with all it started. ``environment``
    is added to this process's own, without what belongs to the run around it. Raises OSError
    where no process can be started.
    """
    command = [sys.executable, "-m", "pytest", *arguments, f"--phase-report={report}"]
    process = subprocess.Popen(
        command,
        cwd=folder,
        env={**inherited(os.environ), **(environment or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    code: int | None = None
    output = b""
    try:
        output, _ = process.communicate(timeout=limit)
        code = process.returncode
    except subprocess.TimeoutExpired:
        pass
    finally:
        end(process)
    return Child(code, output.decode(errors="replace"), _document(report))


def inherited(environment: Mapping[str, str]) -> dict[str, str]:
    """The variables of this process that a child may have too."""
    return {
        name: value
        for name, value in environment.items()
        if name in _KEPT or not name.startswith(FOREIGN)
    }


def start(
    command: Sequence[str], *, folder: Path, environment: Mapping[str, str], output: Path
) -> subprocess.Popen[bytes]:
    """Start a process that leads a group of its own; all it says goes to the file ``output``.

    Whoever starts it waits for it, and calls ``end``. Raises OSError.
    """
    with output.open("wb") as file:
        return subprocess.Popen(
            command,
            cwd=folder,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def end(process: Process) -> None:
    """End a child that still runs, and what it started (it leads a group of its own)."""
    if process.poll() is not None:
        return
    with suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.communicate()


def _document(path: Path) -> dict[str, Any] | None:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None
