"""The report as GitHub's Markdown: for a pull request, or the summary of a CI step."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from pytest_phase.core.cycle import Standing
from pytest_phase.core.findings import Finding
from pytest_phase.core.levels import beyond
from pytest_phase.core.phrases import plural
from pytest_phase.core.plan import Plan
from pytest_phase.core.report import Report
from pytest_phase.reporting.grouped import Group, grouped, tally
from pytest_phase.reporting.layout import labels, listed, printable
from pytest_phase.reporting.steps import next_step

HEADER = ("Component", "Phase", "State", "Cycle", "Red", "Green", "Blocked by")
RULER = ("---", "---", "---", "---", "---:", "---:", "---")
MOST_PLACES = 20  # of one finding: GitHub refuses a summary over 1 MiB, a comment over 64 KiB

# What GitHub would read as markup, anywhere in a line; an underscore inside a word is none.
_MARKUP = re.compile(r"[\\`*{}\[\]<>|~&#$]|(?<![^\W_])_|_(?![^\W_])")


def status(report: Report) -> str:
    """Heading, one table of components, what to do next, and the findings; ends in a newline."""
    parts = [_head(report), _table(report), _where_to_go(report)]
    if report.findings:
        parts.append(findings(report.findings, report.plan))
    return "\n\n".join(parts) + "\n"


def findings(found: Iterable[Finding], plan: Plan) -> str:
    """The findings as a list, errors first: what, where, what next."""
    found = tuple(found)
    lines = [f"### Findings: {tally(found)}", ""]
    for group in grouped(found, plan):
        lines += _item(group)
    return "\n".join(lines)


def escape(text: str) -> str:
    """The text as itself: no markup, no cell border, and nobody mentioned by an ``@``."""
    plain = _MARKUP.sub(r"\\\g<0>", printable(text))
    return plain.replace("@", "@&#8203;")


def code(text: str) -> str:
    """The text as a code span, also where it holds backticks."""
    line = printable(text)
    fence = "`" * (1 + max(map(len, re.findall(r"`+", line)), default=0))
    space = " " if "`" in (line[:1], line[-1:]) else ""
    return f"{fence}{space}{line}{space}{fence}"


def _head(report: Report) -> str:
    done = sum(each.state == "completed" for each in report.standings)
    of = plural(len(report.standings), "component")
    title = report.plan.title or report.plan.path
    return (
        f"## {escape(title)}\n\n"
        f"{done} of {of} completed. "
        f"Plan {code(report.plan.path)}, lock {code(report.lock)}."
    )


def _table(report: Report) -> str:
    called = labels(report.plan)
    rows = [HEADER, RULER, *(_cells(each, called) for each in report.standings)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _cells(standing: Standing, called: Mapping[str, str]) -> tuple[str, ...]:
    name = escape(called[standing.id])
    known = len(standing.known)
    return (
        f"**{name}**" if standing.state == "in_progress" else name,
        escape(standing.component.phase or ""),
        standing.state,
        standing.cycle,
        " ".join(filter(None, (f"{len(standing.red)}/{known}", beyond(standing)))),
        f"{len(standing.green)}/{known}",
        escape(", ".join(listed(standing.blocked_by, called))),
    )


def _where_to_go(report: Report) -> str:
    step = next_step(report)
    command = f"\n\n```sh\n{step.command}\n```" if step.command is not None else ""
    return f"**Next:** {escape(step.text)}{command}"


def _item(group: Group) -> Iterator[str]:
    whose = f" in {escape(group.component)}" if group.component else ""
    yield f"- **{group.severity} {group.code}**{whose}: {escape(group.message)}"
    yield from (f"  - {code(place)}" for place in group.places[:MOST_PLACES])
    if len(group.places) > MOST_PLACES:
        yield f"  - and {len(group.places) - MOST_PLACES} more"
    if group.hint:
        yield f"  - Hint: {escape(group.hint)}"
