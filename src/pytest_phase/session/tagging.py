"""Tagging: runs wherever tests are collected, in each worker too."""

from __future__ import annotations

from collections.abc import Collection, Generator
from pathlib import Path
from typing import Any

import pytest

from pytest_phase.core.evidence import Grade, file_of
from pytest_phase.session import marking, standins
from pytest_phase.session.collected import Collected, Tag
from pytest_phase.session.facts import Facts
from pytest_phase.session.marks import Marks
from pytest_phase.session.standins import PlannedModule
from pytest_phase.session.tags import TESTS, Tags
from pytest_phase.usecases.project import Project


class Tagger:
    """Tags every collected test of the plan."""

    def __init__(
        self,
        config: pytest.Config,
        project: Project,
        collected: Collected,
        facts: Facts,
        selected: frozenset[str],
    ) -> None:
        self.collected = collected
        self._facts = facts
        self._config = config
        self._project = project
        self._selected = selected
        self._ownership = project.ownership
        self._marks = Marks(config, project, collected)
        self._tags = Tags(project, collected, self._marks)
        # For each module file the collectors in it that were seen and not collected.
        self._open: dict[str, set[str]] = {}
        self._replaced: set[str] = set()

    # Hooks

    @pytest.hookimpl
    def pytest_pycollect_makemodule(
        self, module_path: Path, parent: pytest.Collector
    ) -> pytest.Module | None:
        """Called for each test file; a file of the plan gets a collector that hides nothing."""
        path = self._tags.relative(module_path)
        if path is None or not self._ownership.concerns(path):
            return None
        module: PlannedModule = PlannedModule.from_parent(parent, path=module_path)
        module.tagger = self
        return module

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_make_collect_report(
        self, collector: pytest.Collector
    ) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
        """Called for each collector, also for one that a node id of the command line passes by.

        ``trylast``: what ``--lf`` leaves out of a report was collected all the same.
        """
        report = yield
        if isinstance(collector, (pytest.Module, pytest.Class)):
            path = self._tags.relative(collector.path)
            if path is not None:
                if report.failed and self._ownership.concerns(path):
                    self._replace(collector, report)
                self._note(collector, path, report)
        return report

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Called with everything collected, before anybody deselects: tag, then narrow."""
        known = self.collected.tags
        tags = [known.get(item.nodeid) or self._tags.look(item) for item in items]
        self.collected.untagged += tags.count(None)
        marking.mark(items, tags)
        out = self._not_chosen(items, tags)
        self.collected.whole = {path for path, open_ in self._open.items() if not open_}
        self._marks.check_lanes()
        if self.collected.problems:
            self._refuse(items)
        elif out:
            left = set(map(id, out))
            items[:] = [item for item in items if id(item) not in left]
            self._config.hook.pytest_deselected(items=out)
        if self._selected:
            items.sort(key=self._is_integration)  # after the component's own: they rest on it

    @pytest.hookimpl
    def pytest_sessionfinish(self) -> None:
        """Called at the end in every process: a worker hands over what it collected."""
        output: dict[str, Any] | None = getattr(self._config, "workeroutput", None)
        if output is not None:
            output["phase"] = self.collected.plain()

    # For the stand-ins

    def listed(self, path: Path) -> Collection[str]:
        """The tests that the source of a file defines."""
        return self._tags.listed(path)

    def grade_of_collection(self, error: BaseException) -> Grade:
        """The grade of an error that kept a file from being collected."""
        return self._facts.grade_of_collection(error)

    # Parts

    def _not_chosen(self, items: list[pytest.Item], tags: list[Tag | None]) -> list[pytest.Item]:
        """The tests that do not run; none where no component was named."""
        pairs = zip(items, tags, strict=True) if self._selected else ()
        return [item for item, tag in pairs if not self._is_chosen(item, tag)]

    def _is_chosen(self, item: pytest.Item, tag: Tag | None) -> bool:
        """Whether a test runs: its component was named, or one whose integration test it is."""
        if tag is None:
            return False
        serves = self._ownership.integrating(file_of(self.collected.test(item.nodeid)))
        return tag.component in self._selected or not self._selected.isdisjoint(serves)

    def _is_integration(self, item: pytest.Item) -> bool:
        tag = self.collected.tags.get(item.nodeid)
        return tag is not None and tag.integration

    def _refuse(self, items: list[pytest.Item]) -> None:
        """Nothing runs; an error that is raised in a worker would reach nobody."""
        if not hasattr(self._config, "workerinput"):
            raise pytest.UsageError(*self.collected.problems)
        items.clear()

    def _replace(self, collector: pytest.Collector, report: pytest.CollectReport) -> None:
        """No collector of a planned file may hide the rest of the run (design 4.2)."""
        if isinstance(collector, pytest.Class):
            stand_ins = standins.for_class(collector, self.listed(collector.path), report.longrepr)
            if not stand_ins:
                return
            report.result = stand_ins
        elif _has_tests(collector):
            return
        else:
            report.result = []  # doctests of a file whose tests say already what is wrong
        self._replaced.add(collector.nodeid)
        report.outcome, report.longrepr = "passed", None

    def _note(
        self, collector: pytest.Module | pytest.Class, path: str, report: pytest.CollectReport
    ) -> None:
        """A file is collected whole when all its classes are; its tests are known from then on."""
        if not _has_tests(collector):
            return
        unfinished = self._open.setdefault(path, set())
        unfinished.discard(collector.nodeid)
        if isinstance(collector, pytest.Module) and report.skipped:
            missing = "could not import" in str(report.longrepr)
            self.collected.skipped[path] = missing or not self._project.tests.skips_itself(path)
        replaced = collector.nodeid in self._replaced or getattr(collector, "uncollected", None)
        if replaced or not report.passed or not _was_asked(report):
            unfinished.add(collector.nodeid)
            return
        for node in report.result:
            # Functions first: whether a node is of another kind takes pytest half a microsecond.
            if isinstance(node, TESTS):
                self._tags.of(node)
            elif isinstance(node, pytest.Class):
                unfinished.add(node.nodeid)


def _has_tests(collector: pytest.Collector) -> bool:
    """Whether a module or class holds test functions; doctests have modules of their own."""
    return isinstance(collector, PlannedModule | pytest.Class) or type(collector) is pytest.Module


def _was_asked(report: pytest.CollectReport) -> bool:
    """Whether the collector collected; under ``--lf`` a report says ``passed`` in its place."""
    return hasattr(report, "call")
