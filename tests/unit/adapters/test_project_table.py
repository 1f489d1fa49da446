"""``[tool.pytest_phase]`` in the project's pyproject.toml, and what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_phase.adapters.project_table import ProjectTableError, read_project_table
from pytest_phase.formats.plan_markdown import Reading


def table(folder: Path, text: str) -> Reading:
    """What a pyproject.toml with this table says."""
    (folder / "pyproject.toml").write_text(f"[tool.pytest_phase]\n{text}\n", encoding="utf-8")
    return read_project_table(folder)


def test_every_key_is_read(tmp_path: Path) -> None:
    """Each key of the table has its place in what the reader is told."""
    reading = table(
        tmp_path,
        """
        heading_pattern = 'Ticket (?P<id>\\w+): (?P<name>.+)'
        dialect = "table"
        order = "none"
        tests_root = "checks/"
        infer_tests = true
        labels = { tests = ["Prüfungen"], depends = ["Erst nach"] }
        path_aliases = { "pkg/" = "src/package/" }
        """,
    )
    assert reading == Reading(
        heading_pattern=r"Ticket (?P<id>\w+): (?P<name>.+)",
        dialect="table",
        order="none",
        tests_root="checks",
        infer_tests=True,
        labels=(("depends", ("Erst nach",)), ("tests", ("Prüfungen",))),
        path_aliases=(("pkg/", "src/package/"),),
    )


@pytest.mark.parametrize(
    "text", [None, "", "[tool.other]\norder = 1\n", "[tool]\npytest_phase = {}\n"]
)
def test_without_a_table_everything_is_as_usual(tmp_path: Path, text: str | None) -> None:
    """No file, no table or an empty one change nothing."""
    if text is not None:
        (tmp_path / "pyproject.toml").write_text(text, encoding="utf-8")
    assert read_project_table(tmp_path) == Reading()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "ordre = 'none'",
            'tool.pytest_phase.ordre: no such key. Did you mean "order"? The keys are '
            "dialect, heading_pattern, infer_tests, labels, order, path_aliases, "
            "test_paths, tests_root.",
        ),
        (
            "order = 'strict'",
            'tool.pytest_phase.order: "strict" is none of "document", "document-strict", "none". '
            "Write one of them.",
        ),
        (
            "order = 3",
            "tool.pytest_phase.order: a string was expected, this is an integer. "
            'Write one of "document", "document-strict", "none".',
        ),
        (
            "heading_pattern = '('",
            "tool.pytest_phase.heading_pattern: no regular expression (missing ), unterminated "
            "subpattern at position 0). Correct it, or take it out.",
        ),
        (
            "heading_pattern = 'Ticket .*'",
            "tool.pytest_phase.heading_pattern: it has no group called name. "
            "Write (?P<name>…) around the component's name, and (?P<id>…) around its id.",
        ),
        (
            "labels = { test = ['Checks'] }",
            'tool.pytest_phase.labels.test: no such label. Did you mean "tests"? The labels are '
            "blocks, cases, create, criteria, delete, depends, expected, files, green, "
            "implementation, integration, lane, modify, notes, other, prerequisites, questions, "
            "red, refactor, run, status, tests.",
        ),
        (
            "labels = { tests = 'Checks' }",
            "tool.pytest_phase.labels.tests: a list of strings was expected, this is a string. "
            'Write ["…"].',
        ),
        (
            "path_aliases = { 'pkg/' = 1 }",
            "tool.pytest_phase.path_aliases.pkg/: a string was expected, this is an integer. "
            "Write the folder from the project root.",
        ),
        (
            "tests_root = '/srv/tests'",
            'tool.pytest_phase.tests_root: "/srv/tests" is outside the project root. '
            "Write the folder from the project root.",
        ),
        (
            "infer_tests = 'yes'",
            "tool.pytest_phase.infer_tests: true or false was expected, this is a string. "
            "Write true or false.",
        ),
    ],
)
def test_what_is_wrong_is_said_once_and_clearly(tmp_path: Path, text: str, problem: str) -> None:
    """A wrong key, type or value is refused: where, what, and what to write."""
    with pytest.raises(ProjectTableError) as raised:
        table(tmp_path, text)
    assert str(raised.value) == f"{tmp_path / 'pyproject.toml'}: {problem}"


def test_a_table_that_is_no_table(tmp_path: Path) -> None:
    """``pytest_phase = 1`` is refused like any other wrong type."""
    (tmp_path / "pyproject.toml").write_text("[tool]\npytest_phase = 1\n", encoding="utf-8")
    with pytest.raises(ProjectTableError, match="a table was expected, this is an integer"):
        read_project_table(tmp_path)


def test_broken_toml_without_our_table_is_left_to_pytest(tmp_path: Path) -> None:
    """A file that cannot be read at all is refused, with the line that TOML names."""
    (tmp_path / "pyproject.toml").write_text("[tool.pytest_phase\n", encoding="utf-8")
    with pytest.raises(ProjectTableError, match=r"broken TOML: .*line 1"):
        read_project_table(tmp_path)
