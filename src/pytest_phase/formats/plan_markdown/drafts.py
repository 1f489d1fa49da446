"""Drafts: what each unit says of its files and cases, before components have ids and edges.

What one component cannot know alone is settled here too: short spellings of a path, runs of
another component's tests, sample tests with the same name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from pytest_phase.core.plan import Case, Implementation, Origin, TestFile
from pytest_phase.formats.plan_markdown.cases import read_cases
from pytest_phase.formats.plan_markdown.directives import Directive, read_directive
from pytest_phase.formats.plan_markdown.document import Document
from pytest_phase.formats.plan_markdown.files import Files, read_files
from pytest_phase.formats.plan_markdown.identity import Identity, identified
from pytest_phase.formats.plan_markdown.numbered_tests import NumberedTests
from pytest_phase.formats.plan_markdown.paths import is_outside, normal
from pytest_phase.formats.plan_markdown.placing import rooted
from pytest_phase.formats.plan_markdown.problems import Problems
from pytest_phase.formats.plan_markdown.trees import drawn_files
from pytest_phase.formats.plan_markdown.units import Unit


@dataclass(slots=True)
class Draft:
    """A component's facts before it has an id."""

    unit: Unit
    directive: Directive | None
    files: Files
    cases: tuple[Case, ...]


def read_drafts(units: Iterable[Unit], document: Document, problems: Problems) -> list[Draft]:
    """Read the facts of each unit; units that a directive skips are left out."""
    drafts: list[Draft] = []
    numbered = NumberedTests(document.root, problems)
    for unit in units:
        directive = read_directive(unit.passages, problems)
        if directive is not None and directive.skip:
            continue
        files = read_files(unit.passages, problems)
        cases = read_cases(unit.passages, problems)
        cases = (*cases, *numbered.cases(unit.passages))
        if directive is not None:
            files = _directed(files, directive, problems)
        elif not files.tests:
            files = _tabled(files, unit, problems) or _inherited(files, unit, problems)
        drafts.append(Draft(unit, directive, files, cases))
    _identify_files(drafts, document, problems)
    _drop_regression_runs(drafts)
    for draft in drafts:
        draft.cases = _with_node_ids(draft.cases, draft.files)
    _shorten_cases(drafts)
    for draft in drafts:
        draft.files = _covering(draft.files, draft.cases)
    return drafts


def _tabled(files: Files, unit: Unit, problems: Problems) -> Files | None:
    """The test files that a table elsewhere gives the unit, if it does."""
    found = read_files(unit.rows, problems) if unit.rows else Files()
    return files._replace(tests=found.tests) if found.tests else None


def _inherited(files: Files, unit: Unit, problems: Problems) -> Files:
    """The test files of the unit's group, where it names none itself."""
    default = read_files(unit.default, problems).tests
    for file in default:
        problems.add(
            "PH309",
            "info",
            f"test file {file.path} inherited from line {file.origin.line}",
            unit.line,
        )
    return files._replace(tests=default)


def _identify_files(drafts: list[Draft], document: Document, problems: Problems) -> None:
    """Let short spellings of a path mean the one full path that the plan writes."""
    every = [
        file.path
        for draft in drafts
        for file in (*draft.files.tests, *draft.files.also, *draft.files.integration)
    ]
    identity = Identity([*every, *drawn_files(document.root)])
    for draft in drafts:
        tests = _once(rooted(identified(draft.files.tests, identity, problems), problems))
        known = {file.path for file in tests}
        apart = _once(identified(draft.files.integration, identity, problems))
        apart = tuple(file for file in apart if file.path not in known)
        draft.files = draft.files._replace(tests=tests, integration=apart)


def _once(files: tuple[TestFile, ...]) -> tuple[TestFile, ...]:
    """Each path once; named whole at least once, it is whole."""
    first: dict[str, TestFile] = {}
    for file in files:
        known = first.get(file.path)
        if known is None:
            first[file.path] = file
        else:
            whole = not known.names or not file.names
            names = () if whole else tuple(dict.fromkeys((*known.names, *file.names)))
            first[file.path] = known._replace(names=names)
    return tuple(first.values())


def _drop_regression_runs(drafts: list[Draft]) -> None:
    """A file known from a command alone belongs to the component that claims it, if one does."""
    claimed = {
        file.path
        for draft in drafts
        for file in draft.files.tests
        if file.origin.rule != "files.command"
    }
    for draft in drafts:
        kept = tuple(
            file
            for file in draft.files.tests
            if file.origin.rule != "files.command" or file.path not in claimed
        )
        draft.files = draft.files._replace(tests=kept)


def _directed(files: Files, directive: Directive, problems: Problems) -> Files:
    """The files a directive names, which win over all others."""
    origin = Origin(directive.line, "directive")
    tests = directive.list("tests")
    sources = directive.list("impl")
    if tests is not None:
        named = [each.partition("::") for each in tests]
        files = files._replace(
            tests=tuple(
                TestFile(_kept(path), origin, (names,) if names else ())
                for path, _, names in named
                if _inside(path, directive, problems)
            ),
        )
    if sources is not None:
        named_sources = (Implementation(normal(each), origin) for each in sources)
        files = files._replace(implementation=tuple(named_sources))
    return files


def _kept(path: str) -> str:
    return normal(path) + ("/" if path.endswith("/") else "")


def _inside(path: str, directive: Directive, problems: Problems) -> bool:
    if not is_outside(normal(path)):
        return True
    problems.add(
        "PH312",
        "error",
        f'"{path}" is outside the project root',
        directive.line,
        "Write the path relative to the project root, with /.",
        problems.document.column(directive.line, path),
    )
    return False


def _with_node_ids(cases: tuple[Case, ...], files: Files) -> tuple[Case, ...]:
    """The functions named with the owned files' paths count as listed cases."""
    known = {case.name for case in cases}
    known |= {f"::{name}".rpartition("::")[2] for name in known if name}
    named = [
        Case(name, file.origin, name)
        for file in files.tests
        for name in file.names
        if name not in known and name.rpartition("::")[2].startswith("test")
    ]
    return (*cases, *named)


def _covering(files: Files, cases: tuple[Case, ...]) -> Files:
    """The only test file, if it is named by node ids, holds the listed cases too."""
    if len(files.tests) != 1 or not files.tests[0].names:
        return files
    file = files.tests[0]
    names = dict.fromkeys((*file.names, *(case.name for case in cases if case.name)))
    return files._replace(tests=(file._replace(names=tuple(names)),))


def _shorten_cases(drafts: list[Draft]) -> None:
    """A case from sample code keeps its class only where the function's name alone is ambiguous."""
    functions = Counter(
        case.name.rpartition("::")[2] for draft in drafts for case in draft.cases if case.name
    )
    for draft in drafts:
        draft.cases = tuple(_shortened(case, functions) for case in draft.cases)


def _shortened(case: Case, functions: Counter[str]) -> Case:
    function = (case.name or "").rpartition("::")[2]
    if case.origin.rule != "cases.fence" or functions[function] > 1:
        return case
    return case._replace(name=function, text=function)
