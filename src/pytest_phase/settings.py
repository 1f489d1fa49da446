"""One resolved set of settings for a run; every value remembers where it came from."""

from __future__ import annotations

import os
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Generic, Literal, NamedTuple, TypeVar, get_args

from pytest_phase.core.evidence import Grade, Level
from pytest_phase.core.questions import QuestionPolicy

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_phase.core.plan import Plan

T = TypeVar("T")

Action = Literal["run", "start", "complete", "baseline"]
StatusFormat = Literal["text", "json", "markdown", "mermaid"]
MinimumRed = Literal["missing", "stub", "behaviour"]
MinimumLevel = Literal["observed", "replayed", "reproduced"]

STATUS_FORMATS: tuple[str, ...] = get_args(StatusFormat)
MINIMUM_REDS: tuple[str, ...] = get_args(MinimumRed)
MINIMUM_LEVELS: tuple[str, ...] = get_args(MinimumLevel)


@dataclass(frozen=True, slots=True)
class Setting(Generic[T]):
    """A value and its source: an option (``--phase-plan``), an ini key, or ``default``."""

    value: T
    source: str = "default"


def lock_of(plan: Path) -> Path:
    """Where the lock of a plan is by default: beside it, ``PLAN.lock``; ``phase-3.lock``."""
    return plan.with_name(f"{plan.name}.lock") if plan.is_dir() else plan.with_suffix(".lock")


class Request(NamedTuple):
    """What the user asked this run to do; ``component`` as it was typed, ``""`` for none."""

    action: Action = "run"
    component: str = ""
    reason: str = ""


class Conventions(NamedTuple):
    """What pytest takes for a test here: its ini values, and the folders it looks in."""

    files: tuple[str, ...] = ("test_*.py", "*_test.py")
    classes: tuple[str, ...] = ("Test",)
    functions: tuple[str, ...] = ("test",)
    folders: tuple[str, ...] = ()


class Settings(NamedTuple):
    """What this run was told. Paths are absolute; ``lock`` is where the lock is or would be.

    ``confirm`` is how often a test is run, in all, before it turns red or green.

    ``here`` is the folder that commands are typed in; the root where nobody says.

    ``read`` are the plugins that read plans of their own: text and path to a plan, or None.
    """

    root: Path
    plan: Setting[Path]
    lock: Setting[Path]
    minimum: Setting[Grade] = Setting("missing")
    auto_start: Setting[bool] = Setting(True)
    questions: Setting[QuestionPolicy] = Setting("warn")
    snapshots: Setting[bool] = Setting(True)
    level: Setting[Level] = Setting("observed")
    null_probe: Setting[bool] = Setting(True)
    confirm: Setting[int] = Setting(2)
    request: Request = Request()
    components: tuple[str, ...] = ()
    gate: bool = False
    allow_red: bool = False
    record: bool = True
    strict: bool = False
    report: Path | None = None
    here: Path | None = None
    conventions: Conventions = Conventions()
    read: Callable[[str, str], Plan | None] | None = None

    def relative(self, path: Path) -> str:
        """The path as plan, lock and report spell it: relative to the root, with ``/``."""
        try:
            return path.relative_to(self.root).as_posix()
        except ValueError:
            return path.as_posix()

    @property
    def command(self) -> str:
        """How a command begins here: with ``--phase-plan``, unless the ini names the plan."""
        if self.plan.source.startswith("ini"):
            return "pytest"
        plan = os.path.relpath(self.plan.value, self.here or self.root).replace(os.sep, "/")
        return f"pytest --phase-plan {shlex.quote(plan)}"

    def spell(self, text: str) -> str:
        """A hint with its commands written as they work here: with the plan where it is needed."""
        return text.replace("pytest --phase-", f"{self.command} --phase-")
