"""A folder of plan files read as one plan (grammar 3.2, R7).

The files are put below each other, each as a section called by its number, and read like one
file; then every fact gets the file and the line that it came from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TypeVar

from pytest_phase.core.findings import Diagnostic
from pytest_phase.core.phrases import names
from pytest_phase.core.plan import (
    Case,
    Component,
    Dependency,
    Expectation,
    Implementation,
    Item,
    Origin,
    Phase,
    Plan,
    Stated,
    TableRow,
    TestFile,
)
from pytest_phase.formats.plan_markdown.folder_files import (
    Folder,
    separate_plans,
    sorted_folder,
)
from pytest_phase.formats.plan_markdown.folder_text import Line, joined, unclosed
from pytest_phase.formats.plan_markdown.reader import decoded, one_kind_of_line_end, read_plan
from pytest_phase.formats.plan_markdown.reading import NOTHING, NOWHERE, Reading, World

Fact = TypeVar("Fact", TestFile, Case, Implementation, Dependency, Stated, Expectation)

_WHOLE = frozenset({"component.file", "component.heading", "component.phase", "component.step"})
_LINE = re.compile(r"\bline (\d+)")
_NEVER_CLOSED = (
    "code fence opened here is never closed; all text after it is read as code.",
    "Close it with the same characters.",
)


def read_folder(
    files: Iterable[tuple[str, bytes]],
    path: str,
    reading: Reading = NOTHING,
    world: World = NOWHERE,
) -> Plan:
    """Read the files of a folder, given by name and bytes. Never raises.

    ``path`` is the folder's, from the project root. Each diagnostic and origin names its file.
    """
    path = path.rstrip("/")
    texts: list[tuple[str, str]] = []
    problems: list[Diagnostic] = []
    for name, data in files:
        text = decoded(data)
        if isinstance(text, str):
            texts.append((name, one_kind_of_line_end(text)))
        else:
            problems.append(text._replace(file=f"{path}/{name}"))
    several = separate_plans(name for name, _ in texts)
    if several:
        return _several(path, several)
    folder = sorted_folder(texts)
    if not folder.files and not problems:
        return _empty(path)
    lines = joined(folder, _groups(folder, reading))
    plan = read_plan("\n".join(line.text for line in lines), path, reading, world)
    return _Places(path, lines).plan(plan, folder, [*problems, *_unclosed(folder, path)])


def _empty(path: str) -> Plan:
    problem = Diagnostic(
        "PH201",
        "error",
        "no plan file in this folder.",
        "Name a folder with files such as 01-name.md, step_1.md or phase-1.md.",
    )
    return Plan(path, diagnostics=(problem,))


def _several(path: str, files: Sequence[str]) -> Plan:
    """A folder of dated plans: which of them is meant is not guessed, by the newest date least."""
    problem = Diagnostic(
        "PH101",
        "error",
        f"{len(files)} plan files match ({names([f'{path}/{name}' for name in files])}).",
        "Choose one with --phase-plan, or number the files of one plan: 01-name.md.",
    )
    return Plan(path, diagnostics=(problem,))


def _groups(folder: Folder, reading: Reading) -> frozenset[str]:
    """The files that hold components of their own, and are not one themselves."""
    return frozenset(
        file.name
        for file in folder.files
        if any(
            each.origin.rule not in _WHOLE
            for each in read_plan(file.text, file.name, reading).components
        )
    )


def _unclosed(folder: Folder, path: str) -> Iterable[Diagnostic]:
    for file in folder.files:
        fence = unclosed(file.text)
        if fence is not None:
            message, hint = _NEVER_CLOSED
            place = f"{path}/{file.name}"
            yield Diagnostic("PH103", "warning", message, hint, fence.line, file=place)


class _Places:
    """Puts the files and lines that facts came from in the place of those of the joined text."""

    def __init__(self, path: str, lines: Sequence[Line]) -> None:
        self.path = path
        self.lines = lines

    def plan(self, plan: Plan, folder: Folder, problems: Iterable[Diagnostic]) -> Plan:
        """The plan with its places, and the folder's own problems among the others."""
        found = [self._diagnostic(each) for each in plan.diagnostics]
        ordered = sorted([*problems, *found], key=lambda each: (each.file, each.line, each.column))
        stems = {f"{self.path}/{file.name}": file.stem for file in folder.files}
        overview = read_plan(folder.overview.text, "").title if folder.overview else ""
        return plan._replace(
            title=overview or self.path.rpartition("/")[2],
            phases=tuple(self._phase(each) for each in plan.phases),
            components=tuple(self._component(each, stems) for each in plan.components),
            diagnostics=tuple(ordered),
            reconciliation=tuple(self._row(each) for each in plan.reconciliation),
            critical_files=tuple(self._row(each) for each in plan.critical_files),
            checklist=tuple(self._item(each) for each in plan.checklist),
            questions=tuple(self._item(each) for each in plan.questions),
            notes=tuple(self._item(each) for each in plan.notes),
            integration=self._each(plan.integration),
        )

    def _at(self, line: int) -> tuple[str, int]:
        """The file and line of a line of the joined text."""
        for place in range(min(line, len(self.lines)), 0, -1):
            found = self.lines[place - 1]
            if found.line:
                return f"{self.path}/{found.file}", found.line
        return self.path, 1

    def _origin(self, origin: Origin) -> Origin:
        file, line = self._at(origin.line)
        return origin._replace(file=file, line=line)

    def _diagnostic(self, problem: Diagnostic) -> Diagnostic:
        file, line = self._at(problem.line)
        message = _LINE.sub(lambda match: "{}:{}".format(*self._at(int(match[1]))), problem.message)
        return problem._replace(file=file, line=line, message=message)

    def _component(self, component: Component, stems: dict[str, str]) -> Component:
        origin = self._origin(component.origin)
        whole = self.lines[component.line - 1].text.startswith("# ")
        stem = (stems[origin.file],) if whole and origin.file in stems else ()
        return component._replace(
            origin=origin,
            aliases=tuple(dict.fromkeys((*component.aliases, *stem))),
            test_files=self._each(component.test_files),
            cases=self._each(component.cases),
            implementation=self._each(component.implementation),
            depends_on=self._each(component.depends_on),
            integration=self._each(component.integration),
            stated=next(iter(self._each((component.stated,) if component.stated else ())), None),
            expected=self._each(component.expected),
            questions=tuple(self._item(each) for each in component.questions),
        )

    def _each(self, facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
        return tuple(fact._replace(origin=self._origin(fact.origin)) for fact in facts)

    def _phase(self, phase: Phase) -> Phase:
        return phase._replace(line=self._at(phase.line)[1])

    def _row(self, row: TableRow) -> TableRow:
        file, line = self._at(row.line)
        return row._replace(line=line, file=file)

    def _item(self, item: Item) -> Item:
        file, line = self._at(item.line)
        return item._replace(line=line, file=file)
