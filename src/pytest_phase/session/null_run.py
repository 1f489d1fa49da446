"""The plugin of the child: provides what is missing, and runs the tests that were asked for.

Registered by ``session.begin`` in a run that records nothing and was told of tests.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Generator
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from pytest_phase.adapters.failure import FailureReader
from pytest_phase.adapters.nothing.callers import Callers
from pytest_phase.adapters.nothing.importer import install
from pytest_phase.core.evidence import file_of
from pytest_phase.session import NULL_STUBS, NULL_TESTS
from pytest_phase.session.null_probe import OUTSIDE
from pytest_phase.usecases.project import Project

LIMIT = 5.0
"""Seconds for one test: it may wait for what never comes, and the others must not."""

if os.environ.get(OUTSIDE):
    with suppress(ValueError):
        sys.path.remove(str(Path.cwd()))


def pytest_sessionstart(session: pytest.Session) -> None:
    """Called before anything is collected."""
    controller: Any = session.config.pluginmanager.get_plugin("phase-controller")
    if NULL_STUBS not in os.environ:
        provide(controller.project, sorted({file_of(test) for test in _wanted()}))


def provide(project: Project, files: list[str]) -> None:
    """Provide what is missing in a project; ``files`` are the test files that will run."""
    root = project.settings.root
    reader = FailureReader(root, project.plan, project.tests)
    own = {"test": True, "conftest": True, "project": False}
    install(
        Callers(lambda file: own.get(reader.side(file))),
        lambda error: reader.read(error, "collect").belongs,
        [str(root / file) for file in files],
    )


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Called with everything collected: only the tests that were asked for run."""
    tagger = config.pluginmanager.get_plugin("phase-tagger")
    if tagger is not None:
        wanted = _wanted()
        items[:] = [each for each in items if tagger.collected.test(each.nodeid) in wanted]
    for each in items:
        each.repr_failure = _briefly  # type: ignore[method-assign]


def _briefly(excinfo: pytest.ExceptionInfo[BaseException], style: object = None) -> str:
    """How a failure is shown: nobody reads it, and a traceback takes longer than most tests."""
    return excinfo.exconly(tryshort=True)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, Any, Any]:
    """Called for each test: one that takes too long says nothing, and ends."""
    if not hasattr(signal, "setitimer"):
        return (yield)
    before = signal.signal(signal.SIGALRM, _too_long)
    signal.setitimer(signal.ITIMER_REAL, LIMIT)
    try:
        return (yield)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _too_long(number: int, frame: FrameType | None) -> None:
    # What pytest-timeout says, so that it is no fault of the test (design 4.2: infra).
    pytest.fail(f"Timeout >{LIMIT}s")


def _wanted() -> frozenset[str]:
    data = Path(os.environ[NULL_TESTS]).read_bytes() if NULL_TESTS in os.environ else b""
    return frozenset(data.decode("utf-8", "surrogatepass").split("\n"))
