"""A table of components beside headings: whose the rows are, and which list is meant."""

from __future__ import annotations

from pytest_phase.formats.plan_markdown import read_plan

TASKS = "### Task 1: Parser\n\nWords.\n\n### Task 2: Printer\n\nWords.\n\n"


def bound(text: str) -> dict[str, list[str]]:
    """The test files of each component."""
    plan = read_plan(text, "PLAN.md")
    return {each.id: [file.path for file in each.test_files] for each in plan.components}


def codes(text: str) -> list[str]:
    """The codes of the problems."""
    return [each.code for each in read_plan(text, "PLAN.md").diagnostics]


def table(*rows: tuple[str, str]) -> str:
    """A section with a table of names and test files."""
    lines = "".join(f"| {name} | `{path}` |\n" for name, path in rows)
    return f"## Files\n\n| Task | Test file |\n|---|---|\n{lines}"


def test_rows_say_more_of_what_they_are_called_like() -> None:
    """By the heading's id or the name; what a component says itself wins."""
    rows = table(("Task 1", "tests/test_parser.py"), ("printer", "tests/test_printer.py"))
    text = f"{TASKS}- Tests: `tests/test_own.py`\n\n{rows}"
    assert bound(text) == {"parser": ["tests/test_parser.py"], "printer": ["tests/test_own.py"]}
    assert "PH206" not in codes(text)


def test_a_name_that_two_components_have_is_neither() -> None:
    """A row that could be either's is nobody's."""
    text = "### Task 1: Io\n\nWords.\n\n### Task 2: Io\n\nWords.\n\n"
    assert bound(text + table(("Io", "tests/test_io.py"))) == {"io": [], "io-2": []}


def test_two_lists_are_told() -> None:
    """Rows with tests of nobody's: the list with one test file for each entry is used."""
    rows = table(("Reader", "tests/test_reader.py"), ("Writer", "tests/test_writer.py"))
    assert list(bound(TASKS + rows)) == ["reader", "writer"]
    tested = f"{TASKS}- Tests: `tests/test_own.py`\n\n{rows}"
    assert list(bound(tested)) == ["parser", "printer"]
    assert "PH206" in codes(TASKS + rows)
    assert "PH206" in codes(tested)
