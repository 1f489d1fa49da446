"""The plan reader: Markdown text to a ``Plan``, with every problem of it at once.

Read top to bottom: parse, decide what the components are, read each one's facts, connect
them, gather what belongs to the whole plan.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from pytest_phase.core.findings import Diagnostic
from pytest_phase.core.plan import (
    Component,
    Lane,
    Origin,
    Plan,
    unique_ids,
)
from pytest_phase.formats.plan_markdown.components import Decision
from pytest_phase.formats.plan_markdown.connecting import connected
from pytest_phase.formats.plan_markdown.document import Document, parse_document
from pytest_phase.formats.plan_markdown.drafts import Draft, read_drafts
from pytest_phase.formats.plan_markdown.dropped_tests import report_dropped
from pytest_phase.formats.plan_markdown.expectations import read_expectations
from pytest_phase.formats.plan_markdown.front_passages import front_passages
from pytest_phase.formats.plan_markdown.frontmatter import Frontmatter, read_frontmatter
from pytest_phase.formats.plan_markdown.inline import plain
from pytest_phase.formats.plan_markdown.names import code_names
from pytest_phase.formats.plan_markdown.paths import forget_paths
from pytest_phase.formats.plan_markdown.placing import inferred, report_unseen
from pytest_phase.formats.plan_markdown.plan_tests import plan_tests
from pytest_phase.formats.plan_markdown.problems import Problems
from pytest_phase.formats.plan_markdown.questions import read_questions
from pytest_phase.formats.plan_markdown.reading import NOTHING, NOWHERE, Reading, World
from pytest_phase.formats.plan_markdown.reports import (
    report_duplicates,
    report_fences,
    report_frontmatter,
    report_no_component,
    report_shared,
    report_untested,
)
from pytest_phase.formats.plan_markdown.sections import gather
from pytest_phase.formats.plan_markdown.shape_reports import (
    report_bare,
    report_counts,
    report_unknown,
)
from pytest_phase.formats.plan_markdown.states import read_state

_LANES: tuple[Lane, ...] = ("refactor", "characterization")
_LANE_WORDS = {"refactoring": "refactor", "characterisation": "characterization"}
LARGEST = 5 * 1024 * 1024


def read_bytes(data: bytes, path: str, reading: Reading = NOTHING, world: World = NOWHERE) -> Plan:
    """Read a plan file's bytes: UTF-8 with or without a byte order mark, 5 MB at most."""
    if len(data) > LARGEST:
        return _too_large(len(data), path)
    text = decoded(data)
    if isinstance(text, Diagnostic):
        return Plan(path, diagnostics=(text,))
    return read_plan(text, path, reading, world)


def decoded(data: bytes) -> str | Diagnostic:
    """The text of a plan file's bytes, or what is wrong with them."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return Diagnostic(
            "PH102",
            "error",
            f"plan file is not UTF-8 at byte {error.start}.",
            "Save the file as UTF-8.",
            data.count(b"\n", 0, error.start) + 1,
        )


def read_plan(text: str, path: str, reading: Reading = NOTHING, world: World = NOWHERE) -> Plan:
    """Read a plan. Never raises: what cannot be read is a diagnostic.

    ``reading`` is how the project wants its plans read, ``world`` what is known of its files.
    """
    if len(text) > LARGEST:
        return _too_large(len(text), path)
    text = one_kind_of_line_end(text.removeprefix("\ufeff"))
    frontmatter = read_frontmatter(text)
    with _uncollected():
        document = parse_document(text, frontmatter.length, reading.labels)
        return _assemble(Problems(document, reading, world), frontmatter, path)


def one_kind_of_line_end(text: str) -> str:
    """The text with the line ends of Windows and of old Macs as those of Unix."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


@contextmanager
def _uncollected() -> Iterator[None]:
    """No garbage collection meanwhile: it took a fifth of the time, and nothing here is any."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        forget_paths()
        if enabled:
            gc.enable()


def _too_large(size: int, path: str) -> Plan:
    message = f"plan file has {size / 1024 / 1024:.1f} MB; at most 5 MB are read."
    return Plan(path, diagnostics=(Diagnostic("PH102", "error", message, "Split the plan."),))


def _assemble(problems: Problems, frontmatter: Frontmatter, path: str) -> Plan:
    document = problems.document
    decision = Decision(document, problems, front_passages(frontmatter, document))
    decision.decide()
    drafts = read_drafts(decision.units, document, problems)
    components = _inferred(_identified(drafts, problems), problems)
    components = connected(components, drafts, decision, problems)
    report_frontmatter(frontmatter, problems)
    report_fences(document, problems)
    pairs = list(zip(components, (draft.unit for draft in drafts), strict=True))
    report_untested(pairs, problems)
    report_duplicates(pairs, problems)
    report_shared(components, problems)
    report_unseen(components, problems)
    report_bare(decision.headings, problems)
    report_counts(pairs, problems)
    if not components:
        report_no_component(decision.headings, problems)
        report_unknown(document, decision.headings, problems)
    taken = _taken(decision, document)
    gathered = gather(document.root, decision.headings, taken)
    own = frozenset(line for each in taken for line in each)
    integration = plan_tests(decision.headings, own, problems) if components else ()
    if components:
        report_dropped(decision, components, integration, problems)
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
        integration=integration,
        names=_names(document, components),
    )


def _identified(drafts: list[Draft], problems: Problems) -> tuple[Component, ...]:
    """Components with their ids (design 3.3); a directive's id wins."""
    names = [(draft.unit.name, draft.unit.phase) for draft in drafts]
    directed = [draft.directive.values.get("id") if draft.directive else None for draft in drafts]
    ids = unique_ids(
        (given or name, phase) for (name, phase), given in zip(names, directed, strict=True)
    )
    return tuple(_component(draft, id, problems) for draft, id in zip(drafts, ids, strict=True))


def _inferred(components: tuple[Component, ...], problems: Problems) -> tuple[Component, ...]:
    if not problems.reading.infer_tests:
        return components
    return tuple(each._replace(test_files=inferred(each, problems)) for each in components)


def _component(draft: Draft, id: str, problems: Problems) -> Component:
    unit, lanes = draft.unit, _lanes(draft)
    return Component(
        id=id,
        name=unit.name or id,
        origin=Origin(unit.line, unit.rule),
        aliases=_aliases(draft),
        phase=unit.phase,
        lane=next((each for each in _LANES if each in lanes), "feature"),
        lane_said=not lanes.isdisjoint(("feature", *_LANES)),
        test_files=draft.files.tests,
        cases=draft.cases,
        implementation=draft.files.implementation,
        integration=draft.files.integration,
        stated=read_state(unit, problems),
        expected=tuple(read_expectations(unit.passages, problems)),
        questions=tuple(read_questions(unit.passages)),
    )


def _aliases(draft: Draft) -> tuple[str, ...]:
    own = (draft.unit.heading.label,) if draft.unit.heading else ()
    given = draft.directive.values.get("id") if draft.directive else None
    every = (*own, *draft.unit.codes, *((given,) if given else ()))
    return tuple(dict.fromkeys(each for each in every if each and each != draft.unit.name))


def _lanes(draft: Draft) -> frozenset[str]:
    """The words that stand where a lane may stand."""
    given = draft.directive.values.get("lane") if draft.directive else None
    labelled = (
        plain(passage.text).strip(" .").lower()
        for passage in draft.unit.passages
        if passage.label == "lane" and passage.own
    )
    return frozenset(_LANE_WORDS.get(each, each) for each in ((given,) if given else labelled))


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
    return code_names(document.root, paths)
