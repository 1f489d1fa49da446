"""The plan reader: Markdown text to a ``Plan``, with every problem of it at once.

Read top to bottom: parse, decide what the components are, read each one's facts, connect
them, gather what belongs to the whole plan.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from pytest_phase.core.findings import Diagnostic
from pytest_phase.core.plan import (
    Case,
    Component,
    Implementation,
    Lane,
    Origin,
    Plan,
    TestFile,
    unique_ids,
)
from pytest_phase.formats.plan_markdown.cases import read_cases
from pytest_phase.formats.plan_markdown.components import Decision
from pytest_phase.formats.plan_markdown.directives import Directive, read_directive
from pytest_phase.formats.plan_markdown.document import Document, parse_document
from pytest_phase.formats.plan_markdown.drawings import read_drawings
from pytest_phase.formats.plan_markdown.edges import Edges, order_edges, report_cycles
from pytest_phase.formats.plan_markdown.files import Files, read_files
from pytest_phase.formats.plan_markdown.frontmatter import Frontmatter, read_frontmatter
from pytest_phase.formats.plan_markdown.identity import Identity, identified
from pytest_phase.formats.plan_markdown.inline import plain
from pytest_phase.formats.plan_markdown.names import code_names, module_names
from pytest_phase.formats.plan_markdown.paths import is_outside, normal
from pytest_phase.formats.plan_markdown.problems import Problems
from pytest_phase.formats.plan_markdown.references import References, Target
from pytest_phase.formats.plan_markdown.reports import (
    report_duplicates,
    report_fences,
    report_frontmatter,
    report_no_component,
    report_shared,
    report_untested,
)
from pytest_phase.formats.plan_markdown.sections import gather
from pytest_phase.formats.plan_markdown.trees import drawn_files
from pytest_phase.formats.plan_markdown.units import Unit

_LANES: tuple[Lane, ...] = ("refactor", "characterization")
LARGEST = 5 * 1024 * 1024


def read_bytes(data: bytes, path: str) -> Plan:
    """Read a plan file's bytes: UTF-8 with or without a byte order mark, 5 MB at most."""
    if len(data) > LARGEST:
        return _too_large(len(data), path)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problem = Diagnostic(
            "PH102",
            "error",
            f"plan file is not UTF-8 at byte {error.start}.",
            "Save the file as UTF-8.",
            data.count(b"\n", 0, error.start) + 1,
        )
        return Plan(path, diagnostics=(problem,))
    return read_plan(text, path)


def read_plan(text: str, path: str) -> Plan:
    """Read a plan. Never raises: what cannot be read is a diagnostic."""
    if len(text) > LARGEST:
        return _too_large(len(text), path)
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    frontmatter = read_frontmatter(text)
    document = parse_document(text, frontmatter.length)
    return _assemble(document, frontmatter, path)


def _too_large(size: int, path: str) -> Plan:
    message = f"plan file has {size / 1024 / 1024:.1f} MB; at most 5 MB are read."
    return Plan(path, diagnostics=(Diagnostic("PH102", "error", message, "Split the plan."),))


def _assemble(document: Document, frontmatter: Frontmatter, path: str) -> Plan:
    problems = Problems(document)
    decision = Decision(document, problems)
    decision.decide()
    drafts = _drafts(decision.units, document, problems)
    components = _identified(drafts)
    components = _connected(components, drafts, document, problems)
    report_frontmatter(frontmatter, problems)
    report_fences(document, problems)
    pairs = list(zip(components, (draft.unit for draft in drafts), strict=True))
    report_untested(pairs, problems)
    report_duplicates(pairs, problems)
    report_shared(components, problems)
    if not components:
        report_no_component(decision.headings, problems)
    gathered = gather(document.root, decision.headings, _taken(decision, document))
    return Plan(
        path=path,
        title=_title(document, frontmatter),
        phases=tuple(decision.phases),
        components=components,
        diagnostics=problems.sorted(),
        reconciliation=tuple(gathered.reconciliation),
        critical_files=tuple(gathered.critical_files),
        checklist=tuple(gathered.checklist),
        questions=tuple(gathered.questions),
        notes=tuple(gathered.notes),
        names=_names(document, components),
    )


@dataclass(slots=True)
class _Draft:
    """A component's facts before it has an id."""

    unit: Unit
    directive: Directive | None
    files: Files
    cases: tuple[Case, ...]


def _drafts(units: Iterable[Unit], document: Document, problems: Problems) -> list[_Draft]:
    """Read the facts of each unit; units that a directive skips are left out."""
    drafts: list[_Draft] = []
    for unit in units:
        directive = read_directive(unit.passages, problems)
        if directive is not None and directive.skip:
            continue
        files = read_files(unit.passages, problems)
        cases = read_cases(unit.passages, problems)
        if directive is not None:
            files = _directed(files, directive, problems)
        elif not files.tests:
            files = _inherited(files, unit, problems)
        drafts.append(_Draft(unit, directive, files, cases))
    _identify_files(drafts, document, problems)
    _drop_regression_runs(drafts)
    for draft in drafts:
        draft.cases = _with_node_ids(draft.cases, draft.files)
    _shorten_cases(drafts)
    for draft in drafts:
        draft.files = _covering(draft.files, draft.cases)
    return drafts


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
    return replace(files, tests=default)


def _identify_files(drafts: list[_Draft], document: Document, problems: Problems) -> None:
    """Let short spellings of a path mean the one full path that the plan writes."""
    every = [
        file.path
        for draft in drafts
        for file in (*draft.files.tests, *draft.files.also, *draft.files.integration)
    ]
    identity = Identity([*every, *drawn_files(document.root)])
    for draft in drafts:
        tests = identified(draft.files.tests, identity, problems)
        draft.files = replace(draft.files, tests=tests)


def _drop_regression_runs(drafts: list[_Draft]) -> None:
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
        draft.files = replace(draft.files, tests=kept)


def _directed(files: Files, directive: Directive, problems: Problems) -> Files:
    """The files a directive names, which win over all others."""
    origin = Origin(directive.line, "directive")
    tests = directive.list("tests")
    sources = directive.list("impl")
    if tests is not None:
        named = [each.partition("::") for each in tests]
        files = replace(
            files,
            tests=tuple(
                TestFile(_kept(path), origin, (names,) if names else ())
                for path, _, names in named
                if _inside(path, directive, problems)
            ),
        )
    if sources is not None:
        files = replace(
            files, implementation=tuple(Implementation(normal(each), origin) for each in sources)
        )
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
    return replace(files, tests=(replace(file, names=tuple(names)),))


def _shorten_cases(drafts: list[_Draft]) -> None:
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
    return replace(case, name=function, text=function)


def _identified(drafts: list[_Draft]) -> tuple[Component, ...]:
    """Components with their ids (design 3.3); a directive's id wins."""
    names = [(draft.unit.name, draft.unit.phase) for draft in drafts]
    directed = [draft.directive.values.get("id") if draft.directive else None for draft in drafts]
    ids = unique_ids(
        (given or name, phase) for (name, phase), given in zip(names, directed, strict=True)
    )
    return tuple(_component(draft, id) for draft, id in zip(drafts, ids, strict=True))


def _component(draft: _Draft, id: str) -> Component:
    unit = draft.unit
    return Component(
        id=id,
        name=unit.name or id,
        origin=Origin(unit.line, unit.rule),
        aliases=_aliases(draft),
        phase=unit.phase,
        lane=_lane(draft),
        test_files=draft.files.tests,
        cases=draft.cases,
        implementation=draft.files.implementation,
        integration=draft.files.integration,
    )


def _aliases(draft: _Draft) -> tuple[str, ...]:
    own = (draft.unit.heading.label,) if draft.unit.heading else ()
    given = draft.directive.values.get("id") if draft.directive else None
    every = (*own, *draft.unit.codes, *((given,) if given else ()))
    return tuple(dict.fromkeys(each for each in every if each and each != draft.unit.name))


def _lane(draft: _Draft) -> Lane:
    given = draft.directive.values.get("lane") if draft.directive else None
    labelled = (
        plain(passage.text).strip(" .").lower()
        for passage in draft.unit.passages
        if passage.label == "lane" and passage.own
    )
    said = set((given,) if given else labelled)
    return next((lane for lane in _LANES if lane in said), "feature")


def _connected(
    components: tuple[Component, ...], drafts: list[_Draft], document: Document, problems: Problems
) -> tuple[Component, ...]:
    """The components with their dependencies: labels, diagrams, else the plan's order."""
    targets = [
        _target(position, component, draft.unit)
        for position, (component, draft) in enumerate(zip(components, drafts, strict=True))
    ]
    edges = Edges(References(targets), problems)
    for target, draft in zip(targets, drafts, strict=True):
        after = draft.directive.list("after") if draft.directive else None
        if after is not None and draft.directive:
            edges.read_directive(target, after, draft.directive.line)
        else:
            edges.read_labels(target, draft.unit.passages)
    if targets:
        read_drawings(document.root, edges)
    order_edges(edges)
    report_cycles(edges)
    return tuple(
        replace(component, depends_on=edges.of(target))
        for component, target in zip(components, targets, strict=True)
    )


def _target(position: int, component: Component, unit: Unit) -> Target:
    heading = unit.heading
    return Target(
        position,
        component,
        heading.word if heading else "",
        heading.number if heading else "",
        unit.phase or "",
    )


def _taken(decision: Decision, document: Document) -> list[range]:
    """The lines that belong to a component whose place is a heading."""
    starts = {unit.line for unit in decision.units if unit.level}
    taken: list[range] = []
    for section in decision.headings:
        if section.line in starts and section.level:
            last = max((each.line for each in section.walk()), default=section.line)
            taken.append(range(section.line, last + 1))
    return taken


def _title(document: Document, frontmatter: Frontmatter) -> str:
    first = next((each for each in document.root.walk() if each.level == 1), None)
    if first is not None:
        return plain(first.title)
    return next(iter(frontmatter.values.get("title", ())), "")


def _names(document: Document, components: Iterable[Component]) -> frozenset[str]:
    paths: set[str] = set()
    for component in components:
        paths.update(each.path for each in (*component.test_files, *component.integration))
        paths.update(each.path for each in component.implementation)
    modules = {name for path in paths for name in module_names(path)}
    parts = {part for name in modules for part in name.split(".")}
    return code_names(document.root) | modules | parts
