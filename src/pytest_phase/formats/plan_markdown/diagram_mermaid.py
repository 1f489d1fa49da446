"""Mermaid flowcharts; mermaid's other diagrams are no dependency graphs (D23)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from pytest_phase.formats.plan_markdown.diagram_draft import Draft
from pytest_phase.formats.plan_markdown.diagram_names import Name, read_names
from pytest_phase.formats.plan_markdown.diagram_values import Diagram
from pytest_phase.formats.plan_markdown.diagram_verbs import reverses

_HEADER = re.compile(
    r"\s*(?P<kind>flowchart(?:-elk)?|graph)\b(?:\s+(?:TB|TD|BT|RL|LR))?\s*(?P<rest>;.*)?$"
)
_IDLE = re.compile(
    r"(?:direction|classDef|class|style|linkStyle|click|accTitle|accDescr|title)\b|end\s*$"
)
_SUBGRAPH = re.compile(r"subgraph\b\s*(?P<id>[^\[\s]+)?\s*(?P<title>.*)$")
_STRING = re.compile(r'"[^"]*"')
_ID = re.compile(r"[^\s\[\](){}<>&;|\"@:~=.-]+(?:[.-](?![.\->])[^\s\[\](){}<>&;|\"@:~=.-]+)*")
_CLASS = re.compile(r":::[\w-]+")
_EDGE_ID = re.compile(r"[\w-]+@(?=[<ox]?[-=.~])")
_DATA = re.compile(r"@\{(?P<data>[^}]*)\}")
_LABEL_OF_DATA = re.compile(r"label\s*:\s*\"?(?P<label>[^\",}]*)")
_SHAPES = (
    ("(((", ")))"), ("((", "))"), ("([", "])"), ("[[", "]]"), ("[(", ")]"), ("{{", "}}"),
    ("[/", "/]"), ("[/", "\\]"), ("[\\", "\\]"), ("[\\", "/]"),
    ("[", "]"), ("(", ")"), ("{", "}"), (">", "]"),
)  # fmt: skip
_LINK = re.compile(
    r"(?P<back>[<ox](?=[-=]))?"
    r"(?P<body>~{3,}|-\.+-|={2,}|-{2,}|-\.+(?=\s|\w)|\.+-)(?P<head>[>ox](?![\w])|>)?"
)
_CLOSING = re.compile(r"(?P<label>.*?)(?P<body>={2,}|-{2,}|\.+-)(?P<head>[>ox](?!\w)|>)?")
_PIPE = re.compile(r"\s*\|(?P<label>[^|]*)\|")
_BREAK = re.compile(r"<br\s*/?>|\\n|\n")


@dataclass(frozen=True, slots=True)
class _Link:
    """How two groups of nodes are linked. ``drawn`` is False for an invisible link."""

    label: str
    soft: bool
    directed: bool
    drawn: bool


class _Unreadable(Exception):
    """A statement that is not understood; ``column`` counts from 0."""

    def __init__(self, column: int) -> None:
        self.column = column


def mermaid_kind(rows: list[str]) -> str:
    """``mermaid`` for a flowchart, else the first word of the text, empty if there is none."""
    for row in _statements(rows):
        return "mermaid" if _HEADER.match(row[2]) else row[2].split()[0].rstrip(":")
    return ""


def read_mermaid(rows: list[str]) -> Diagram:
    """The edges of a flowchart; a node's name is its label, a subgraph's its title."""
    kind = mermaid_kind(rows)
    if kind != "mermaid":
        return Diagram(kind or "mermaid")
    reader = _Reader()
    reader.statements = list(_statements(rows))
    reader.read()
    return reader.draft.diagram("mermaid")


def _statements(rows: list[str]) -> Iterator[tuple[int, int, str]]:
    """Row, column and text of each statement, without comments and front matter."""
    front = bool(rows) and next((row.strip() for row in rows if row.strip()), "") == "---"
    fences = 0
    for number, row in enumerate(rows):
        if front and fences < 2:
            fences += row.strip() == "---"
            continue
        plain = _STRING.sub(lambda found: "\0" * len(found[0]), row)
        plain = re.sub(r"%%.*", "", plain)
        start = 0
        for part in plain.split(";"):
            text = row[start : start + len(part)]
            if text.strip():
                yield number, start + len(text) - len(text.lstrip()), text.strip()
            start += len(part) + 1


class _Reader:
    """Reads the labels first, since a node may be named before its label stands."""

    def __init__(self) -> None:
        self.draft = Draft()
        self.statements: list[tuple[int, int, str]] = []
        self.labels: dict[str, str] = {}

    def read(self) -> None:
        chains = []
        for row, column, text in self.statements:
            if _HEADER.match(text) or _IDLE.match(text):
                continue
            if found := _SUBGRAPH.match(text):
                self._title(found["id"] or "", found["title"])
                continue
            try:
                chains.append((row, column, list(self._chain(text))))
            except _Unreadable as problem:
                at = column + problem.column
                self.draft.drop(row, at, f"cannot read the statement at column {at + 1}", text[:60])
        for _, _, chain in chains:
            for ids, _ in chain:
                self.draft.add(name for each in ids for name in self._names(each))
        for row, column, chain in chains:
            for (first, link), (second, _) in pairwise(chain):
                if link is not None:
                    self._connect(first, second, link, row, column)

    def _title(self, name: str, title: str) -> None:
        inner = title.strip()
        if inner.startswith("[") and inner.endswith("]"):
            self.labels[name] = inner[1:-1].strip(' "')
        elif name:
            self.labels[name] = f"{name} {inner}".strip().strip('"')

    def _names(self, node: str) -> tuple[Name, ...]:
        """The names of a node: its label's first line; a range is spread, a list is not."""
        name, *notes = _BREAK.split(self.labels.get(node, node), maxsplit=1)
        note = f" ({' '.join(_BREAK.sub(' ', notes[0]).strip('() ').split())})" if notes else ""
        label = f"{name.strip(' `*')}{note}"
        names = read_names(label)
        if len(names) > 1 and any(sign in name for sign in ",;&+|/"):
            return read_names(label, (" ".join(name.strip(" `*").split()).casefold(),))
        return names

    def _connect(
        self, first: list[str], second: list[str], link: _Link, row: int, column: int
    ) -> None:
        sources = [name for each in first for name in self._names(each)]
        targets = [name for each in second for name in self._names(each)]
        names = f"{', '.join(n.text for n in sources)}→{', '.join(n.text for n in targets)}"
        if not link.drawn:
            return
        if not link.directed:
            self.draft.drop(row, column, "cannot tell which way a link without one arrow head goes",
                            names.replace("→", "?"))  # fmt: skip
            return
        if reverses(link.label):
            sources, targets = targets, sources
            self.draft.remark(row, column, f'link labelled "{link.label}" read against its arrow')
        soft = link.soft or "optional" in link.label.casefold()
        if not self.draft.connect(sources, targets, row, soft):
            self.draft.drop(row, column, "too many edges", names)

    def _chain(self, text: str) -> Iterator[tuple[list[str], _Link | None]]:
        """Groups of node ids, each with the link that follows it."""
        at, link = 0, None
        while True:
            ids, at = self._group(text, at)
            at = _skip(text, at)
            if at >= len(text):
                yield ids, None
                return
            link, at = _read_link(text, at)
            yield ids, link

    def _group(self, text: str, at: int) -> tuple[list[str], int]:
        ids: list[str] = []
        while True:
            node, at = self._node(text, _skip(text, at))
            ids.append(node)
            following = _skip(text, at)
            if not text.startswith("&", following):
                return ids, at
            at = following + 1

    def _node(self, text: str, at: int) -> tuple[str, int]:
        found = _ID.match(text, at)
        if not found:
            raise _Unreadable(at)
        at = found.end()
        if data := _DATA.match(text, at):
            if label := _LABEL_OF_DATA.search(data["data"]):
                self.labels[found[0]] = label["label"]
            return found[0], data.end()
        at = self._shape(text, at, found[0])
        styled = _CLASS.match(text, at)
        return found[0], styled.end() if styled else at

    def _shape(self, text: str, at: int, node: str) -> int:
        for opening, closing in _SHAPES:
            if text.startswith(opening, at):
                start = at + len(opening)
                quoted = _STRING.match(text, start)
                end = text.find(closing, quoted.end() if quoted else start)
                if end < 0:
                    continue
                self.labels[node] = text[start:end].strip(' "')
                return end + len(closing)
        if at < len(text) and text[at] in "[({":
            raise _Unreadable(at)
        return at


def _read_link(text: str, at: int) -> tuple[_Link, int]:
    """The link at a place: ``-->``, ``-.->``, ``==>``, with ``|label|`` or ``-- label -->``."""
    if edge_id := _EDGE_ID.match(text, at):
        at = edge_id.end()
    found = _LINK.match(text, at)
    if not found:
        raise _Unreadable(at)
    at, body, head, label = found.end(), found["body"], found["head"], ""
    dotted = "." in body
    if not head and "~" not in body and len(body.replace(".", "")) < 3:
        closing = _CLOSING.match(text, at)
        if not closing:
            raise _Unreadable(found.start())
        at, head, label = closing.end(), closing["head"], closing["label"].strip(' "')
    if pipe := _PIPE.match(text, at):
        at, label = pipe.end(), pipe["label"].strip(' "')
    directed = head == ">" and not found["back"]
    return _Link(label, dotted, directed, drawn="~" not in body), at


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at
