"""What a user should do next: one step, in words and as a command."""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from dataclasses import dataclass

from pytest_phase.core import cycle
from pytest_phase.core.cycle import Standing
from pytest_phase.core.evidence import FAILURES, PASSES, name_of
from pytest_phase.core.phrases import names, plural
from pytest_phase.core.report import Report
from pytest_phase.reporting.layout import labels, listed, printable


@dataclass(frozen=True, slots=True)
class Step:
    """What to do next, and the command that does or checks it (None where none does)."""

    text: str
    command: str | None = None


def next_step(report: Report) -> Step:
    """The one step that takes the plan further, by the cycle of design 4.1."""
    several = cycle.busy({each.id: each for each in report.standings})
    if report.plan.errors:
        errors = plural(len(report.plan.errors), "error")
        return Step(f"correct the plan, it has {errors}", command(report, "--phase-lint"))
    if len(several) > 1:
        both = " and ".join(_called(each, report) for each in several[:2])
        return Step(
            f"put one back, {both} are both in progress and not green",
            command(report, f"--phase-stop={shlex.quote(several[-1].id)}"),
        )
    if report.in_progress is not None:
        return _go_on(report, _standing(report, report.in_progress))
    if report.ready:
        return _begin(report, _first_ready(report))
    return _nothing_ready(report)


def _first_ready(report: Report) -> Standing:
    """The first ready component that has test files; one without cannot get evidence (PH809)."""
    ready = [_standing(report, id) for id in report.ready]
    return next((each for each in ready if each.component.test_files), ready[0])


def _begin(report: Report, standing: Standing) -> Step:
    if not standing.component.test_files:
        return _name_files(report, standing)
    called, start = _called(standing, report), command(report, "--phase-start", standing.id)
    if not standing.known:
        return Step(_write(standing, called), start)
    tests = plural(len(standing.owed or standing.known), "test")
    if standing.owed:
        return Step(f"start {called}: see its {tests} fail before its code is written", start)
    return Step(f"start {called}: its {tests} owe{_s(standing.known)} no red", start)


def _go_on(report: Report, standing: Standing) -> Step:
    if not standing.component.test_files:
        return _name_files(report, standing)
    called, run = _called(standing, report), command(report, "--phase-component", standing.id)
    if not standing.known:
        return Step(_write(standing, called), run)
    failing = _failing(report, standing)
    if failing:
        tests = plural(len(failing), "failing test")
        return Step(f"make {tests} of {called} pass again: {_names(failing)}", run)
    unseen = [test for test in standing.owed if test not in standing.red]
    waiting = [test for test in standing.owed if test in standing.red]
    if standing.unwritten:
        cases = plural(len(standing.unwritten), "listed case")
        return Step(f"write {cases} of {called}: {_names(standing.unwritten)}", run)
    if unseen:
        return Step(_see_fail(report, unseen, called), run)
    if waiting:
        tests = plural(len(waiting), "red test")
        return Step(f"make {tests} of {called} pass: {_names(waiting)}", run)
    tests = f"its {plural(len(standing.known), 'test')} owe{_s(standing.known)} nothing more"
    return Step(f"complete {called}: {tests}", command(report, "--phase-complete"))


def _failing(report: Report, standing: Standing) -> list[str]:
    """Tests that owe nothing and failed in this run: what a refactoring broke."""
    owed = set(standing.owed)
    return [
        each.id
        for each in report.run or ()
        if each.component == standing.id and each.outcome in FAILURES and each.id not in owed
    ]


def _see_fail(report: Report, unseen: list[str], called: str) -> str:
    """How to get the red that is owed: a test that passes already cannot be seen failing."""
    outcomes = {each.id: each.outcome for each in report.run or ()}
    passing = [test for test in unseen if outcomes.get(test) in PASSES]
    if passing == unseen:
        tests, how = plural(len(unseen), "test"), "take the code away and see"
        return f"{how} {tests} of {called} fail, or waive: {_names(unseen)}"
    failing = [test for test in unseen if test not in passing]
    tests = plural(len(failing), "test")
    return f"see {tests} of {called} fail, not yet red: {_names(failing)}"


def _nothing_ready(report: Report) -> Step:
    pending = [each.id for each in report.standings if each.state == "pending"]
    if pending:
        waiting = names(listed(pending, labels(report.plan)))
        return Step(
            f"nothing can start: {waiting} wait for others", command(report, "--phase-lint")
        )
    if any(each.severity == "error" for each in report.findings):
        gate = command(report, "--phase-gate")
        return Step("every component is completed; settle what the gate finds", gate)
    return Step("nothing left, every component is completed")


def _name_files(report: Report, standing: Standing) -> Step:
    place = report.plan.place(standing.component.origin)
    return Step(f"name the test files of {_called(standing, report)} in the plan, at {place}")


def _write(standing: Standing, called: str) -> str:
    files = dict.fromkeys(printable(each.path) for each in standing.component.test_files)
    see = ", and see them fail" if standing.lane == "feature" else ""
    return f"write the tests of {called} in {names(list(files))}{see}"


def _names(tests: Iterable[str]) -> str:
    return names([printable(name_of(test) or test) for test in tests])


def _s(tests: tuple[str, ...]) -> str:
    return "s" if len(tests) == 1 else ""


def _called(standing: Standing, report: Report) -> str:
    return listed([standing.id], labels(report.plan))[0]


def _standing(report: Report, id: str) -> Standing:
    return next(each for each in report.standings if each.id == id)


def command(report: Report, *arguments: str) -> str:
    """A pytest command that works where the report is read.

    The first argument is written as it is, the others are quoted for a shell.
    """
    begin = report.command or f"pytest --phase-plan {shlex.quote(report.plan.path)}"
    return " ".join([begin, *arguments[:1]] + [shlex.quote(each) for each in arguments[1:]])
