"""Dependency diagrams in fences: drawings, chains, trees, sentences, waves, mermaid and dot.

The rules are those of the plan grammar (3.8 and part 4). The drawing is never guessed at:
what cannot be read completely is dropped, with its line and column.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from pytest_phase.formats.plan_markdown.diagram_draft import Draft
from pytest_phase.formats.plan_markdown.diagram_edges import read_drawing
from pytest_phase.formats.plan_markdown.diagram_text import read_words
from pytest_phase.formats.plan_markdown.diagram_tokens import width
from pytest_phase.formats.plan_markdown.diagram_values import Diagram, Dropped, Edge, Node

__all__ = ["Diagram", "Dropped", "Edge", "Node", "read_diagram"]

MOST_CHARACTERS = 20_000
MOST_COLUMNS = 1_000
TEXT_INFO = ("", "text", "txt", "ascii", "plain", "plaintext", "diagram", "none", "nohighlight")
_LANGUAGE = re.compile(r"graph|flowchart|gantt|Diagram|%%")
_FILE = re.compile(r"/$|^\.?[\w-]+(?:\.[\w-]+)*\.[A-Za-z]\w{0,5}$")


def read_diagram(text: str, info: str = "", known: Iterable[str] = ()) -> Diagram:
    """What the text of a fence says about dependencies; ``info`` is the fence's info string.

    ``known`` are names that are not to be split where they hold a separator
    (``Search & Replace``). Never raises; lines are counted from 0.
    """
    word = re.split(r"[\s{},]", info.strip(" {.").lower(), maxsplit=1)[0]
    if len(text) > MOST_CHARACTERS:
        message = f"not read: {len(text)} characters are too many for a drawing"
        return Diagram("other", dropped=(Dropped(0, 1, message),))
    rows = [row.rstrip("\r") for row in text.split("\n")]
    if word not in TEXT_INFO or _LANGUAGE.search(text[:MOST_COLUMNS]):
        diagram = _read_language(rows, word)
        if diagram is not None:
            return diagram
    return _read_text(rows, tuple(known)) if word in TEXT_INFO else Diagram("other")


def _read_language(rows: list[str], word: str) -> Diagram | None:
    """A diagram in mermaid or dot; None for none. Few plans have one: imported when met."""
    from pytest_phase.formats.plan_markdown.diagram_dot import is_dot, read_dot
    from pytest_phase.formats.plan_markdown.diagram_mermaid import mermaid_kind, read_mermaid

    if word == "mermaid" or (word in TEXT_INFO and mermaid_kind(rows) == "mermaid"):
        return read_mermaid(rows)
    if word in ("dot", "graphviz", "gv") or (word in TEXT_INFO and is_dot(rows)):
        return read_dot(rows)
    return None


def _read_text(rows: list[str], known: tuple[str, ...]) -> Diagram:
    """A drawing; one with tabs is read at both usual widths, and only what agrees is kept."""
    narrow = _read_rows(rows, known, 4)
    if not any("\t" in row for row in rows):
        return narrow
    wide = _read_rows(rows, known, 8)
    if narrow.edges == wide.edges:
        return min(narrow, wide, key=lambda each: len(each.dropped))
    kept = tuple(each for each in wide.edges if each in narrow.edges)
    at = next(number for number, row in enumerate(rows) if "\t" in row)
    message = "its tabs can be read as 4 or as 8 columns, with other edges"
    return replace(wide, edges=kept, dropped=(Dropped(at, 1, message), *wide.dropped))


def _read_rows(rows: list[str], known: tuple[str, ...], tab: int) -> Diagram:
    draft = Draft(known)
    flat = [_expanded(row, tab) for row in rows]
    for number, row in enumerate(flat):
        if len(row) > MOST_COLUMNS:
            draft.drop(number, MOST_COLUMNS, f"line longer than {MOST_COLUMNS} columns")
            flat[number] = ""
    read_drawing(read_words(flat, draft), draft)
    diagram = draft.diagram("text")
    return Diagram("directory") if _is_directory(diagram) else diagram


def _expanded(row: str, tab: int) -> str:
    """A row with its tabs as blanks, by display columns."""
    cells: list[str] = []
    column = 0
    for part in re.split(r"(\t)", row):
        if part == "\t":
            part = " " * (tab - column % tab)
        cells.append(part)
        column += sum(width(char) for char in part)
    return "".join(cells)


def _is_directory(diagram: Diagram) -> bool:
    """Whether a tree without heads is one of files and folders (example D26)."""
    names = {name for edge in diagram.tree for name in (edge.source, edge.target)}
    files = [name for name in names if _FILE.search(name)]
    firm = [edge for edge in diagram.edges if not edge.soft]
    return bool(names) and not firm and 2 * len(files) >= len(names)
