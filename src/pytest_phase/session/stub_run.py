"""The plugin of the child that runs a characterization: the code of its component does nothing.

Loaded before any ``conftest.py`` (``-p``), so that what those import is stubbed too.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from pytest_phase.adapters.nothing.stubs import Stubbing, Switch
from pytest_phase.session import NULL_STUBS

_STARTING = frozenset(
    {"subprocess.Popen", "os.system", "os.posix_spawn", "os.spawn", "os.exec", "os.fork"}
)
"""What Python says before it starts a process: there the code is as it was."""


class StubRun:
    """Switches the stubs on while a test runs; a pass that they had no part in says nothing."""

    def __init__(self, paths: list[Path]) -> None:
        self._switch = Switch()
        self._stubbing = Stubbing(paths, self._switch)
        self._started = 0
        self._beside = False
        sys.meta_path.insert(0, self._stubbing)
        sys.addaudithook(self._heard)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self) -> Generator[None, Any, Any]:
        """Called for each test: its fixtures meet the stubs too."""
        self._switch.on = True
        try:
            return (yield)
        finally:
            self._switch.on = False

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_setup(self) -> Generator[None, None, None]:
        """Called before each test: a process of a fixture may serve the tests after it too."""
        before = self._started
        yield
        self._beside = self._beside or self._started > before

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_call(self) -> Generator[None, None, None]:
        """Called for each test: whoever passes beside the stubs is skipped."""
        before = self._started
        yield
        beside = self._beside or self._started > before
        if beside or not self._stubbing.found or self._stubbing.missed():
            pytest.skip("there was other code than what is stubbed")

    def _heard(self, event: str, arguments: object) -> None:
        self._started += event in _STARTING


def _listed() -> list[Path]:
    listed = Path(os.environ[NULL_STUBS]).read_bytes().decode("utf-8", "surrogatepass")
    return [Path(each) for each in listed.split("\n")]


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Called before any ``conftest.py`` is imported."""
    early_config.pluginmanager.register(StubRun(_listed()), "phase-stub-run")
