"""A table of components beside headings that are components: one list, or two (grammar 3.2, PH206).

Rows that are called like a component say more of it. Other rows with tests of their own are a
second list, and only one can be meant.
"""

from __future__ import annotations

from collections.abc import Iterable

from pytest_phase.core.phrases import plural
from pytest_phase.formats.plan_markdown.passages import Passage
from pytest_phase.formats.plan_markdown.paths import is_test_path, path_tokens
from pytest_phase.formats.plan_markdown.problems import Problems
from pytest_phase.formats.plan_markdown.references import key
from pytest_phase.formats.plan_markdown.units import Unit

_LEAST = 2  # rows that are no component: one alone is a remark


def settle_rivals(units: list[Unit], rows: Iterable[Unit], problems: Problems) -> list[Unit]:
    """The components, where a table lists some too; its rows go to those they are called like."""
    outside = _outside(units, rows)
    if not outside:
        return units
    names = _by_name(units)
    strange = []
    for row in outside:
        owner = next((names[each] for each in _called(row) if names.get(each)), None)
        if owner is None:
            strange.append(row)
        else:
            owner.rows += row.passages
    known = {path for unit in units for path in _test_paths(unit.passages)}
    rivals = [row for row in strange if _test_paths(row.passages) - known]
    if len(rivals) < _LEAST:
        return units
    tabled = not any(unit.evidence for unit in units) and all(
        len(_test_paths(row.passages)) == 1 for row in strange
    )
    _report(units, rivals, tabled, problems)
    return [row for row in outside if row in strange] if tabled else units


def _outside(units: list[Unit], rows: Iterable[Unit]) -> list[Unit]:
    """The rows that are no component, and stand in none."""
    chosen = {unit.line for unit in units if unit.rule == "component.row"}
    spans = [
        range(unit.line, max((each.line for each in unit.passages), default=unit.line) + 1)
        for unit in units
        if unit.level
    ]
    inside = {line for span in spans for line in span}
    return [row for row in rows if row.line not in chosen and row.line not in inside]


def _by_name(units: Iterable[Unit]) -> dict[str, Unit | None]:
    """Each name and id of a heading to its unit; what two are called means neither."""
    found: dict[str, Unit | None] = {}
    for unit in units:
        if unit.rule != "component.row":
            for name in dict.fromkeys(_called(unit)):
                found[name] = None if name in found else unit
    return found


def _called(unit: Unit) -> list[str]:
    label = unit.heading.label if unit.heading else ""
    return [key(each) for each in (label, *unit.codes, unit.name) if key(each)]


def _test_paths(passages: Iterable[Passage]) -> set[str]:
    return {
        token.path
        for passage in passages
        if passage.label in ("tests", "create", "files") and ".py" in passage.text
        for token in path_tokens(passage.text)
        if is_test_path(token.path, labelled=True)
    }


def _report(units: list[Unit], rows: list[Unit], tabled: bool, problems: Problems) -> None:
    kind = units[0].word.split(" ")[0] or "heading"
    counts = f"{plural(len(units), kind)}, {plural(len(rows), 'table row')}"
    why = (
        "using the table, because each row names one test file"
        if tabled
        else f"using the {plural(2, kind)[2:]}"
    )
    first = rows[0].line
    problems.add(
        "PH206",
        "warning",
        f"lines {min(units[0].line, first)} and {max(units[0].line, first)} both list components "
        f"({counts}); {why}",
        min(units[0].line, first),
        "Call each row like its component, or put <!-- phase: skip --> into what is none.",
    )
