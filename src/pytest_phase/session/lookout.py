"""Looks for what in the project's own code could bend a run; most projects have nothing of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from pytest_phase.adapters import foreign
from pytest_phase.core.tripwires import Tripped
from pytest_phase.session.collected import Collected
from pytest_phase.usecases.project import Project

# Options under which tests are left out on purpose, by the one who typed them.
_SELECTING = ("keyword", "markexpr", "deselect", "lf", "stepwise", "stepwise_skip")

# What of pytest makes a call, and a report of it.
_PYTESTS_OWN = (
    (pytest.Function, "runtest"),
    (pytest.Function, "setup"),
    (pytest.CallInfo, "from_call"),
    (pytest.TestReport, "from_item_and_call"),
)


class Lookout:
    """Registered in every process of a run; what it sees costs nothing per test.

    Only where the project has hooks on calls or reports a ``Watcher`` looks at each of them.
    """

    def __init__(self, config: pytest.Config, project: Project, collected: Collected) -> None:
        self._config = config
        self._project = project
        self._root = project.settings.root
        self._collected = collected
        self._hooks: dict[str, tuple[str, ...]] = {}
        self._dropped: set[str] = set()
        self._ended: tuple[str, str] | None = None

    # Hooks

    @pytest.hookimpl(trylast=True)
    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Called where tests were collected, when every conftest is loaded and none has run."""
        own = foreign.patched(_PYTESTS_OWN, self._root)
        self._add(foreign.foreign_hooks(self._config.hook, self._root), own)
        named = {name for names in self._hooks.values() for name in names}
        if named.intersection(foreign.COLLECTION) and not self._is_selecting():
            left = {item.nodeid for item in session.items}
            gone = self._collected.tags.keys() - left
            self._dropped.update(map(self._collected.test, gone))
        if named:
            from pytest_phase.session.watching import Watcher

            watcher = Watcher(self._root, protocol="pytest_runtest_protocol" in named)
            self._config.pluginmanager.register(watcher, "phase-watcher")

    @pytest.hookimpl
    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Called when something ended the session: ``pytest.exit`` may ask for any exit code."""
        if isinstance(excinfo.value, pytest.exit.Exception):
            self._ended = self._place(excinfo), "pytest.exit"

    @pytest.hookimpl
    def pytest_sessionfinish(self) -> None:
        """Called at the end: a worker hands over what it saw."""
        output: dict[str, Any] | None = getattr(self._config, "workeroutput", None)
        if output is not None and (self._hooks or self._dropped):
            output["phase_tripped"] = {
                "hooks": {path: list(names) for path, names in self._hooks.items()},
                "dropped": sorted(self._dropped),
            }

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any, error: object) -> None:
        """Called by pytest-xdist when a worker is done."""
        plain = getattr(node, "workeroutput", {}).get("phase_tripped")
        if plain:
            self._add({path: tuple(names) for path, names in plain["hooks"].items()})
            self._dropped.update(plain["dropped"])

    # For the controller

    def tripped(self, lies: Mapping[str, str]) -> Tripped:
        """What gave itself away; ``lies`` are node ids with what came before their report."""
        return Tripped(
            lies={self._collected.test(node): said for node, said in sorted(lies.items())},
            hooks=self._hooks,
            dropped=tuple(sorted(self._dropped)),
            ended=self._ended,
        )

    # Parts

    def _add(self, *several: Mapping[str, tuple[str, ...]]) -> None:
        for found in several:
            for path, names in found.items():
                self._hooks[path] = tuple(sorted({*self._hooks.get(path, ()), *names}))
        self._hooks = dict(sorted(self._hooks.items()))

    def _is_selecting(self) -> bool:
        settings, config = self._project.settings, self._config
        return (
            any(getattr(config.option, name, None) for name in _SELECTING)
            or any("::" in arg for arg in config.args)
            or bool(settings.components or settings.request.component)
            or settings.request.action == "complete"
        )

    def _place(self, excinfo: pytest.ExceptionInfo[BaseException]) -> str:
        for entry in reversed(excinfo.traceback):
            path = str(entry.path)
            relative = self._project.settings.relative(Path(entry.path))
            if relative != path and "site-packages" not in path:
                return f"{relative}:{entry.lineno + 1}"
        return self._project.plan.path
