"""A whole project for one test: files, a plan, pytest runs on them, and what the runs left.

The fixture ``project`` (in ``tests/conftest.py``) hands out a ``Project``::

    def test_a_failing_test_is_seen_red(project: Project) -> None:
        project.plan(...)                          # PLAN.md
        project.file("tests/test_a.py", ...)
        result = project.run()                     # pytest --phase-plan=PLAN.md
        assert result.ret == 1
        assert " red=" in project.lock             # PLAN.lock
        assert project.status()["in_progress"] == "a"

Texts are dedented. Runs happen in this process and load no plugin but ours (20 to 40 ms
each); ``subprocess=True`` starts a fresh interpreter, ``plugins=("xdist.plugin",)`` loads more.
"""

from __future__ import annotations

import json
import subprocess
import sys
import warnings
from collections.abc import Iterable
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

IDENTITY = ("-c", "user.name=A Developer", "-c", "user.email=developer@example.invalid")


class Project:
    """A project in the folder of a pytester; the current directory is its root."""

    def __init__(self, pytester: pytest.Pytester) -> None:
        """Take the (empty) folder of a pytester as the project root."""
        self.pytester = pytester

    @property
    def root(self) -> Path:
        """The project root, absolute."""
        return self.pytester.path

    @property
    def lock_path(self) -> Path:
        """Where the lock of ``PLAN.md`` is, written or not."""
        return self.root / "PLAN.lock"

    @property
    def lock(self) -> str:
        """The text of the lock; empty where there is none."""
        return self.lock_path.read_text(encoding="utf-8") if self.lock_path.exists() else ""

    def plan(self, text: str) -> Path:
        """Write ``PLAN.md``."""
        return self.file("PLAN.md", text)

    def file(self, path: str, text: str) -> Path:
        """Write a file, relative to the root, with the folders above it."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(dedent(text.lstrip("\n")), encoding="utf-8", newline="\n")
        return target

    def run(
        self,
        *args: str,
        plan: bool = True,
        plugins: Iterable[str] = (),
        subprocess: bool = False,
        probe: bool = False,
    ) -> pytest.RunResult:
        """Run pytest with our plugin, and with ``--phase-plan=PLAN.md`` unless ``plan`` is False.

        No other plugin is loaded but those named in ``plugins``, by module. ``probe`` leaves
        ``phase_null_probe`` as it is: a child process for each run with a new red (0.5 s).
        """
        named = [word for name in ("pytest_phase.plugin", *plugins) for word in ("-p", name)]
        named += [] if probe else ["-ophase_null_probe=false"]
        words = [*named, *(["--phase-plan=PLAN.md"] if plan else []), *args]
        if subprocess:
            return self.pytester.runpytest_subprocess(*words, timeout=120)
        with warnings.catch_warnings():
            # This suite's "warnings are errors" is no matter of the project; our own still are.
            warnings.resetwarnings()
            warnings.filterwarnings("error", module=r"pytest_phase\b")
            return self.pytester.runpytest_inprocess(*words)

    def status(self, *args: str) -> dict[str, Any]:
        """The document that ``--phase-status=json`` prints; stdout has to hold nothing else."""
        result = self.run("--phase-status=json", *args)
        assert result.ret == 0, f"exit {result.ret}: {result.stderr.str()}"
        return _document(result.stdout.str())

    def report(self, *args: str) -> dict[str, Any]:
        """Run the tests, and return the document that ``--phase-report`` writes."""
        target = self.root / ".report.json"
        self.run(f"--phase-report={target}", *args)
        return _document(target.read_text(encoding="utf-8"))

    def command(self, *args: str) -> pytest.RunResult:
        """Run the console script in a fresh interpreter: ``python -m pytest_phase ARGS``."""
        return self.pytester.run(sys.executable, "-m", "pytest_phase", *args, timeout=120)

    def git(self, *args: str) -> str:
        """Run git in the root under a fixed identity, and return what it printed."""
        done = subprocess.run(
            ["git", *IDENTITY, *args],
            cwd=self.root,
            check=True,
            capture_output=True,
            encoding="utf-8",
            stdin=subprocess.DEVNULL,
        )
        return done.stdout.strip()

    def commit(self, message: str = "A step") -> str:
        """Commit everything there is (``git init`` first where needed), and return the commit."""
        if not (self.root / ".git").exists():
            self.git("init", "--quiet", "--initial-branch=main")
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", f"--message={message}")
        return self.git("rev-parse", "HEAD")


def _document(text: str) -> dict[str, Any]:
    """A JSON document that is an object."""
    document = json.loads(text)
    assert isinstance(document, dict)
    return document
