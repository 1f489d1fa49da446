"""Sees whether anything can turn red or green in this process; most runs pay no more for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pytest_phase.session.collected import Collected
from pytest_phase.session.facts import Facts
from pytest_phase.usecases.project import Project

if TYPE_CHECKING:
    from pytest_phase.session.second_look import SecondLook


class Transitions:
    """Registered wherever tests run; it registers a ``SecondLook`` where there is reason to."""

    def __init__(
        self, config: pytest.Config, project: Project, collected: Collected, facts: Facts
    ) -> None:
        self._config = config
        self._facts = facts
        self._project = project
        self._collected = collected
        self._look: SecondLook | None = None

    @pytest.hookimpl
    def pytest_collection_finish(self) -> None:
        """Called where tests were collected: some may wait for their green."""
        waiting = self._project.lock.waiting()
        if waiting:
            self._register(waiting)

    def failed(self, item: pytest.Item) -> None:
        """Called with a test that failed: it may turn red."""
        if self._look is None:
            self._register(frozenset())
        if self._look is not None:
            self._look.failed(item)

    def _register(self, waiting: frozenset[str]) -> None:
        option = self._config.option
        if option.setuponly or option.setupplan:
            return  # nothing is run, and nothing recorded
        from pytest_phase.session.second_look import SecondLook

        self._look = SecondLook(self._project, self._collected, self._facts, waiting)
        self._config.pluginmanager.register(self._look, "phase-second-look")
