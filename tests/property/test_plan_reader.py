"""Whatever stands in a plan file: a plan with diagnostics, never an exception."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pytest_phase.core.plan import Plan
from pytest_phase.formats.plan_markdown import read_bytes, read_plan

WORDS: tuple[str, ...] = (
    *(
        "# ",
        "## ",
        "### ",
        "#### ",
        "Task 1: ",
        "Task 2",
        "Phase 3.1: ",
        "Phase 2 ",
        "Step 1: ",
    ),
    *(
        "- ",
        "  - ",
        "    ",
        "1. ",
        "- [ ] ",
        "- [x] ",
        "**",
        "__",
        "`",
        "```",
        "~~~",
        "~~",
        "> ",
    ),
    *("Tests: ", "Test: ", "Depends on: ", "Blocks: ", "Files:", "Run: pytest ", "Create: "),
    *(
        "tests/test_a.py",
        "tests/test_b.py::TestB::test_c",
        "../x.py",
        "src/a.py:1-9",
        "::test_d",
    ),
    *("Task 1", "Tasks 1-3", "T001 [P] [US1] ", "all above", "None", "(exists)", "and ", ", "),
    *("| Model | Key tests |", "|---|---|", "| A | test_a |", "|", "\\|", "---", "==="),
    *("def test_x():", "class TestX:", "@pytest.fixture", "─┐", "├─►", " → ", "\t", " "),
    *(
        "<!-- phase: ",
        "id=a ",
        "tests=a,b ",
        "after=x ",
        "skip ",
        "-->",
        "<details>",
        "<",
        "[",
        "](",
    ),
    *("🔴 Red", "Green: ", "✅", "：", "（", "、", "\u200b", "\u00a0", "\x00", "\r", "\ud800"),
)
FRAGMENTS = st.sampled_from(WORDS)
PLANS = st.lists(FRAGMENTS | st.just("\n") | st.text(max_size=4), max_size=40).map("".join)


def holds(plan: Plan) -> None:
    """What is true of every plan: unique ids, known dependencies, places inside the file."""
    ids = [component.id for component in plan.components]
    assert len(ids) == len(set(ids))
    assert all(ids)
    for component in plan.components:
        assert set(component.requires) <= set(ids) - {component.id}
        assert component.name
        paths = [file.path for file in (*component.test_files, *component.integration)]
        paths += [source.path for source in component.implementation]
        assert not any(path.startswith(("/", "../", "./")) for path in paths)
    assert all(each.line >= 1 and each.column >= 1 for each in plan.diagnostics)
    assert plan.components or plan.errors


@given(PLANS)
def test_any_plan_like_text_is_read(text: str) -> None:
    """Pieces of plans in any order give a plan whose facts fit together."""
    holds(read_plan(text, "PLAN.md"))


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    """Any text at all gives a plan."""
    holds(read_plan(text, "PLAN.md"))


@given(st.binary())
def test_any_bytes_are_read(data: bytes) -> None:
    """Any bytes give a plan."""
    holds(read_bytes(data, "PLAN.md"))


@given(PLANS)
def test_reading_twice_gives_the_same(text: str) -> None:
    """Reading has no memory: the same text gives the same plan."""
    assert read_plan(text, "PLAN.md") == read_plan(text, "PLAN.md")
