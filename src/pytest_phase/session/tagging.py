"""Tagging and facts: runs wherever tests are collected and run, in each worker too."""

from __future__ import annotations

import re
from collections.abc import Collection, Generator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from pytest_phase.adapters.failure import FailureReader
from pytest_phase.core.evidence import Grade, file_of
from pytest_phase.core.grades import Moment, grade
from pytest_phase.session import standins
from pytest_phase.session.standins import PlannedModule, UncollectableTest
from pytest_phase.usecases.project import Project

# How pytest-repeat calls its parameter, and how it counts in a parameter id.
_REPEATED = "__pytest_repeat_step_number"
_REPETITION = re.compile(r"-?\d+-\d+$")

_TESTS = (pytest.Function, UncollectableTest)


@dataclass(frozen=True, slots=True)
class Tag:
    """What is known of a collected test: its id, its parameter case, component and waiver."""

    test: str
    case: str | None
    component: str
    waived: str | None = None
    integration: bool = False


@dataclass
class Collected:
    """What one process collected, before any deselection; plain enough to send to the controller.

    ``tags`` maps a node id to its tag; ``whole`` are the files collected to the last class,
    ``skipped`` those skipped as a whole and whether by a condition. ``problems`` are marks that
    nobody can work with, one message for each test.
    """

    tags: dict[str, Tag] = field(default_factory=dict)
    whole: set[str] = field(default_factory=set)
    skipped: dict[str, bool] = field(default_factory=dict)
    untagged: int = 0
    problems: list[str] = field(default_factory=list)

    def plain(self) -> dict[str, Any]:
        """As JSON values, for ``workeroutput``."""
        return {
            "tags": [
                [node, tag.test, tag.case, tag.component, tag.waived, tag.integration]
                for node, tag in self.tags.items()
            ],
            "whole": sorted(self.whole),
            "skipped": self.skipped,
            "untagged": self.untagged,
            "problems": self.problems,
        }

    def add(self, plain: Mapping[str, Any]) -> None:
        """Take in what a worker collected; all workers collect the same."""
        for node, *values in plain["tags"]:
            self.tags[node] = Tag(*values)
        self.whole.update(plain["whole"])
        self.skipped.update(plain["skipped"])
        self.untagged = max(self.untagged, plain["untagged"])
        self.problem(*plain["problems"])

    def problem(self, *messages: str) -> None:
        """Take in a problem, once: cases of one test and workers say the same."""
        self.problems += [each for each in messages if each not in self.problems]


class Tagger:
    """Tags every collected test of the plan, and attaches what a failure means to its report."""

    def __init__(self, config: pytest.Config, project: Project, selected: frozenset[str]) -> None:
        self.collected = Collected()
        self._config = config
        self._project = project
        self._selected = selected
        self._ownership = project.ownership
        self._failures = FailureReader(project.settings.root, project.plan, project.tests)
        self._paths: dict[Path, str | None] = {}
        # For each module file the collectors in it that were seen and not collected.
        self._open: dict[str, set[str]] = {}
        self._replaced: set[str] = set()
        self._listed: dict[str, dict[str, None]] = {}
        self._marks: dict[str, pytest.MarkDecorator] = {}
        self._others = bool(config.hook.pytest_phase_tag.get_hookimpls())

    # Hooks

    @pytest.hookimpl
    def pytest_pycollect_makemodule(
        self, module_path: Path, parent: pytest.Collector
    ) -> pytest.Module | None:
        """Called for each test file; a file of the plan gets a collector that hides nothing."""
        path = self._relative(module_path)
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
            path = self._relative(collector.path)
            if path is not None:
                if report.failed and self._ownership.concerns(path):
                    self._replace(collector, report)
                self._note(collector, path, report)
        return report

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Called with everything collected, before anybody deselects: tag, then narrow."""
        kept: list[pytest.Item] = []
        out: list[pytest.Item] = []
        for item in items:
            tag = self._tag(item)
            if tag is None:
                self.collected.untagged += 1
            (kept if self._is_chosen(tag) else out).append(item)
        self.collected.whole = {path for path, open_ in self._open.items() if not open_}
        if self.collected.problems:
            self._refuse(items)
        elif out:
            items[:] = kept
            self._config.hook.pytest_deselected(items=out)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Called after setup, call and teardown: a failure gets its grade, a skip its kind."""
        report = yield
        if report.outcome != "passed" and item.nodeid in self.collected.tags:
            report.__dict__.update(self._facts(item, call, report))
        return report

    @pytest.hookimpl
    def pytest_sessionfinish(self) -> None:
        """Called at the end in every process: a worker hands over what it collected."""
        output: dict[str, Any] | None = getattr(self._config, "workeroutput", None)
        if output is not None:
            output["phase"] = self.collected.plain()

    # For the stand-ins

    def listed(self, path: Path) -> Collection[str]:
        """The tests that the source of a file defines."""
        relative = self._relative(path)
        if relative is None:
            return ()
        if relative not in self._listed:
            self._listed[relative] = dict.fromkeys(self._project.tests.listed(relative))
        return self._listed[relative]

    def grade_of_collection(self, error: BaseException) -> Grade:
        """The grade of an error that kept a file from being collected."""
        return grade(self._failures.read(error, "collect"))

    # Parts

    def _is_chosen(self, tag: Tag | None) -> bool:
        """Whether a test runs: its component was named, or one whose integration test it is."""
        if not self._selected:
            return True
        if tag is None:
            return False
        serves = self._ownership.integrating(file_of(tag.test))
        return tag.component in self._selected or not self._selected.isdisjoint(serves)

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
            self.collected.skipped[path] = "could not import" in str(report.longrepr)
        replaced = collector.nodeid in self._replaced or getattr(collector, "uncollected", None)
        if replaced or not report.passed or not _was_asked(report):
            unfinished.add(collector.nodeid)
            return
        for node in report.result:
            if isinstance(node, pytest.Class):
                unfinished.add(node.nodeid)
            elif isinstance(node, pytest.Item):
                self._look(node)

    def _tag(self, item: pytest.Item) -> Tag | None:
        tag = self.collected.tags.get(item.nodeid) or self._look(item)
        if tag is not None:
            item.add_marker(self._mark(tag.component))
            item.user_properties.append(("phase_component", tag.component))
        return tag

    def _mark(self, component: str) -> pytest.MarkDecorator:
        if component not in self._marks:
            self._marks[component] = pytest.mark.phase_component(id=component)
        return self._marks[component]

    def _look(self, item: pytest.Item) -> Tag | None:
        """The tag of a test, remembered by its node id; None where it is in no component."""
        if not isinstance(item, _TESTS):
            return None
        path = self._relative(item.path)
        if path is None:
            return None
        names, case = _names(item)
        integration = self._ownership.integration(path)
        test = f"{path}::{names}" if names else path
        if isinstance(item, UncollectableTest) and names:
            if test not in self.listed(item.path):
                return None  # named on the command line; nobody knows whether it is there
            item.take_marks(self._project.tests.marks(test))
        component = self._component(item, test, self._ownership.owner(path, names)) or integration
        if component is None:
            return None
        waived = self._waiver(item, test)
        tag = Tag(test, case, component, waived, component == integration)
        self.collected.tags[item.nodeid] = tag
        return tag

    def _component(self, item: pytest.Item, test: str, planned: str | None) -> str | None:
        own = _mark_of(item, "phase_component")
        named = planned
        if own is not None:
            named = str((*own.args, own.kwargs.get("id", ""))[0])
        if self._others:
            named = self._config.hook.pytest_phase_tag(item=item, component=named) or named
        if named is None or named == planned:
            return planned
        component = self._project.plan.find(named)
        if component is None:
            nearest = ", ".join(self._project.plan.nearest(named))
            self.collected.problem(
                f'{test}: phase_component("{named}") names no component of '
                f"{self._project.plan.path}. Nearest: {nearest}."
            )
            return planned
        return component.id

    def _waiver(self, item: pytest.Item, test: str) -> str | None:
        mark = _mark_of(item, "phase_waive")
        if mark is None:
            return None
        reason = str((*mark.args, mark.kwargs.get("reason", ""))[0]).strip()
        if not reason:
            self.collected.problem(
                f"{test}: phase_waive needs a reason, which every report will show. "
                'Write @pytest.mark.phase_waive(reason="…").'
            )
        return reason or None

    def _facts(
        self, item: pytest.Item, call: pytest.CallInfo[None], report: pytest.TestReport
    ) -> dict[str, Any]:
        if isinstance(item, UncollectableTest) and not report.skipped:
            return {"phase_grade": item.why.grade, "phase_uncollectable": True}
        if report.skipped and not hasattr(report, "wasxfail"):
            return {"phase_conditional": item.get_closest_marker("skip") is None}
        if call.excinfo is None:
            return {}
        if call.excinfo.errisinstance(pytest.xfail.Exception):
            # Not run, or given up by pytest.xfail(); but unittest hides a real failure behind it.
            return {"phase_grade": "behaviour"} if _is_expected_by_unittest(item) else {}
        moment: Moment = report.when
        found = grade(self._failures.read(call.excinfo.value, moment))
        other = self._config.hook.pytest_phase_grade(item=item, excinfo=call.excinfo, grade=found)
        return {"phase_grade": other or found}

    def _relative(self, path: Path) -> str | None:
        if path not in self._paths:
            try:
                relative = path.relative_to(self._project.settings.root).as_posix()
            except ValueError:
                relative = None
            self._paths[path] = relative
        return self._paths[path]


def _has_tests(collector: pytest.Collector) -> bool:
    """Whether a module or class holds test functions; doctests have modules of their own."""
    return isinstance(collector, PlannedModule | pytest.Class) or type(collector) is pytest.Module


def _was_asked(report: pytest.CollectReport) -> bool:
    """Whether the collector collected; under ``--lf`` a report says ``passed`` in its place."""
    return hasattr(report, "call")


def _mark_of(item: pytest.Item, name: str) -> pytest.Mark | None:
    # A mark's name is among the keywords; looking there is quicker than walking the marks.
    return item.get_closest_marker(name) if name in item.keywords else None


def _case(callspec: Any) -> str | None:
    """The parameter id; what pytest-repeat adds to it ("2-5", the second of five) is no case."""
    if _REPEATED in callspec.params:
        return _REPETITION.sub("", callspec.id) or None
    return str(callspec.id)


def _is_expected_by_unittest(item: pytest.Item) -> bool:
    """Whether ``unittest.expectedFailure`` stands on a test or its class."""
    owners = (getattr(item, "obj", None), getattr(item, "cls", None))
    return any(getattr(owner, "__unittest_expecting_failure__", False) for owner in owners)


def _names(item: pytest.Function | UncollectableTest) -> tuple[str, str | None]:
    """The names after the path, without parameters, and the parameter id."""
    parent = item.parent
    above = parent.nodeid.partition("::")[2] if parent is not None else ""
    if isinstance(item, UncollectableTest):
        if "::" not in item.nodeid:
            return "", None
        name, bracket, rest = item.name.partition("[")
        case = rest.removesuffix("]") if bracket else None
    else:
        name = item.originalname
        case = _case(item.callspec) if hasattr(item, "callspec") else None
    return (f"{above}::{name}" if above else name), case
