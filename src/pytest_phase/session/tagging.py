"""Tagging: runs wherever tests are collected, in each worker too."""

from __future__ import annotations

import re
from collections.abc import Collection, Generator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from pytest_phase.core.evidence import Grade, file_of
from pytest_phase.session import marking, standins
from pytest_phase.session.collected import Collected, Tag
from pytest_phase.session.facts import Facts
from pytest_phase.session.standins import PlannedModule, UncollectableTest
from pytest_phase.usecases.project import Project

# How pytest-repeat calls its parameter, and how it counts in a parameter id.
_REPEATED = "__pytest_repeat_step_number"
_REPETITION = re.compile(r"-?\d+-\d+$")

_TESTS = (pytest.Function, UncollectableTest)

# What a test can say of itself, and a class or module of all of its tests.
_MARKS = ("phase_component", "phase_waive")


class _Place(NamedTuple):
    """A module or class; where its tests are ``alike``, the tag and the beginning of their ids.

    ``same``: their node ids begin so too.
    """

    parent: pytest.Collector | None
    alike: bool = False
    tag: Tag | None = None
    prefix: str = ""
    same: bool = False


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
        self._paths: dict[Path, str | None] = {}
        # For each module file the collectors in it that were seen and not collected.
        self._open: dict[str, set[str]] = {}
        self._replaced: set[str] = set()
        self._listed: dict[str, dict[str, None]] = {}
        self._tags: dict[Tag, Tag] = {}
        self._place: _Place | None = None
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
        known = self.collected.tags
        tags = [known.get(item.nodeid) or self._look(item) for item in items]
        self.collected.untagged += tags.count(None)
        marking.mark(items, tags)
        out = self._not_chosen(items, tags)
        self.collected.whole = {path for path, open_ in self._open.items() if not open_}
        if self.collected.lanes:
            self._check_lanes()
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
        relative = self._relative(path)
        if relative is None:
            return ()
        if relative not in self._listed:
            self._listed[relative] = dict.fromkeys(self._project.tests.listed(relative))
        return self._listed[relative]

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
            if isinstance(node, _TESTS):
                self._tag(node)
            elif isinstance(node, pytest.Class):
                unfinished.add(node.nodeid)

    def _look(self, item: pytest.Item) -> Tag | None:
        """The tag of a test; None where it is in no component."""
        return self._tag(item) if isinstance(item, _TESTS) else None

    def _tag(self, item: pytest.Function | UncollectableTest) -> Tag | None:
        """The tag of a test, remembered by its node id."""
        place = self._place
        if place is None or place.parent is not item.parent:
            place = self._place = self._place_of(item)
        if not place.alike or item.own_markers or hasattr(item, "callspec"):
            return self._look_closer(item)
        if place.tag is not None:
            name = item.originalname  # type: ignore[attr-defined]  # no stand-in is alike
            if place.same and name == item.name:
                self.collected.tags[item.nodeid] = place.tag
            else:
                self._take(item.nodeid, place.prefix + name, place.tag)
        return place.tag

    def _place_of(self, item: pytest.Item) -> _Place:
        path, parent = self._relative(item.path), item.parent
        if path is None or parent is None:
            return _Place(parent, alike=path is None)
        if isinstance(item, UncollectableTest):
            return _Place(parent)  # nothing was imported: all tests beside it are such
        said = self._others or any(parent.get_closest_marker(name) for name in _MARKS)
        if said or not self._ownership.alike(path):
            return _Place(parent)
        integration = self._ownership.integration(path)
        component = self._ownership.owner(path, "") or integration
        tag = Tag(component, None, component == integration) if component else None
        names = parent.nodeid.partition("::")[2]
        prefix = f"{path}::{names}::" if names else f"{path}::"
        same = prefix == f"{parent.nodeid}::"
        return _Place(parent, alike=True, tag=tag, prefix=prefix, same=same)

    def _look_closer(self, item: pytest.Function | UncollectableTest) -> Tag | None:
        """The tag of a test by its own name, marks and parameters."""
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
        if case is not None:
            self.collected.cases[item.nodeid] = case
        tag = Tag(component, self._waiver(item, test), component == integration)
        return self._take(item.nodeid, test, self._tags.setdefault(tag, tag))

    def _take(self, node: str, test: str, tag: Tag) -> Tag:
        self.collected.tags[node] = tag
        if test != node:
            self.collected.tests[node] = test
        return tag

    def _component(self, item: pytest.Item, test: str, planned: str | None) -> str | None:
        own = _mark_of(item, "phase_component")
        named = planned
        if own is not None:
            self._note_lanes(item, test)
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

    def _note_lanes(self, item: pytest.Item, test: str) -> None:
        """A mark with ``lane=`` says the lane of the component that it names, wherever it is."""
        for mark in item.iter_markers("phase_component"):
            if "lane" in mark.kwargs:
                name = str((*mark.args, mark.kwargs.get("id", ""))[0])
                component = self._project.plan.find(name)
                if component is not None:
                    said = self.collected.lanes.setdefault(component.id, {})
                    said.setdefault(str(mark.kwargs["lane"]), test)

    def _check_lanes(self) -> None:
        """One problem for a component whose marks contradict its plan, or each other."""
        from pytest_phase.core.lanes import contradiction

        plan = self._project.plan
        for id, said in self.collected.lanes.items():
            wrong = contradiction(plan, plan.by_id[id], said)
            if wrong is not None:
                self.collected.problem(f"{wrong.test}: {wrong.message}. {wrong.hint}")

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
