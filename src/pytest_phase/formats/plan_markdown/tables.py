"""Tables read as components: a name column and a test or case column (grammar 3.4)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pytest_phase.formats.plan_markdown.blocks import Section, Table
from pytest_phase.formats.plan_markdown.cells import Row
from pytest_phase.formats.plan_markdown.columns import roles
from pytest_phase.formats.plan_markdown.inline import plain
from pytest_phase.formats.plan_markdown.passages import Context, Passage, flatten
from pytest_phase.formats.plan_markdown.paths import is_test_path, path_tokens
from pytest_phase.formats.plan_markdown.problems import Problems
from pytest_phase.formats.plan_markdown.units import Unit, tables_of

_FILE_COLUMN = re.compile(r"file|path|파일|ファイル|文件", re.I)
_ABSENT = re.compile(r"(?:—|-|–|n/a|none|tbd)?", re.I)


def is_component_table(table: Table) -> bool:
    """Whether rows are components: an id or name column, and a test or case column."""
    found = roles(table)
    return ("name" in found or "id" in found) and ("tests" in found or "cases" in found)


def table_units(section: Section, problems: Problems) -> list[Unit]:
    """A unit for each row of the section's component tables."""
    units: list[Unit] = []
    for table in tables_of(section):
        if is_component_table(table):
            found = roles(table)
            default = [] if "tests" in found else _default(section, table, problems)
            of_paths = _has_file_column(table, found)
            for row in table.rows:
                _report_width(row, len(table.header), problems)
                if of_paths:
                    _report_cell(row, found["tests"], problems)
                unit = _unit(row, found, default, of_paths)
                if unit:
                    units.append(unit)
    return units


def _has_file_column(table: Table, found: Mapping[str, int]) -> bool:
    """Whether the test column is one of paths (``Test file``), not of cases (``Tests``)."""
    return "tests" in found and bool(_FILE_COLUMN.search(plain(table.header[found["tests"]])))


def _default(section: Section, table: Table, problems: Problems) -> list[Passage]:
    """The section's own test file, if it names exactly one: that of every row (grammar 3.4)."""
    named = [
        passage
        for passage in flatten(section.blocks, Context())
        if passage.label == "tests" and passage.kind in ("item", "line")
    ]
    paths = {
        token.path
        for passage in named
        for token in path_tokens(passage.text)
        if is_test_path(token.path, labelled=True)
    }
    if len(paths) > 1:
        problems.add(
            "PH303",
            "warning",
            f"table has a cases column but the section names {len(paths)} test files",
            table.line,
            "Add a Test file column.",
        )
    return (
        [passage for passage in named if "/" in passage.text or ".py" in passage.text]
        if len(paths) == 1
        else []
    )


def _unit(
    row: Row, found: Mapping[str, int], default: list[Passage], pathless: bool
) -> Unit | None:
    cells = {role: row.cells[column] for role, column in found.items() if column < len(row.cells)}
    name = plain(cells.get("name") or cells.get("id", ""))
    if not name:
        return None
    passages = [
        Passage("row", value, row.line, label=role, own=True)
        for role, value in cells.items()
        if role not in ("id", "name")
        and not _ABSENT.fullmatch(plain(value))
        and (role != "tests" or not pathless or any(path_tokens(value)))
    ]
    unit = Unit(name, row.line, "component.row", "inner", [*default, *passages], evidence=True)
    number = plain(cells.get("id", ""))
    unit.codes = (number,) if number and "name" in cells else ()
    return unit


def _report_cell(row: Row, column: int, problems: Problems) -> None:
    """PH304 for a cell of a test file column that holds no path; it is taken as absent."""
    if column >= len(row.cells) or any(path_tokens(row.cells[column])):
        return
    cell = plain(row.cells[column])
    if not _ABSENT.fullmatch(cell):
        problems.add(
            "PH304",
            "warning",
            f'cell "{cell}" is not a path',
            row.line,
            "Write the test file's path, or leave the cell empty.",
        )


def _report_width(row: Row, width: int, problems: Problems) -> None:
    if row.extra:
        problems.add(
            "PH403",
            "warning",
            f"table row has {width + row.extra} cells, header has {width}",
            row.line,
            'A "|" inside a code span must be written "\\|".',
        )
