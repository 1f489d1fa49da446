"""Reads a spec document: sections with the names they write as code and what they ask for."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

from pytest_phase.core.claims import Claim
from pytest_phase.core.questions import unanswered
from pytest_phase.core.specification import Mention, Part, Spec
from pytest_phase.formats.plan_markdown import read_plan
from pytest_phase.formats.plan_markdown.blocks import (
    Block,
    Fence,
    ItemList,
    Paragraph,
    Quote,
    Section,
)
from pytest_phase.formats.plan_markdown.code_claims import DEFINITIONS, read_claims
from pytest_phase.formats.plan_markdown.code_spans import is_foreign
from pytest_phase.formats.plan_markdown.document import Document, parse_document
from pytest_phase.formats.plan_markdown.inline import is_struck, plain

_ASKS = re.compile(
    r"\b(?:must|shall|should|(?:has|have|needs?) to|may not|can ?not|never|always|only|returns?|"
    r"raises?|rejects?|refuses?|accepts?|ignores?|keeps?|requires?|required|fails?|given|when|"
    r"if|without|at (?:most|least)|exactly)\b",
    re.I,
)
_DOES = re.compile(
    r"(?:`[^`]+` |it |they |also |then )?(?!is|was|has|uses|lives|comes|goes|belongs|this|its)"
    r"[a-z]+[^s\W]s (?:an?|the|each|every|no|all|its|one|any|with|from|to|into|twice|as|`)",
    re.I,
)
_UNDECIDED = re.compile(r"\bTB[ADC]\b|\bto be (?:decided|defined|clarified)\b")
_ASIDE = re.compile(
    r"\bnon[- ]?goals?\b|out of scope|not in scope|future work|\blater\b|alternatives|background|"
    r"motivation|glossary|references|changelog|history|rejected",
    re.I,
)
_MODEL = re.compile(r"\bdataclass|\bpydantic\b|\b(?:data |domain )models?\b|value object", re.I)
_USED_BY = re.compile(
    r"\b(?:used|called|needed|consumed|invoked|wanted) (?:by|from|in)"
    r"(?:\s|,|\band\b|\bor\b|\bthe\b|`[^`]*`)*`?$",
    re.I,
)
_MADE = re.compile(
    r"(?:\b(?:add|creat|introduc|implement|build|provid|defin|expos)(?:e|es|s|ed|ing)?|\bnew)\s+"
    r"(?:[a-z]+\s+){0,3}(?:`[^`]*`(?:\s|,|\band\b|\bwith\b|\ban?\b)*)*`?$",
    re.I,
)
_ABOUT_QUESTIONS = re.compile(r"questions?\b|to clarify", re.I)
_END = re.compile(r"(?<![eE]\.g\.)(?<!i\.e\.)(?<=[.!?])\s+(?=[`*_A-Z])")
_LEAD = re.compile(r"[\s>*_`#+-]*(?:\d+[.)])?[\s*_`]*(?:\[.\])?[\s*_`]*")
_SPACE = re.compile(r"\s+")


class _Statement(NamedTuple):
    """One sentence, or what an item says in one; ``line`` is where its block begins."""

    text: str
    line: int


def read_spec(text: str, path: str) -> Spec:
    """The sections of a spec, in their order."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    document = parse_document(text)
    claims = read_claims(text, path).said
    sections = list(document.root.walk())
    ends = [*(each.line for each in sections[1:]), len(document.lines) + 1]
    parts: list[Part] = []
    questions = _questions(text, path)
    above: list[Part] = []
    for section, end in zip(sections, ends, strict=True):
        start = section.line if section.level else 0
        own = [each for each in claims if start <= each.line < end]
        said = list(_statements(section.blocks))
        part = _part(section, own, said, document)
        if not _ABOUT_QUESTIONS.search(section.title):
            questions |= {
                each.line: f"{each.text} ({path}:{each.line})"
                for each in said
                if _is_question(each.text)
            }
        above = [each for each in above if each.level < section.level]
        part = part._replace(aside=part.aside or any(each.aside for each in above))
        parts.append(part)
        above.append(part)
    return Spec(path, tuple(parts), tuple(questions[line] for line in sorted(questions)))


def _questions(text: str, path: str) -> dict[int, str]:
    """The questions without an answer in the spec's own sections of questions, by line."""
    plan = read_plan(text, path)
    asked = [plan.questions, *(each.questions for each in plan.components)]
    lines = ["", *text.split("\n")]
    return {
        each.line: each.text
        for items in asked
        for each in unanswered(items)
        if not is_struck(lines[each.line])
    }


def _asks(text: str) -> bool:
    """Whether a sentence has a word of duty or of outcome, or tells what something does."""
    return bool(_ASKS.search(plain(text)) or _DOES.match(text))


def _is_question(text: str) -> bool:
    return text.endswith("?") or bool(_UNDECIDED.search(text))


def _part(
    section: Section,
    claims: list[Claim],
    said: list[_Statement],
    document: Document,
) -> Part:
    asks = [each.text for each in said if _asks(each.text) and not _is_question(each.text)]
    if _ABOUT_QUESTIONS.search(section.title):
        asks = []
    defines = list(_definitions(section.blocks))
    first = said[0].text if said else ""
    return Part(
        section.title,
        section.level,
        section.line,
        tuple(_mention(each, document) for each in claims),
        tuple(dict.fromkeys(asks)),
        tuple(dict.fromkeys(each.name for each in defines)),
        tuple(dict.fromkeys(name for each in defines for name in _quoted(each))),
        bool(_ASIDE.search(section.title)),
        bool(_MODEL.search(first)) or any(_is_data(each) for each in defines),
    )


def _mention(claim: Claim, document: Document) -> Mention:
    """A claim with what its line says before it."""
    line = document.lines[claim.line - 1] if claim.line <= len(document.lines) else ""
    before = line[: claim.column - 1]
    leads = bool(_LEAD.fullmatch(before))
    return Mention(claim, leads, bool(_USED_BY.search(before)), bool(_MADE.search(before)))


def _statements(blocks: tuple[Block, ...]) -> Iterator[_Statement]:
    """The sentences of paragraphs and of items, nested ones too."""
    for block in blocks:
        match block:
            case Paragraph():
                yield from _sentences(block.text, block.line)
            case ItemList():
                for item in block.items:
                    yield from _sentences(item.text, item.line)
                    yield from _statements(item.blocks)
            case Quote():
                yield from _statements(block.blocks)


def _sentences(text: str, line: int) -> Iterator[_Statement]:
    for each in _END.split(text):
        said = _SPACE.sub(" ", each).strip().rstrip(".;,")
        if said:
            yield _Statement(said, line)


def _definitions(
    blocks: tuple[Block, ...],
) -> Iterator[ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef]:
    """What the Python samples of a section define, tests left out."""
    for block in blocks:
        if not isinstance(block, Fence):
            continue
        if block.info.lower().split(" ")[0] not in ("python", "py"):
            continue
        try:
            tree = ast.parse(block.text)
        except (SyntaxError, ValueError, RecursionError):
            continue
        for each in tree.body:
            if isinstance(each, DEFINITIONS) and not each.name.lower().startswith("test"):
                yield each


def _quoted(node: ast.AST) -> Iterator[str]:
    """The classes that a sample names, in annotations, bases and calls."""
    for each in ast.walk(node):
        if isinstance(each, ast.Name) and each.id[:1].isupper() and not is_foreign(each.id):
            yield each.id


def _is_data(node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a sample shows a class that is made of fields."""
    if not isinstance(node, ast.ClassDef):
        return False
    words = [ast.unparse(each) for each in (*node.decorator_list, *node.bases)]
    return any(re.search(r"dataclass|define|BaseModel|NamedTuple|TypedDict", w) for w in words)
