"""Remembers what was said of a run that recorded nothing, until anything it depends on changes.

Most runs of a large suite are of this kind, and to find out again that every test has its
evidence takes longer than all the rest. The gate never asks, and never believes.
"""

from __future__ import annotations

import json
from hashlib import blake2b
from typing import TYPE_CHECKING

import pytest

from pytest_phase import wiring
from pytest_phase.session.collected import Collected
from pytest_phase.settings import Request
from pytest_phase.usecases.project import Project

if TYPE_CHECKING:
    from pytest_phase.usecases.stories import Story

# Options under which pytest reports tests as passed that it never ran.
_NOT_REALLY = ("collectonly", "setuponly", "setupplan")


def is_real(config: pytest.Config) -> bool:
    """Whether the tests that pytest reports were run."""
    return not any(getattr(config.option, name, False) for name in _NOT_REALLY)


def of(
    config: pytest.Config, project: Project, collected: Collected, told: object
) -> Repetition | None:
    """What to remember of a run by; None where more than a few lines is asked of it."""
    settings, reporter = project.settings, config.pluginmanager.get_plugin("terminalreporter")
    more = settings.gate or settings.report is not None or settings.request != Request()
    heard = config.hook.pytest_phase_findings.get_hookimpls()
    if more or heard or reporter is None or not (settings.record and is_real(config)):
        return None
    shown = (reporter._tw.fullwidth, config.getoption("verbose"))
    try:
        return Repetition(project, collected, (told, shown))
    except TypeError:  # a plugin's plan may hold what nobody can spell
        return None


class Repetition:
    """What is remembered of a run with this input, if it was seen before.

    ``told`` is all that came from pytest, as values that print alike where they are alike:
    with code, settings, plan, lock and the files of the tests it decides what is said.
    """

    def __init__(self, project: Project, collected: Collected, told: object) -> None:
        self._project = project
        self._collected = collected
        self._told = json.dumps(collected.plain()) + repr(told)
        self._memory = wiring.memory(project, ".said")
        self._key = self._digest()

    def said(self) -> list[str] | None:
        """The lines that were said; None where nobody knows."""
        kept = self._memory.get(self._key)
        lines: list[str] | None = None if kept is None else json.loads(kept)
        return lines

    def keep(self, story: Story, lines: list[str]) -> None:
        """Remember what was said of a run, if the same input can only have it said again."""
        from pytest_phase.usecases.repeating import is_repeatable

        tests = set(map(self._collected.test, self._collected.tags))
        # What was written meanwhile, by this run or another, is another input.
        if is_repeatable(self._project, story, tests) and self._digest() == self._key:
            self._memory.put(self._key, json.dumps(lines))
            self._memory.save()

    def _digest(self) -> str:
        told = f"{wiring.state(self._project)}\0{self._told}"
        return blake2b(told.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
