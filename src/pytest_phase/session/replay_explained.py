"""``--phase-explain --phase-replay``: what a replay would take for what; nothing is run."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

import pytest

from pytest_phase.adapters.git_process import GitFailed
from pytest_phase.adapters.replay import importing
from pytest_phase.adapters.replay.base import NoBase, find_base
from pytest_phase.adapters.replay.stage import Ask
from pytest_phase.adapters.replay.trees import difference
from pytest_phase.reporting.layout import printable
from pytest_phase.session.replaying import Replayer


def answer(config: pytest.Config) -> int:
    """Print it on stdout; the exit code. Raises UsageError (exit 4)."""
    try:
        ask = Replayer(config, None).ask()
        lines = [*_base(ask), *_test_side(config), *_imports(ask)]
    except (NoBase, GitFailed) as error:
        raise pytest.UsageError(f"--phase-replay: {error}") from error
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


def _base(ask: Ask) -> Iterator[str]:
    base = find_base(ask.top, ask.named, os.environ)
    found = difference(ask.top, base.commit, ask.sources(ask.top).is_test, ask.rootdir)
    yield f"Replay from {base.commit[:12]}: {base.source}, {base.revision}"
    yield from _listed("of today, put over", found.tests)
    yield from _listed("of today gone, taken away", found.gone)
    yield from _listed("implementation, stays old", found.implementation)


def _listed(called: str, paths: tuple[str, ...]) -> Iterator[str]:
    for path in paths:
        yield f"    {called:<26} {printable(path)}"


def _test_side(config: pytest.Config) -> Iterator[str]:
    yield "Test side: files called conftest.py, test_*.py, *_test.py; below test/, tests/, testing/"
    for path in Replayer(config, None).test_paths():
        yield f"    {'also':<26} {printable(path)}"


def _imports(ask: Ask) -> Iterator[str]:
    found = importing.today(ask.top, ask.rootdir, ask.loaded, ask.sources(ask.top).is_test)
    roots = ", ".join(each or "." for each in found.roots)
    yield f"Imported from the trees: {', '.join(found.names) or 'nothing'} (below {roots})"
