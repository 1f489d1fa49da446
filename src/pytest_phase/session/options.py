"""What the command line and the ini file ask for, as settings."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, cast

import pytest

from pytest_phase import wiring
from pytest_phase.core.evidence import Grade, Level
from pytest_phase.core.plan import Plan
from pytest_phase.core.questions import QUESTION_POLICIES, QuestionPolicy
from pytest_phase.settings import (
    MINIMUM_LEVELS,
    MINIMUM_REDS,
    STATUS_FORMATS,
    Conventions,
    Request,
    Setting,
    Settings,
    lock_of,
)

# Options that do something with a plan: without one, nothing can be judged (design 3.1).
_ACTIONS = (
    "phase_status",
    "phase_component",
    "phase_start",
    "phase_stop",
    "phase_complete",
    "phase_baseline",
    "phase_gate",
    "phase_reproduce",
    "phase_report",
    "phase_lint",
    "phase_explain",
)
_PRINTING = ("phase_status", "phase_lint", "phase_explain")
# The gate writes nothing, so it goes with none of these.
_WRITING = ("phase_start", "phase_stop", "phase_complete", "phase_baseline")


class Asked(NamedTuple):
    """The settings of this run, and the actions that run no test (None: not asked)."""

    settings: Settings
    status: str | None = None
    stop: str | None = None
    lint: bool = False
    explain: bool = False
    quiet: int = 0

    @property
    def confirms(self) -> bool:
        """Whether what turns red or green is run again: not where nothing comes of it."""
        settings = self.settings
        return settings.confirm.value > 1 and (settings.record or settings.gate)

    @property
    def runs_nothing(self) -> bool:
        """Whether the command line is answered without running a test."""
        return self.lint or self.explain or self.status is not None or self.stop is not None


def read(config: pytest.Config) -> Asked | None:
    """The options as settings; None without a plan. Raises UsageError (exit 4)."""
    given = [name for name in _ACTIONS if _is_given(getattr(config.option, name))]
    plan = _plan(config)
    if plan is None:
        if config.option.phase_replay is not None:
            # A replay needs no plan; it may write its report, or be explained.
            given = [name for name in given if name not in ("phase_report", "phase_explain")]
        if given:
            raise pytest.UsageError(
                f"{_spelling(given[0])} needs a plan: none was given. "
                "Name it with --phase-plan PLAN.md, or phase_plan in the pytest configuration."
            )
        return None
    _refuse_combinations(given)
    option = config.option
    if option.phase_status is not None and option.phase_status not in STATUS_FORMATS:
        raise pytest.UsageError(
            f"--phase-status={option.phase_status}: no such format. "
            f"Choose one of {', '.join(STATUS_FORMATS)}."
        )
    return Asked(
        settings=_settings(config, plan),
        status=option.phase_status,
        stop=option.phase_stop,
        lint=option.phase_lint,
        explain=option.phase_explain,
        quiet=-config.getoption("verbose", 0),  # there is none under -p no:terminal
    )


def _is_given(value: Any) -> bool:
    return value is not None and value is not False and value != []


def _spelling(name: str) -> str:
    return "--" + name.replace("_", "-")


def _refuse_combinations(given: list[str]) -> None:
    writing = [name for name in _WRITING if name in given]
    printing = [name for name in _PRINTING if name in given]
    others = [name for name in (*printing[1:], "phase_gate", *writing) if name in given]
    if printing and others:
        # A gate that is not judged must not pass.
        raise pytest.UsageError(
            f"{_spelling(printing[0])} prints and runs nothing; it does not go with "
            f"{_spelling(others[0])}. Run them one after the other."
        )
    if "phase_gate" in given and writing:
        raise pytest.UsageError(
            f"--phase-gate judges and writes nothing; it does not go with {_spelling(writing[0])}. "
            "Run them one after the other."
        )
    if len(writing) > 1:
        raise pytest.UsageError(
            f"{' and '.join(map(_spelling, writing))} do not go together. "
            "Run them one after the other."
        )


def _plan(config: pytest.Config) -> Setting[Path] | None:
    return _path(config, "phase_plan")


def _path(config: pytest.Config, name: str) -> Setting[Path] | None:
    value = getattr(config.option, name)
    if value is not None:
        # An empty value switches the ini file's off for one run.
        path = Path(os.path.abspath(config.invocation_params.dir / value)) if value else None
        return Setting(path, _spelling(name)) if path else None
    value = config.getini(name)
    if not value:
        return None
    folder = config.inipath.parent if config.inipath else config.rootpath
    return Setting(Path(os.path.abspath(folder / value)), f"ini {name}")


def _settings(config: pytest.Config, plan: Setting[Path]) -> Settings:
    option = config.option
    minimum = _choice(config, "phase_min_red", "grade", MINIMUM_REDS)
    questions = _choice(config, "phase_block_on_questions", "policy", QUESTION_POLICIES)
    default = Setting(lock_of(plan.value))
    report = option.phase_report
    root = wiring.project_root(
        plan.value, config.invocation_params.dir, config.rootpath, list(_paths(config))
    )
    return Settings(
        root=root,
        plan=plan,
        lock=_path(config, "phase_lock") or default,
        minimum=Setting(cast("Grade", minimum), "ini phase_min_red"),
        questions=Setting(cast("QuestionPolicy", questions), "ini phase_block_on_questions"),
        auto_start=Setting(_truth(config, "phase_auto_start"), "ini phase_auto_start"),
        level=Setting(_level(config), "ini phase_min_level"),
        snapshots=Setting(_truth(config, "phase_snapshots"), "ini phase_snapshots"),
        null_probe=Setting(_truth(config, "phase_null_probe"), "ini phase_null_probe"),
        confirm=Setting(_confirm(config), "ini phase_confirm"),
        request=_request(option),
        components=tuple(filter(None, [*option.phase_component, option.phase_reproduce])),
        gate=option.phase_gate,
        allow_red=option.phase_allow_red,
        record=not option.phase_no_record,
        strict=option.phase_strict,
        report=Path(config.invocation_params.dir, report) if report else None,
        here=config.invocation_params.dir,
        conventions=conventions(config, root),
        read=_dialects(config),
    )


def _choice(config: pytest.Config, name: str, noun: str, choices: Sequence[str]) -> str:
    """The value of an ini key that takes one of a few words. Raises UsageError for any other."""
    value: str = config.getini(name)
    if value not in choices:
        raise pytest.UsageError(
            f'{name} = "{value}": no such {noun}. Choose one of {", ".join(choices)}.'
        )
    return value


def _dialects(config: pytest.Config) -> Callable[[str, str], Plan | None] | None:
    """The plugins that read plans in dialects of their own; None without any."""
    hook = config.hook.pytest_phase_read_plan
    if not hook.get_hookimpls():
        return None
    return lambda text, path: hook(text=text, path=path)


def _level(config: pytest.Config) -> Level:
    level: Any = config.getini("phase_min_level")
    if level not in MINIMUM_LEVELS:
        raise pytest.UsageError(
            f'phase_min_level = "{level}": no such level. '
            f"Choose one of {', '.join(MINIMUM_LEVELS)}."
        )
    found: Level = level
    return found


def _truth(config: pytest.Config, name: str) -> bool:
    try:
        return bool(config.getini(name))
    except (ValueError, pytest.UsageError) as error:  # the newer pytest makes it a UsageError
        raise pytest.UsageError(f"{name}: {error}. Choose one of true, false.") from error


def _confirm(config: pytest.Config) -> int:
    value: str = config.getini("phase_confirm")
    if not re.fullmatch(r"[1-9]\d?", value):
        raise pytest.UsageError(
            f'phase_confirm = "{value}": not a number of runs. Choose 1 (no second look) to 99.'
        )
    return int(value)


def conventions(config: pytest.Config, root: Path) -> Conventions:
    """What pytest takes for a test here; its folders are relative to ``root``."""
    base = config.inipath.parent if config.inipath else config.rootpath
    folders = (base / folder for folder in config.getini("testpaths"))
    return Conventions(
        files=tuple(config.getini("python_files")),
        classes=tuple(config.getini("python_classes")),
        functions=tuple(config.getini("python_functions")),
        folders=tuple(
            folder.relative_to(root).as_posix()
            for folder in folders
            if folder != root and folder.is_relative_to(root)
        ),
    )


def _paths(config: pytest.Config) -> Iterator[str]:
    if config.args_source == pytest.Config.ArgsSource.ARGS:
        yield from config.args


def _request(option: Any) -> Request:
    if option.phase_start is not None:
        if not option.phase_start:
            raise pytest.UsageError("--phase-start needs a name: --phase-start=NAME.")
        return Request("start", option.phase_start)
    if option.phase_complete is not None:
        return Request("complete", option.phase_complete)
    if option.phase_baseline is not None:
        if not option.phase_baseline.strip():
            raise pytest.UsageError(
                "--phase-baseline needs a reason, which every report will show. "
                'Say why these tests owe no red: --phase-baseline "there before the tool was".'
            )
        return Request("baseline", reason=option.phase_baseline.strip())
    return Request()
