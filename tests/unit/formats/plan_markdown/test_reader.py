"""Plans as plain text and what is read from them: ``fixtures/*.txt`` (title, plan, expected).

In a fixture file ``%% title`` begins a plan and ``%% reads`` what is expected of it. Every
fact is shown with its line and the rule that read it; ``guess`` marks what is not certain.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pytest_phase.core.plan import Component, Origin, Plan
from pytest_phase.formats.plan_markdown import LARGEST, read_bytes, read_plan

FIXTURES = Path(__file__).parent / "fixtures"


def fixtures() -> Iterator[tuple[str, str, str]]:
    """(title, plan, expected) of every fixture."""
    for file in sorted(FIXTURES.glob("*.txt")):
        parts = f"\n{file.read_text(encoding='utf-8')}".split("\n%% ")[1:]
        for plan, expected in zip(parts[::2], parts[1::2], strict=True):
            title, _, text = plan.partition("\n")
            yield f"{file.stem}: {title}", text, expected.removeprefix("reads").strip("\n")


def rendered(plan: Plan) -> str:
    """All that was read, one fact a line."""
    return "\n".join(_lines(plan))


def _lines(plan: Plan) -> Iterator[str]:
    for phase in plan.phases:
        yield f"phase {phase.number} {phase.name!r} @{phase.line}"
    for component in plan.components:
        yield from _component(component)
    for file in plan.integration:
        names = f"::{', '.join(file.names)}" if file.names else ""
        yield f"integration {file.path}{names}{_at(file.origin)}"
    for topic in ("reconciliation", "critical_files"):
        for row in getattr(plan, topic):
            yield f"{topic}: {' | '.join(row.cells)} @{row.line}"
    for topic in ("checklist", "questions", "notes"):
        for item in getattr(plan, topic):
            box = {None: "", True: "[x] ", False: "[ ] "}[item.checked]
            yield f"{topic}: {box}{item.text} @{item.line}"
    for each in plan.diagnostics:
        yield each.at("PLAN.md")


def _component(component: Component) -> Iterator[str]:
    names = f" ({', '.join(component.aliases)})" if component.aliases else ""
    phase = f" in {component.phase}" if component.phase else ""
    lane = "" if component.lane == "feature" else f" lane {component.lane}"
    yield f"{component.id} {component.name!r}{names}{phase}{lane}{_at(component.origin)}"
    if component.stated:
        yield f"  stated {component.stated.state}{_at(component.stated.origin)}"
    for kind, files in (("test", component.test_files), ("integration", component.integration)):
        for file in files:
            names = f"::{', '.join(file.names)}" if file.names else ""
            yield f"  {kind} {file.path}{names}{_at(file.origin)}"
    for case in component.cases:
        yield f"  case {case.name or repr(case.text)}{_at(case.origin)}"
    for expected in component.expected:
        of = f" of {expected.case}" if expected.case else ""
        yield f"  expects {expected.text!r}{of}{_at(expected.origin)}"
    for source in component.implementation:
        yield f"  implementation {source.path}{_at(source.origin)}"
    for each in component.depends_on:
        soft = " softly" if each.soft else ""
        yield f"  needs{soft} {each.component or f'{each.name!r} (external)'}{_at(each.origin)}"


def _at(origin: Origin) -> str:
    return f" @{origin.line} {origin.rule}{'' if origin.certain else ' guess'}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [pytest.param(text, expected, id=title) for title, text, expected in fixtures()],
)
def test_reads(text: str, expected: str) -> None:
    """A plan of this form gives exactly these facts, each from this line and rule."""
    assert rendered(read_plan(text, "PLAN.md")) == expected


def test_titles_are_distinct() -> None:
    """Every fixture has its own title, so that none hides another."""
    titles = [title for title, _, _ in fixtures()]
    assert len(titles) == len(set(titles)) > 0


UNREAD = [(title, text) for title, text, expected in fixtures() if " PH201 error: " in expected]


@pytest.mark.parametrize(("title", "text"), UNREAD, ids=[title for title, _ in UNREAD])
def test_the_remedy_makes_a_component(title: str, text: str) -> None:
    """The directive that is named where nothing was recognised does what it promises."""
    (problem,) = (each for each in read_plan(text, "PLAN.md").diagnostics if each.code == "PH201")
    directive = re.search(r"<!-- phase: id=(\S+) tests=(\S+) -->", problem.hint)
    if directive is None:
        assert "#" not in text  # no heading to put one below
        return
    lines = text.split("\n")
    (component,) = read_plan(
        "\n".join((*lines[: problem.line], directive[0], *lines[problem.line :])), "PLAN.md"
    ).components
    assert (component.id, [each.path for each in component.test_files]) == (
        directive[1],
        [directive[2]],
    )


def test_every_tricky_case_has_its_fixture() -> None:
    """The 54 tricky cases that were seen in real plans are held, by their numbers.

    Those that no single text can show are tests of their own, in the files beside this one.
    """
    sources = [path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py")]
    told = [title for title, _, _ in fixtures()] + sources
    groups = [each for text in told for each in re.findall(r"\(tricky ([\d, ]+)\)", text)]
    numbers = {int(number) for group in groups for number in group.split(",")}
    assert numbers == set(range(1, 55))


def test_bytes_that_are_not_utf8() -> None:
    """A plan in another encoding is refused with the byte and the line."""
    (problem,) = read_bytes(b"# Plan\n\nna\xefve\n", "PLAN.md").diagnostics
    assert problem.at("PLAN.md") == (
        "PLAN.md:3:1: PH102 error: plan file is not UTF-8 at byte 10. Save the file as UTF-8."
    )


def test_a_byte_order_mark_is_dropped() -> None:
    """A byte order mark before the first heading changes nothing."""
    text = "# Plan\n\n### Task 1: Parser\n\n- Tests: `tests/test_parser.py`\n"
    assert read_bytes(b"\xef\xbb\xbf" + text.encode(), "PLAN.md") == read_plan(text, "PLAN.md")


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_line_ends_do_not_matter(newline: str) -> None:
    """Windows and old Mac line ends give the same plan, lines included."""
    text = "# Plan\n\n### Task 1: Parser\n\n- Tests: `tests/test_parser.py`\n"
    assert read_plan(text.replace("\n", newline), "PLAN.md") == read_plan(text, "PLAN.md")


def test_five_megabytes_are_refused() -> None:
    """A plan above the limit is refused at once with its size, whatever it holds."""
    (problem,) = read_bytes(b"#" * (LARGEST + 1), "PLAN.md").diagnostics
    assert problem.at("PLAN.md") == (
        "PLAN.md:1:1: PH102 error: plan file has 5.0 MB; at most 5 MB are read. Split the plan."
    )


def test_identifiers_written_as_code_are_named() -> None:
    """Names in code spans, fences and paths are named in the plan, dotted forms and parts alike."""
    plan = read_plan(
        "### Task 1: Log\n\n- Tests: `tests/test_log.py`\n- Implementation: `src/audit/log.py`\n\n"
        "Use `clock.now()`.\n\n```python\nfrom audit.log import Logger\n```\n",
        "PLAN.md",
    )
    assert {"clock.now", "clock", "now", "Logger", "audit.log", "src.audit.log"} <= plan.names
    assert "Use" not in plan.names


def test_a_large_plan_is_read_whole() -> None:
    """A plan of 400 kB gives every component of it, the last as the first (tricky 54)."""
    prose = "Words of a plan that somebody wrote in a long night. " * 6
    task = "### Task {n}: Part {n}\n\n{prose}\n\n- Test: `tests/test_part_{n}.py`\n\n"
    text = "".join(task.format(n=n, prose=prose) for n in range(1, 1_201))
    plan = read_plan(text, "PLAN.md")
    assert [each.name for each in plan.components] == [f"Part {n}" for n in range(1, 1_201)]
    assert plan.components[-1].test_files[0].path == "tests/test_part_1200.py"
    assert len(text) > 400_000
