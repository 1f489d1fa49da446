"""Whatever a plan calls its components, every form of the report keeps its shape."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from pytest_phase.core.report import Report
from pytest_phase.reporting import document, github, markdown, mermaid, text
from pytest_phase.reporting.layout import columns, cut, printable
from tests.fakes.builders import a_component, a_finding, a_plan, a_report, a_standing

SIGNS = st.sampled_from([*'|`*_<>[]#~&@$\\"%:;,\n\r\t', "\x1b[31m", "\u202e", "監", "e\u0301"])
ANY_TEXT = st.lists(st.text(max_size=8) | SIGNS, max_size=12).map("".join)
"""Any text, and often one with the signs that some form of the report reads as its own."""


def a_report_on(name: str) -> Report:
    """Two components, the second with this name, needing a thing of this name."""
    named = a_component(name, id="named", needs=["retry"], external=[name])
    retry = a_component("Retry")
    return a_report(
        a_standing(retry),
        a_standing(named),
        plan=a_plan(retry, named, title=name),
        findings=(a_finding(where=name or "x", message=name, hint=name, component="named"),),
    )


@given(ANY_TEXT, st.integers(min_value=8, max_value=100))
def test_a_cut_text_fits(name: str, width: int) -> None:
    """No text is wider than the columns it is given, once it is printable."""
    assert columns(cut(printable(name), width)) <= width


@given(ANY_TEXT)
def test_a_terminal_obeys_no_text(name: str) -> None:
    """Lines of status hold no control character and no line end."""
    for line in text.status(a_report_on(name), 80):
        assert not set(line) & set("\x1b\r\n\t\u202e")


@given(ANY_TEXT)
def test_the_document_reads_again(name: str) -> None:
    """The JSON text can be stored as UTF-8, and holds the name."""
    stored = to_bytes_and_back(a_report_on(name))

    assert stored["components"][1]["name"] == name.encode("utf-8", "backslashreplace").decode()


def to_bytes_and_back(report: Report) -> dict[str, list[dict[str, str]]]:
    """The document as it is read from a file."""
    found: dict[str, list[dict[str, str]]] = json.loads(document.to_json(report).encode())
    return found


@given(ANY_TEXT)
def test_a_table_keeps_its_cells(name: str) -> None:
    """Every row has seven cells: each bar of a name is escaped by an odd run of backslashes."""
    rows = [line for line in markdown.status(a_report_on(name)).splitlines() if line[:1] == "|"]

    assert [borders(row) for row in rows] == [8, 8, 8, 8]


def borders(row: str) -> int:
    """How many bars of a row GitHub reads as borders."""
    count, escaped = 0, False
    for sign in row:
        count += sign == "|" and not escaped
        escaped = sign == "\\" and not escaped
    return count


@given(ANY_TEXT)
def test_a_graph_keeps_its_nodes(name: str) -> None:
    """A node is one line with two quotes, whatever its label."""
    lines = mermaid.graph(a_report_on(name)).splitlines()

    assert len(lines) == 1 + 3 + 2 + 4
    assert [line.count('"') for line in lines[1:4]] == [2, 2, 2]


@given(ANY_TEXT)
def test_a_workflow_command_is_one_line(name: str) -> None:
    """A finding cannot start a second command."""
    for command in github.commands(a_report_on(name).findings, "PLAN.md"):
        assert not set(command) & set("\r\n")
        assert command.startswith("::error file=")
