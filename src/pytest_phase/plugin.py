"""Options and configure only: everything heavy is imported by a run that has a plan (design 6)."""

from __future__ import annotations

import copy
import importlib
import os
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator

    from pytest_phase.session.options import Asked

# Actions that print and run nothing; each is answered before pytest configures itself.
_PRINTING = ("--phase-status", "--phase-lint", "--phase-explain")

# What a bare option stands for. The value is only ever given with "=", so that
# `pytest --phase-complete tests/test_a.py` keeps its path (design 3.1).
_BARE = {
    "--phase-status": "text",
    "--phase-stop": "",
    "--phase-complete": "",
    "--phase-replay": "",
    "--phase-reproduce": "",
}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Called by pytest once, before anything is configured."""
    group = parser.getgroup("phase", "phase: a plan, and its tests red before green")
    add = group.addoption
    add("--phase-plan", metavar="PATH", help="work from this Markdown plan; empty: from none")
    add("--phase-lock", metavar="PATH", help="the lock; default: the plan's path with .lock")
    add(
        "--phase-no-record",
        action="store_true",
        help="tag the tests and read the lock, write nothing",
    )
    add(
        "--phase-status",
        nargs="?",
        const="text",
        metavar="FORMAT",
        help="print where the plan stands (text, json, markdown, mermaid) and run nothing",
    )
    add(
        "--phase-component",
        action="append",
        default=[],
        metavar="NAME",
        help="run only the tests of this component (may be given again)",
    )
    add("--phase-start", metavar="NAME", help="start a component, then run its tests: RED")
    add(
        "--phase-stop",
        nargs="?",
        const="",
        metavar="NAME",
        help="put a component back to pending; its evidence stays",
    )
    add(
        "--phase-complete",
        nargs="?",
        const="",
        metavar="NAME",
        help="run the component in progress (or NAME) and complete it if its evidence is whole",
    )
    add(
        "--phase-baseline",
        metavar="REASON",
        help="record the plan's tests that pass now as there before the tool was",
    )
    add("--phase-gate", action="store_true", help="judge the run; exit 1 on an error (for CI)")
    add(
        "--phase-allow-red",
        action="store_true",
        help="red tests of the component in progress do not fail the run",
    )
    add(
        "--phase-reproduce",
        nargs="?",
        const="",
        metavar="NAME",
        help="after the run, run its recorded reds again on their snapshots",
    )
    add("--phase-report", metavar="PATH", help="write the whole run as one JSON document")
    add(
        "--phase-lint",
        action="store_true",
        help="print every problem of plan and lock, run nothing",
    )
    add(
        "--phase-explain",
        action="store_true",
        help="print which line and which rule of the plan gave each fact, and run nothing",
    )
    add("--phase-strict", action="store_true", help="warnings of plan and gate become errors")
    add(
        "--phase-replay",
        nargs="?",
        const="",
        metavar="REV",
        help="after the run: were new and changed tests failing on the code as it was at REV "
        "(default: the pull request's target, else the upstream)? Works without a plan",
    )
    parser.addini("phase_plan", "the plan, relative to this file (--phase-plan)")
    parser.addini("phase_lock", "the lock, relative to this file (--phase-lock)")
    parser.addini(
        "phase_min_red",
        "weakest grade that counts as red: missing, stub, behaviour",
        default="missing",
    )
    parser.addini(
        "phase_auto_start",
        "start the next component when its first red is seen",
        type="bool",
        default=True,
    )
    parser.addini(
        "phase_block_on_questions",
        "what an open question of the plan does to a start: off, warn, block",
        default="warn",
    )
    parser.addini(
        "phase_null_probe",
        "run new tests whose red is a missing name against one that does nothing",
        type="bool",
        default=True,
    )
    parser.addini(
        "phase_confirm",
        "how often a test is run, in all, before it turns red or green",
        default="2",
    )
    parser.addini(
        "phase_min_level",
        "how far the gate wants red proved: observed, replayed, reproduced",
        default="observed",
    )
    parser.addini(
        "phase_snapshots",
        "keep the tree of each new red in git (refs/phase/red)",
        type="bool",
        default=True,
    )

    parser.addini(
        "phase_inconclusive",
        "what the gate makes of a replay that cannot tell: fail, or pass",
        default="fail",
    )


def pytest_addhooks(pluginmanager: pytest.PytestPluginManager) -> None:
    """Called by pytest when the plugin is registered."""
    from pytest_phase import hookspecs

    pluginmanager.add_hookspecs(hookspecs)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(
    early_config: pytest.Config, parser: pytest.Parser, args: list[str]
) -> Generator[None, object, object]:
    """Called by pytest after the first look at the arguments, around the loading of conftests."""
    if any(arg.startswith("--phase-") for arg in args):
        _look_again(early_config, parser, args)
    if "--phase-gate" not in args:
        return (yield)
    ending = _load("pytest_phase.session.ending")
    early_config.add_cleanup(ending.arm())
    with ending.no_exit():
        return (yield)


def _look_again(early_config: pytest.Config, parser: pytest.Parser, args: list[str]) -> None:
    """Spell out the bare options, and keep conftests away from what prints."""
    before = list(args)
    args[:] = [_spelled_out(arg) for arg in args]
    known = early_config.known_args_namespace
    if args != before:
        # The first look took a bare option's neighbour for its value: look again.
        known = parser.parse_known_args(args, namespace=copy.copy(early_config.option))
        early_config.known_args_namespace = known
    if any(arg.partition("=")[0] in _PRINTING for arg in args):
        # A conftest that prints, or does not import, must not spoil the report.
        known.noconftest = True


def _spelled_out(arg: str) -> str:
    return f"{arg}={_BARE[arg]}" if arg in _BARE else arg


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> int | None:
    """Called by pytest to run the command line: answers what runs no test."""
    asked = _asked(config)
    code: int | None = None
    if asked is not None and asked.runs_nothing:
        code = _load("pytest_phase.session.answers").answer(asked)
    if config.option.phase_explain and config.option.phase_replay is not None:
        code = _load("pytest_phase.session.replay_explained").answer(config) or code or 0
    return code


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Called by pytest when all options are known: a run with a plan gets its hooks."""
    config.addinivalue_line(
        "markers",
        "phase_component(id): the component a test belongs to; overrides the plan. "
        "lane=… says the lane of that component, where the plan says none.",
    )
    config.addinivalue_line(
        "markers", "phase_waive(reason): the gate owes this test no red; the reason is listed."
    )
    asked = _asked(config)
    if asked is not None:
        _load("pytest_phase.session").begin(config, asked)
        again = (config.option.phase_reproduce, config.option.phase_replay)
        if again != (None, None) and not hasattr(config, "workerinput"):
            _load("pytest_phase.session.reproducing").begin(config)
    replays = config.option.phase_replay is not None and not hasattr(config, "workerinput")
    if replays and not _in_replay():
        _load("pytest_phase.session.replaying").begin(config)


def _asked(config: pytest.Config) -> Asked | None:
    """What the options ask of a plan; None where nothing is asked and no plan is named."""
    if _in_replay():
        return None
    option = config.option
    named = any(name.startswith("phase_") and value for name, value in vars(option).items())
    bare = "" in (option.phase_stop, option.phase_complete, option.phase_reproduce)
    if not (named or bare or config.getini("phase_plan")):
        return None
    # The whole session at once: what it imports must not be rewritten either.
    _load("pytest_phase.session")
    asked: Asked | None = _load("pytest_phase.session.options").read(config)
    return asked


def _in_replay() -> bool:
    """Whether this process was started by a replay, which sees to everything itself."""
    return os.environ.get("PYTEST_PHASE_CHILD") == str(os.getppid())


def _load(name: str) -> Any:
    """Import one of our modules, and what it imports, as it is."""
    from pytest_phase.adapters.importing import undisturbed

    with undisturbed():
        return importlib.import_module(name)
