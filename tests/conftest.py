"""What every test stands on: a neutral environment, repeatable Hypothesis, and ``project``."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.project import Project

settings.register_profile("suite", derandomize=True, deadline=None, database=None)
settings.register_profile("thorough", max_examples=2_000, deadline=None, print_blob=True)
settings.load_profile("suite")  # ``--hypothesis-profile=thorough`` looks further, at random

FOREIGN = ("GIT_", "GITHUB_", "RUNNER_", "LC_", "COVERAGE_", "PYTEST_XDIST_")
"""Prefixes of variables that come from the machine, the CI job, or the run around this one."""

NAMES = (
    *("CI", "BUILD_NUMBER", "NO_COLOR", "FORCE_COLOR", "PY_COLORS", "LANG", "LANGUAGE"),
    *("PYTEST_ADDOPTS", "PYTEST_PLUGINS", "PYTEST_THEME", "PYTHONPATH", "PYTHONWARNINGS"),
)

HEAVY = ("filelock", "git", "markdown_it", "pydantic", "tomli_w")
"""Imported once: a nested run forgets what it imported, and would pay for each again."""

OURS = (
    "pytest_phase.session.answers",
    "pytest_phase.reporting.document",
    "pytest_phase.reporting.markdown",
    "pytest_phase.reporting.mermaid",
)
"""What a run imports of ours, with all that it imports: pytest rewrites the assertions of a
plugin's package, and would compile it anew, without bytecode, in each nested run (0.2 s)."""


@pytest.fixture(scope="session", autouse=True)
def neutral_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The same environment on every machine: no CI, no user, no git identity, one locale.

    Set for the whole run at once; a test that needs a variable sets it with ``monkeypatch``.
    ``COVERAGE_`` goes too: xdist's workers are measured, the processes tests start are not.
    """
    home = tmp_path_factory.mktemp("home")
    fixed = {
        "HOME": str(home),
        "USERPROFILE": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_CEILING_DIRECTORIES": str(tmp_path_factory.getbasetemp()),
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "COLUMNS": "100",
        "LINES": "40",
    }
    for name in (*HEAVY, *OURS):  # before any nested run looks at what is imported
        importlib.import_module(name)
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name in NAMES or name.startswith(FOREIGN):
                patch.delenv(name)
        for name, value in fixed.items():
            patch.setenv(name, value)
        yield


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Project:
    """An empty project to write files and a plan into, and to run pytest on.

    Plugins are not loaded on their own: with Hypothesis among them a nested run takes a
    second. No bytecode is written: a file edited twice in one second may keep its size and
    its time stamp, and the old bytecode would be taken for it.
    """
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    return Project(pytester)
