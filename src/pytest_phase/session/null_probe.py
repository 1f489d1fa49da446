"""The child that runs tests against an implementation that does nothing: how it is started.

One process for all tests that this run gives a red for a missing name. It runs with the
options that decide what is a test here and how it is imported, and with none that write,
select or count.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from pytest_phase.adapters.runner import Child, run_pytest
from pytest_phase.core.evidence import file_of
from pytest_phase.session import NULL_STUBS, NULL_TESTS
from pytest_phase.settings import Settings

OUTSIDE = "PYTEST_PHASE_NULL_OUTSIDE"
"""The variable that says that modules beside the working directory are not found here."""

LIMIT = 30.0
"""Seconds for the whole child: a loop that waits for what never comes must end."""

# Options of other plugins without which their tests do not run as they do here.
_OF_PLUGINS = (("asyncio_mode", "--asyncio-mode"), ("ds", "--ds"), ("dc", "--dc"))


def run(
    config: pytest.Config, settings: Settings, tests: tuple[str, ...], stubs: Sequence[Path] = ()
) -> Mapping[str, Mapping[str, Any]] | None:
    """What these tests did where all they miss is there, by id.

    Nothing where the child died or took too long, None where it was not run to its end. With
    ``stubs``, files and folders of code that is there: what they did where that
    does nothing.
    """
    try:
        with TemporaryDirectory(prefix="pytest-phase-") as folder:
            child = _run(config, settings, tests, Path(folder), stubs)
    except (OSError, KeyboardInterrupt):
        return None
    if child.report is None:
        return {}
    return {each["id"]: each for each in child.report["run"]["tests"]}


def _run(
    config: pytest.Config,
    settings: Settings,
    tests: tuple[str, ...],
    folder: Path,
    stubs: Sequence[Path],
) -> Child:
    here = config.invocation_params.dir
    environment = {NULL_TESTS: _listed(folder / "tests", tests)}
    first = []
    if stubs:
        environment[NULL_STUBS] = _listed(folder / "stubs", map(str, stubs))
        first = ["-p", "pytest_phase.session.stub_run"]  # before any conftest.py
    if not {"", str(here)} & set(sys.path):
        environment[OUTSIDE] = "1"  # `pytest` finds no module that `python -m pytest` would
    files = dict.fromkeys(str(settings.root / file_of(test)) for test in tests)
    return run_pytest(
        [*first, *arguments(config), *_ours(config, settings, folder), *files],
        folder=here,
        report=folder / "report.json",
        limit=LIMIT,
        environment=environment,
    )


def _listed(file: Path, lines: Iterable[str]) -> str:
    """Write a list for the child; the path of it."""
    file.write_bytes("\n".join(lines).encode("utf-8", "surrogatepass"))
    return str(file)


def arguments(config: pytest.Config) -> Iterator[str]:
    """The options of this run that a child needs: where its files are, and how they are read."""
    option = config.option
    yield f"--rootdir={config.rootpath}"
    if config.inipath is not None:
        yield f"-c{config.inipath}"
    for setting in option.override_ini or ():
        yield f"-o{setting}"
    yield f"--import-mode={option.importmode}"
    if option.confcutdir is not None:
        yield f"--confcutdir={option.confcutdir}"
    if option.noconftest:
        yield "--noconftest"
    if getattr(option, "disable_plugin_autoload", False):
        yield "--disable-plugin-autoload"
    for plugin in option.plugins:
        yield from ("-p", plugin)
    for warning in option.pythonwarnings or ():
        yield from ("-W", warning)
    for name, flag in _OF_PLUGINS:
        if getattr(option, name, None):
            yield f"{flag}={getattr(option, name)}"
    yield from _of_the_project(config)


def _of_the_project(config: pytest.Config) -> Iterator[str]:
    """The options that conftest files define, as they were given: ``--runslow``, ``--env=test``."""
    known = vars(config.known_args_namespace)
    own = {name: value for name, value in vars(config.option).items() if name not in known}
    given = [*config.getini("addopts"), *config.invocation_params.args]
    for place, word in enumerate(given):
        if not isinstance(word, str) or not word.startswith("--"):
            continue
        flag, equals, _ = word.partition("=")
        name = flag.removeprefix("--").replace("-", "_")
        if name in own:
            yield word
            after = given[place + 1 : place + 2]
            if not equals and not isinstance(own[name], bool) and after == [str(own[name])]:
                yield str(after[0])


def _ours(config: pytest.Config, settings: Settings, folder: Path) -> Iterator[str]:
    yield f"--phase-plan={settings.plan.value}"
    yield f"--phase-lock={settings.lock.value}"
    yield "--phase-no-record"
    yield from ("-o", "addopts=")
    if config.pluginmanager.has_plugin("cacheprovider"):
        yield from ("-o", f"cache_dir={folder / 'cache'}")
    yield f"--basetemp={folder / 'tmp'}"
    yield from ("-q", "--tb=no", "-rN")
