"""Reads what a document says of code by name: code spans, imports in fences, table cells."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import NamedTuple

from pytest_phase.core.claims import Claim, Claims, Making, Role
from pytest_phase.core.plan import Component, Plan
from pytest_phase.formats.plan_markdown.blocks import (
    Block,
    Fence,
    ItemList,
    Paragraph,
    Quote,
    Section,
    Table,
)
from pytest_phase.formats.plan_markdown.code_spans import IMPORT, Quoted, is_foreign, read_code
from pytest_phase.formats.plan_markdown.document import Document, parse_document
from pytest_phase.formats.plan_markdown.inline import Segment, plain, segments
from pytest_phase.formats.plan_markdown.paths import is_test_path
from pytest_phase.formats.plan_markdown.sql_claims import tables_named

TABLE_AFTER = re.compile(r"^\W{0,3}(?:database |db )?tables?\b", re.I)
TABLE_BEFORE = re.compile(r"\btables?\s{0,3}$", re.I)
COLUMN_AFTER = re.compile(r"^\W{0,3}columns?\b", re.I)
COLUMN_BEFORE = re.compile(r"\bcolumns?\s{0,3}$", re.I)
OF_TABLE = re.compile(r"^\W{0,3}columns?\b[^`.;]{0,24}\b(?:of|in|on)\b[^`.;]{0,14}`(\w+)`", re.I)
CREATES = re.compile(
    r"\b(?:create[sd]?|creating|add(?:s|ed|ing)?|new|introduc\w+|implement\w*|defin\w+|writ\w+|"
    r"build\w*|provid\w+|expos\w+|rename\w*|replac\w+ by|becomes?|will be|to be)\b[^.;:]{0,60}$",
    re.I,
)
RELIES = re.compile(
    r"\b(?:(?:writ|creat|built|provid|defin|expos|add|implement)\w* (?:by|in|from|with|on)|"
    r"exist(?:s|ing)|already|us(?:es|ing|e)|reus\w+|"
    r"(?<!the )(?<!each )call(?:s|ing)?|via|through|extend\w*|"
    r"inherit\w*|subclass\w*|wrap\w*|rel(?:ies|y|ying) on|depend\w* on|based on|from|returned by|"
    r"pattern of|like|see|as in|same as|import\w*|the real|current\w*)\b[^.;:]{0,60}$",
    re.I,
)
TAKEN_FROM = re.compile(
    r"\bbecause\b|\bsince\b|\bstill\b|\bkeep|\blegacy\b|\bdeprecat|\bboth\b|\balias|\bunused\b|"
    r"\balso exist|\bother\b|\bdifferent\b|\bunrelated\b|\bas is\b|\bold\b",
    re.I,
)
"""What an action says where the spec's name exists too, and the row knows it."""

DEFINITIONS = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
SQL = ("sql", "postgresql", "postgres", "sqlite", "mysql")
LABELS = ("implementation", "create", "creates", "new", "adds", "add", "api", "interface")


class Span(NamedTuple):
    """A code span with the text around it."""

    code: str
    before: str
    after: str
    line: int


def read_claims(text: str, path: str, plan: Plan | None = None) -> Claims:
    """What a document says of code. With its ``plan``, names know the component they stand in."""
    document = parse_document(text.replace("\r\n", "\n").replace("\r", "\n"))
    owner = _Owners(document, plan.components if plan else ())
    reader = _Reader(document, path, owner.of)
    said = [claim for section in document.root.walk() for claim in reader.section(section)]
    relied = {(each.name, each.line) for each in said if each.relies}
    makes = [*_made(plan, relied), *reader.makes] if plan else []
    return Claims(tuple(dict.fromkeys(said)), tuple(dict.fromkeys(makes)))


def _made(plan: Plan, relied: Collection[tuple[str, int]]) -> Iterator[Making]:
    """What the plan's components make by their own account: themselves, and their files.

    Not a file that the same line only takes something from: a path and a line in ``relied``.
    """
    for component in plan.components:
        for word in re.findall(r"[^\W\d]\w+", component.name):
            if word == component.name or re.search(r"[a-z][A-Z]|_", word):
                yield Making(word, component.id, component.line)
        for file in (*component.test_files, *component.integration):
            yield Making(file.path, component.id, file.origin.line)
        for each in component.implementation:
            if (each.path, each.origin.line) in relied:
                continue
            yield Making(each.path, component.id, each.origin.line)
            if each.path.endswith(".py"):
                dotted = each.path.removesuffix(".py").removeprefix("src/").replace("/", ".")
                yield Making(dotted.removesuffix(".__init__"), component.id, each.origin.line)


class _Owners:
    """Which component a line of the plan stands in."""

    def __init__(self, document: Document, components: Iterable[Component]) -> None:
        self._heads = [(each.line, each.level) for each in document.root.walk() if each.level]
        self._ranges = [(each.line, self._end(each), each.id) for each in components]

    def _end(self, component: Component) -> int:
        """The line of the heading that ends a component's own part of the plan."""
        level = next((level for line, level in self._heads if line == component.line), 7)
        later = (line for line, other in self._heads if line > component.line and other <= level)
        return next(later, 10**9)

    def of(self, line: int) -> str | None:
        """The id of the component around a line."""
        found = [each for each in self._ranges if each[0] <= line < each[1]]
        return max(found)[2] if found else None


class _Reader:
    def __init__(self, document: Document, path: str, owner: Callable[[int], str | None]) -> None:
        self._document = document
        self._path = path
        self._owner = owner
        self.makes: list[Making] = []

    def section(self, section: Section) -> Iterator[Claim]:
        """The claims of a section's own blocks, and of its heading."""
        if section.level:
            yield from self._text(section.title, section.line)
        for block in section.blocks:
            yield from self._block(block)

    def _block(self, block: Block) -> Iterator[Claim]:
        match block:
            case Paragraph():
                yield from self._text(block.text, block.line)
            case ItemList():
                for item in block.items:
                    yield from self._text(item.text, item.line)
                    for nested in item.blocks:
                        yield from self._block(nested)
            case Quote():
                for nested in block.blocks:
                    yield from self._block(nested)
            case Table():
                yield from self._table(block)
            case Fence():
                yield from self._fence(block)

    def _text(self, text: str, line: int) -> Iterator[Claim]:
        for span in spans(text, line):
            yield from self._span(span)

    def _span(
        self, span: Span, role: Role = "mention", reason: str = "", row: int = 0
    ) -> Iterator[Claim]:
        imported = IMPORT.fullmatch(span.code.strip())
        if imported is not None:
            yield from self._imports(imported, span.line)
            return
        quoted = read_code(span.code)
        if quoted is None:
            return
        quoted = _in_context(quoted, span)
        if quoted.kind == "path" and is_test_path(quoted.name):
            return
        component = self._owner(span.line)
        relies = bool(RELIES.search(span.before))
        creates = _is_labelled(span.before) or (not relies and bool(CREATES.search(span.before)))
        if creates and component and not relies:
            self.makes.append(Making(quoted.name, component, span.line))
        column = self._document.column(span.line, f"`{span.code}")
        yield Claim(
            span.code, quoted.name, quoted.kind, self._path, span.line, column, component,
            role, quoted.parameters, quoted.returns, creates, relies, row, reason,
        )  # fmt: skip

    def _imports(self, found: re.Match[str], line: int) -> Iterator[Claim]:
        names = found["whole"] or found["module"]
        listed = re.findall(r"\w+", found["names"] or "")
        for name in [f"{names}.{each}" for each in listed] or [names]:
            if name.partition(".")[0] not in sys.stdlib_module_names and not name.startswith("."):
                yield Claim(
                    name, name, "name", self._path, line, component=self._owner(line), role="import"
                )

    def _table(self, table: Table) -> Iterator[Claim]:
        header = [plain(cell).casefold() for cell in table.header]
        roles = [_role_of(cell) for cell in header]
        compares = "spec" in roles and "actual" in roles
        for row in table.rows:
            cells = list(row.cells)
            known = [plain(cell) for cell in cells]
            if not compares:
                for title, cell in zip(header, cells, strict=False):
                    yield from self._cell(cell, title, row.line)
                continue
            action = " ".join(
                text for text, role in zip(known, roles, strict=False) if role != "spec"
            )
            reason = action if TAKEN_FROM.search(action) else ""
            for cell, role in zip(cells, roles, strict=False):
                for span in spans(cell, row.line):
                    if role in ("spec", "actual"):
                        yield from self._span(span, role, reason, row.line)  # type: ignore[arg-type]

    def _cell(self, cell: str, title: str, line: int) -> Iterator[Claim]:
        word = "table" if title.startswith("table") else ""
        for span in spans(cell, line):
            yield from self._span(span._replace(after=f" {word}") if word else span)

    def _fence(self, fence: Fence) -> Iterator[Claim]:
        """Imports in Python samples; the classes and functions that a sample defines are new."""
        info = fence.info.lower().split(" ")[0]
        if info in SQL:
            yield from self._sql(fence)
        if info not in ("python", "py", ""):
            return
        try:
            tree = ast.parse(fence.text)
        except (SyntaxError, ValueError, RecursionError):
            return
        first = fence.line + 1
        component = self._owner(fence.line)
        for node in ast.walk(tree):
            if isinstance(node, ast.Import | ast.ImportFrom):
                yield from self._imported(node, first + node.lineno - 1)
        for each in tree.body if component else ():
            if isinstance(each, DEFINITIONS) and not is_foreign(each.name):
                line = first + each.lineno - 1
                self.makes.append(Making(each.name, component or "", line))

    def _sql(self, fence: Fence) -> Iterator[Claim]:
        """The tables of an SQL sample; those it makes are the component's to make."""
        for name, line, made in tables_named(fence.text):
            at, component = fence.line + line, self._owner(fence.line)
            if made:
                self.makes.append(Making(name, component or "", at))
            else:
                yield Claim(name, name, "table", self._path, at, component=component)

    def _imported(self, node: ast.Import | ast.ImportFrom, line: int) -> Iterator[Claim]:
        if isinstance(node, ast.Import):
            names = [each.name for each in node.names]
        elif node.level or not node.module:
            return
        else:
            names = [f"{node.module}.{each.name}" for each in node.names if each.name != "*"]
        for name in names:
            if name.partition(".")[0] not in sys.stdlib_module_names:
                yield Claim(
                    name, name, "name", self._path, line, component=self._owner(line), role="import"
                )


def spans(text: str, line: int) -> Iterator[Span]:
    """The code spans of a text with what stands before and after, and their own lines."""
    pieces = segments(text)
    for number, each in enumerate(pieces):
        if each.code and not each.struck:
            before = "".join(map(_shown, pieces[max(0, number - 6) : number]))
            after = "".join(map(_shown, pieces[number + 1 : number + 3]))
            at = line + text.count("\n", 0, each.offset)
            yield Span(each.text, before[-160:], after[:80], at)


def _shown(piece: Segment) -> str:
    return f"`{piece.text}`" if piece.code else piece.text


def _in_context(quoted: Quoted, span: Span) -> Quoted:
    """What the words beside a span say of it: a table, a column, a column of a table."""
    before, after = span.before, span.after
    if "/" in quoted.name or quoted.kind == "path":
        return quoted
    if TABLE_AFTER.search(after) or TABLE_BEFORE.search(before):
        return quoted._replace(kind="column" if "." in quoted.name else "table")
    if COLUMN_AFTER.search(after) or COLUMN_BEFORE.search(before):
        if "." in quoted.name:
            return quoted._replace(kind="column")
        other = re.search(
            r"^\W{0,3}columns?\b[^`.;]{0,24}\b(?:of|in|on)\b[^`.;]{0,14}`(\w+)`", after
        )
        table = other[1] if other else _table_before(before)
        return quoted._replace(name=f"{table}.{quoted.name}", kind="column") if table else quoted
    return quoted


def _table_before(before: str) -> str:
    """The table that the same sentence named just before: ``the `users` table has a column``."""
    sentence = re.split(r"(?<=[.;])\s", before)[-1]
    found = re.findall(r"`(\w+)`(?:'s|\W{0,3}tables?\b)|\btables?\W{0,3}`(\w+)`", sentence)
    return next((one or other for one, other in reversed(found)), "")


def _is_labelled(before: str) -> bool:
    label = re.match(r"\W*(\w+)\W*:\W*$", before)
    return label is not None and label[1].casefold() in LABELS


def _role_of(header: str) -> str:
    if header.startswith(("spec", "plan says")):
        return "spec"
    return "actual" if "actual" in header or header.startswith(("code", "reality")) else "action"
