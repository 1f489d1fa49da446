"""The report as plain text: aligned, calm, and readable without colour."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from pytest_phase.core.cycle import Standing
from pytest_phase.core.findings import Diagnostic, Finding
from pytest_phase.core.levels import beyond
from pytest_phase.core.phrases import names, plural
from pytest_phase.core.plan import Component, Plan
from pytest_phase.core.questions import unanswered
from pytest_phase.core.report import Report
from pytest_phase.reporting.grouped import Group, grouped, tally
from pytest_phase.reporting.layout import (
    columns,
    cut,
    excused,
    labels,
    listed,
    pad,
    printable,
    wrap,
)
from pytest_phase.reporting.steps import command, next_step

MOST_PLACES, FIRST_PLACES = 10, 5  # of a warning that many tests have in common
NARROWEST = 12  # columns that a name keeps, however narrow the terminal is


def status(report: Report, width: int = 80) -> list[str]:
    """What a person reads at a glance, in lines of at most ``width`` columns.

    Phases as groups, components in the plan's order (``>`` marks the one in progress), what
    is ready, what to do next, then the findings. Only a command may be wider than ``width``.
    """
    return [
        *_head(report, width),
        *_components(report, width),
        "",
        *_where_to_go(report, width),
        *_questions(report, width),
        *_findings(report, width),
        *_plan_warnings(report),
    ]


def _head(report: Report, width: int) -> list[str]:
    title = printable(report.plan.title)
    head = f"{report.plan.path}: {title}" if title else report.plan.path
    done = sum(each.state == "completed" for each in report.standings)
    of = plural(len(report.standings), "component")
    return [cut(head, width), f"{done} of {of} completed (lock: {report.lock})"]


def _components(report: Report, width: int) -> Iterator[str]:
    table = _Table.of(report, width)
    for phase, members in groupby(report.standings, lambda each: each.component.phase):
        standings = list(members)
        yield ""
        heading = _phase(report.plan, phase, standings[0].component)
        yield from [cut(heading, width)] if heading else []
        for standing in standings:
            yield from table.row(standing)


def _phase(plan: Plan, number: str | None, first: Component) -> str:
    """The heading of a group: ``Phase 3.2: Core services``; empty in a plan without phases.

    A plan may give one number twice: the phase meant is the last one before the component.
    """
    if number is None:
        return "No phase" if plan.phases else ""
    found = [each for each in plan.phases if each.number == number and each.line <= first.line]
    name = printable(found[-1].name) if found else ""
    return ": ".join(part for part in (f"Phase {number}".rstrip(), name) if part)


@dataclass(frozen=True, slots=True)
class _Table:
    """The widths of the columns, in which every component has one row."""

    called: Mapping[str, str]
    width: int
    name: int
    red: int
    green: int

    @classmethod
    def of(cls, report: Report, width: int) -> _Table:
        """Columns as wide as their widest entry; names give way where the page is too narrow."""
        red = max((len(_red(each)) for each in report.standings), default=0)
        green = max((len(_green(each)) for each in report.standings), default=0)
        fixed = 4 + 2 + len("in_progress") + 2 + len("untested") + 2 + red + 2 + green
        called = labels(report.plan)
        widest = max((columns(each) for each in called.values()), default=0)
        return cls(called, width, min(widest, max(NARROWEST, width - fixed)), red, green)

    def row(self, standing: Standing) -> Iterator[str]:
        """One component: what there is to say besides the counts goes below if it is too long."""
        marker = ">" if standing.state == "in_progress" else " "
        counts = f"{_red(standing):<{self.red}}  {_green(standing):<{self.green}}"
        name = pad(cut(self.called[standing.id], self.name), self.name)
        facts = f"  {marker} {name}  {standing.state:<11}  {standing.cycle:<8}  {counts}"
        notes = "; ".join(_notes(standing, self.called))
        together = f"{facts}  {notes}"
        if notes and columns(together) > self.width:
            yield facts.rstrip()
            yield from wrap(notes, self.width, " " * 6)
        else:
            yield together.rstrip()


def _red(standing: Standing) -> str:
    known = len(standing.known)
    return f"red {len(standing.red)}/{known}" if known else "no tests"


def _green(standing: Standing) -> str:
    known = len(standing.known)
    return f"green {len(standing.green)}/{known}" if known else ""


def _notes(standing: Standing, called: Mapping[str, str]) -> Iterator[str]:
    """What is worth saying of a component besides its counts; nothing for an ordinary one."""
    if standing.lane != "feature":
        yield f"lane {standing.lane}"
    level = beyond(standing)
    if level is not None:
        yield level
    for word, tests in (
        ("waived", standing.waived),
        ("baseline", standing.baseline),
        ("stale", standing.stale.intersection(standing.known)),
    ):
        if tests:
            yield f"{word} {len(tests)}"
    if standing.state == "in_progress":
        yield from _grades(standing)
    if standing.unwritten and standing.state != "pending":
        yield f"{plural(len(standing.unwritten), 'case')} unwritten"
    if standing.blocked_by and standing.state != "completed":
        yield f"blocked by {', '.join(listed(standing.blocked_by, called))}"


def _grades(standing: Standing) -> Iterator[str]:
    grades = [f"{grade} {count}" for grade, count in standing.grades.items() if count]
    if grades:
        yield f"grades: {', '.join(grades)}"


def _where_to_go(report: Report, width: int) -> Iterator[str]:
    current = [report.in_progress] if report.in_progress is not None else []
    called, step = labels(report.plan), next_step(report)
    yield from wrap(_or_none(listed(current, called)), width, "In progress: ")
    yield from wrap(_or_none(listed(report.ready, called)), width, "Ready:       ")
    yield from wrap(step.text, width, "Next:        ")
    if step.command is not None:
        yield f"{'':13}{step.command}"
    path = report.order.critical_path
    if len(path) > 2:
        yield from wrap(" -> ".join(listed(path, called)), width, "Critical path: ")


def _questions(report: Report, width: int) -> Iterator[str]:
    """What is asked of the plan and of components that are not completed, and not answered."""
    open_ = {each.id for each in report.standings if each.state != "completed"}
    own = (each.questions for each in report.plan.components if each.id in open_)
    asked = [*unanswered(report.plan.questions), *(q for each in own for q in unanswered(each))]
    first = "Open questions: "
    for each in asked if open_ else ():
        said = f"{report.plan.place(each)} {printable(each.text)}"
        yield from wrap(said, width, first, " " * len(first))
        first = " " * len(first)


def _or_none(called: list[str]) -> str:
    return names(called, 5) or "none"


def _findings(report: Report, width: int) -> list[str]:
    if not report.findings:
        return []
    shown = findings(report.findings, report.plan, width)
    return ["", f"Findings: {tally(report.findings)}", *shown]


def _plan_warnings(report: Report) -> list[str]:
    count = sum(each.severity == "warning" for each in report.plan.diagnostics)
    if not count:
        return []
    return ["", f"The plan has {plural(count, 'warning')}: {command(report, '--phase-lint')}"]


def findings(found: Iterable[Finding], plan: Plan, width: int = 80) -> list[str]:
    """The findings, errors first: what, where, what next; a place is never cut or wrapped."""
    lines: list[str] = []
    for group in grouped(found, plan):
        lines += wrap(f"{group.title}: {group.message}", width, rest="    ")
        lines += _places(group)
        lines += wrap(group.hint, width, "    hint: ") if group.hint else []
    return lines


def _places(group: Group) -> list[str]:
    """Where it is; of what stops nobody, and stands in many places alike, only the first few."""
    shown = group.places
    if group.severity != "error" and len(shown) > MOST_PLACES:
        shown = shown[:FIRST_PLACES]
    rest = len(group.places) - len(shown)
    return [f"    {place}" for place in (*shown, *([f"and {rest} more"] if rest else []))]


def gate(report: Report, width: int = 80, *, failed: bool = False) -> list[str]:
    """The gate's judgement: its findings, and the verdict in the last line."""
    return [*findings(report.findings, report.plan, width), verdict(report, failed=failed)]


def verdict(report: Report, *, failed: bool = False) -> str:
    """One line: what was found, or that the gate passed and what that rests on.

    ``failed``: tests that the gate does not judge failed the run all the same.
    """
    said = tally(report.findings)
    if any(each.severity == "error" for each in report.findings):
        return f"phase gate: {said}"
    passed = "phase gate: passed, " + (f"{said}, " if said else "") + _proof(report)
    return f"{passed}; the run failed by its tests" if failed else passed


def _proof(report: Report) -> str:
    green = [len(each.green) for each in report.standings if each.green]
    seen = f"{plural(sum(green), 'test')} red then green in {plural(len(green), 'component')}"
    said = [seen if green else "no test red then green yet", excused(report.standings)]
    return ", ".join(filter(None, said))


def diagnostics(plan: Plan) -> list[str]:
    """The problems of a plan, each on one line with its place, in the order of the file."""
    ordered = sorted(plan.diagnostics, key=_place)
    return [printable(each.at(plan.path)) for each in ordered]


def _place(problem: Diagnostic) -> tuple[str, int, int, str]:
    return problem.file, problem.line, problem.column, problem.code
