"""Tagging and facts: runs wherever tests are collected and run, in each worker too."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Generator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import pytest

# What tells why a test failed is imported before any test: one may have taken the files away.
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

# What a test can say of itself, and a class or module of all of its tests.
_MARKS = ("phase_component", "phase_waive")


class Tag(NamedTuple):
    """Whose a collected test is, and its waiver.

    Tests with the same tag share one object: one more for each of ten thousand tests, and every
    collection of garbage takes a tenth longer.
    """

    component: str
    waived: str | None = None
    integration: bool = False


@dataclass
class Collected:
    """What one process collected, before any deselection; plain enough to send to the controller.

    ``tags`` maps a node id to its tag; ``tests`` to its test id, where that is another, and
    ``cases`` to its parameter id, if it has one. ``whole`` are the files collected to the last
    class, ``skipped`` those skipped as a whole and whether by a condition. ``problems`` are
    marks that nobody can work with, one message for each test; ``flaky`` the nodes that ended
    in another way when they were run again. ``lanes`` are those that marks name, by component,
    each with the first test of it.
    """

    tags: dict[str, Tag] = field(default_factory=dict)
    tests: dict[str, str] = field(default_factory=dict)
    cases: dict[str, str] = field(default_factory=dict)
    whole: set[str] = field(default_factory=set)
    skipped: dict[str, bool] = field(default_factory=dict)
    untagged: int = 0
    problems: list[str] = field(default_factory=list)
    flaky: set[str] = field(default_factory=set)
    lanes: dict[str, dict[str, str]] = field(default_factory=dict)

    def test(self, node: str) -> str:
        """The id of the test that a node id is about."""
        return self.tests.get(node, node)

    def plain(self) -> dict[str, Any]:
        """As JSON values, for ``workeroutput``."""
        kinds = {tag: number for number, tag in enumerate(dict.fromkeys(self.tags.values()))}
        return {
            "kinds": [list(tag) for tag in kinds],
            "tags": {node: kinds[tag] for node, tag in self.tags.items()},
            "tests": self.tests,
            "cases": self.cases,
            "whole": sorted(self.whole),
            "skipped": self.skipped,
            "untagged": self.untagged,
            "problems": self.problems,
            "flaky": sorted(self.flaky),
            "lanes": self.lanes,
        }

    def add(self, plain: Mapping[str, Any]) -> None:
        """Take in what a worker collected; all workers collect the same."""
        kinds = [Tag(*values) for values in plain["kinds"]]
        self.tags.update((node, kinds[number]) for node, number in plain["tags"].items())
        self.tests.update(plain["tests"])
        self.cases.update(plain["cases"])
        self.whole.update(plain["whole"])
        self.skipped.update(plain["skipped"])
        self.untagged = max(self.untagged, plain["untagged"])
        self.problem(*plain["problems"])
        self.flaky.update(plain["flaky"])
        self.lanes.update(plain["lanes"])

    def problem(self, *messages: str) -> None:
        """Take in a problem, once: cases of one test and workers say the same."""
        self.problems += [each for each in messages if each not in self.problems]


class _Place(NamedTuple):
    """A module or class; where its tests are ``alike``, the tag and the beginning of their ids."""

    parent: pytest.Collector | None
    alike: bool = False
    tag: Tag | None = None
    prefix: str = ""


class Tagger:
    """Tags every collected test of the plan, and attaches what a failure means to its report."""

    def __init__(self, config: pytest.Config, project: Project, selected: frozenset[str]) -> None:
        self.collected = Collected()
        self.on_failure: Callable[[pytest.Item], None] | None = None
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
        self._marks: dict[str, tuple[pytest.Mark, tuple[str, str]]] = {}
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
        tags, out = self.collected.tags, []
        for item in items:
            tag = tags.get(item.nodeid) or self._look(item)
            if tag is None:
                self.collected.untagged += 1
            else:
                self._mark(item, tag)
            if self._selected and not self._is_chosen(item, tag):
                out.append(item)
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

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Called after setup, call and teardown: a failure gets its grade, a skip its kind."""
        report = yield
        if report.outcome != "passed" and item.nodeid in self.collected.tags:
            report.__dict__.update(self._facts(item, call, report))
            if self.on_failure is not None and "phase_grade" in report.__dict__:
                self.on_failure(item)
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
                self._look(node)
            elif isinstance(node, pytest.Class):
                unfinished.add(node.nodeid)

    def _mark(self, item: pytest.Item, tag: Tag) -> None:
        """What ``add_marker`` does, without making the same mark ten thousand times."""
        if tag.component not in self._marks:
            mark = pytest.mark.phase_component(id=tag.component).mark
            self._marks[tag.component] = mark, (mark.name, tag.component)
        mark, named = self._marks[tag.component]
        item.keywords[mark.name] = mark
        item.own_markers.append(mark)
        item.user_properties.append(named)

    def _look(self, item: pytest.Item) -> Tag | None:
        """The tag of a test, remembered by its node id; None where it is in no component."""
        if not isinstance(item, _TESTS):
            return None
        place = self._place
        if place is None or place.parent is not item.parent:
            place = self._place = self._place_of(item)
        if not place.alike or item.own_markers or hasattr(item, "callspec"):
            return self._look_closer(item)
        if place.tag is not None:
            name = item.originalname  # type: ignore[attr-defined]  # no stand-in is alike
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
        return _Place(parent, alike=True, tag=tag, prefix=prefix)

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

    def _facts(
        self, item: pytest.Item, call: pytest.CallInfo[None], report: pytest.TestReport
    ) -> dict[str, Any]:
        if isinstance(item, UncollectableTest) and not report.skipped:
            return {"phase_grade": item.why.grade, "phase_uncollectable": True}
        if report.skipped and not hasattr(report, "wasxfail"):
            return {"phase_conditional": not self._skipped_as_written(item)}
        if call.excinfo is None:
            return {}
        if call.excinfo.errisinstance(pytest.xfail.Exception):
            # Not run, or given up by pytest.xfail(); but unittest hides a real failure behind it.
            return {"phase_grade": "behaviour"} if _is_expected_by_unittest(item) else {}
        moment: Moment = report.when
        found = grade(self._failures.read(call.excinfo.value, moment))
        other = self._config.hook.pytest_phase_grade(item=item, excinfo=call.excinfo, grade=found)
        return {"phase_grade": other or found}

    def _skipped_as_written(self, item: pytest.Item) -> bool:
        """Whether a skip stands on the test, its class or its module, under no condition.

        One that a hook put there (``--runslow``) came from a condition, as far as can be told;
        unittest's are told apart by the source alone.
        """
        owners = [getattr(item, name, None) for name in ("obj", "cls", "module")]
        marks = [mark for owner in owners for mark in _listed(getattr(owner, "pytestmark", ()))]
        marks += getattr(getattr(item, "callspec", None), "marks", ())
        if any(getattr(mark, "name", "") == "skip" for mark in marks):
            return True
        if isinstance(item, UncollectableTest):
            return item.get_closest_marker("skip") is not None
        if not any(getattr(owner, "__unittest_skip__", False) for owner in owners):
            return False
        test = self.collected.tests.get(item.nodeid, item.nodeid)
        return any(mark.name == "skip" for mark in self._project.tests.marks(test))

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


def _listed(marks: Any) -> list[Any]:
    return list(marks) if isinstance(marks, list | tuple) else [marks]


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
