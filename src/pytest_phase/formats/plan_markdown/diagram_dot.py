"""Graphviz: the edges of a ``digraph``; a ``graph`` has no directions and gives none."""

from __future__ import annotations

import re
from itertools import pairwise

from pytest_phase.formats.plan_markdown.diagram_draft import Draft
from pytest_phase.formats.plan_markdown.diagram_names import Name
from pytest_phase.formats.plan_markdown.diagram_values import Diagram
from pytest_phase.formats.plan_markdown.diagram_verbs import reverses

_OPENING = re.compile(r"\s*(?:strict\s+)?digraph\b[^{\n]*\{")
_TOKEN = re.compile(
    r'(?P<skip>\s+|//[^\n]*|\#[^\n]*)|(?P<quoted>"(?:[^"\\]|\\.)*")|(?P<arrow>->)'
    r"|(?P<word>[\w.]+)|(?P<sign>.)"
)
_STYLE = frozenset(("graph", "node", "edge"))


def is_dot(rows: list[str]) -> bool:
    """Whether a text begins as a ``digraph``."""
    first = next((row for row in rows if row.strip()), "")
    return _OPENING.match(f"{first} {{" if "{" not in first else first) is not None


def read_dot(rows: list[str]) -> Diagram:
    """The edges of a ``digraph``: chains and ``{A B}`` groups; a node's name is its label."""
    draft = Draft()
    if not is_dot(rows):
        return Diagram("dot")
    statements = _statements("\n".join(rows))
    labels = {
        tokens[0][0]: label
        for _, tokens, label, _ in statements
        if len(tokens) == 1 and label and tokens[0][0] not in _STYLE
    }
    for line, tokens, label, dotted in statements:
        groups = _groups(tokens)
        names = [tuple(Name(labels.get(each, each)) for each in group) for group in groups]
        plain = len(groups) > 1 or (tokens and tokens[0][0] not in _STYLE)
        for group in names if plain else ():
            draft.add(group)
        for first, second in pairwise(names):
            pair = (second, first) if reverses(label) else (first, second)
            if not draft.connect(*pair, line, dotted):
                draft.drop(line, 0, "too many edges")
    return draft.diagram("dot")


_Tokens = list[tuple[str, str]]


def _statements(text: str) -> list[tuple[int, _Tokens, str, bool]]:
    """Line, tokens, label and whether dotted, of each statement."""
    found: list[tuple[int, _Tokens, str, bool]] = []
    tokens: _Tokens = []
    line, group, attributes, started = 0, False, "", False
    start = 0
    bracket = False
    for token in _TOKEN.finditer(text):
        kind, value = str(token.lastgroup), token[0]
        ends = value in (";", "}") or (kind == "skip" and "\n" in value and not group)
        if bracket:
            bracket = value != "]"
            attributes += "" if value == "]" else f" {value}"
        elif value == "[":
            bracket = True
        elif not started:
            started = value == "{"
        elif value == "{" and not (tokens and tokens[-1][1] != "arrow"):
            group = True
            tokens.append((value, "open"))
        elif value == "}" and group:
            group = False
            tokens.append((value, "close"))
        elif (ends or value == "{") and not group:
            if tokens and tokens[-1][1] != "arrow" and value != "{" and "=" not in _signs(tokens):
                found.append((start, tokens, *_attributes(attributes)))
            if not (tokens and tokens[-1][1] == "arrow"):
                tokens, attributes = [], ""
        elif kind != "skip" and value not in (",", ";"):
            start = start if tokens else line
            tokens.append((value.strip('"') if kind == "quoted" else value, kind))
        line += value.count("\n")
    return found


def _signs(tokens: _Tokens) -> set[str]:
    return {value for value, kind in tokens if kind == "sign"}


def _attributes(text: str) -> tuple[str, bool]:
    label = re.search(r'\blabel\s*=\s*(?:"([^"]*)"|(\w+))', text)
    dotted = re.search(r'\bstyle\s*=\s*"?\s*(?:dashed|dotted)', text) is not None
    return ((label[1] or label[2] or "").strip() if label else ""), dotted


def _groups(tokens: _Tokens) -> list[list[str]]:
    """The node names between the arrows of a statement."""
    groups: list[list[str]] = [[]]
    for value, kind in tokens:
        if kind == "arrow":
            groups.append([])
        elif kind in ("word", "quoted"):
            groups[-1].append(value)
    return [group for group in groups if group]
