"""Sentences about order outside the components: ``- **Setup (Phase 1)**: No dependencies``.

They stand in a section of their own (spec-kit's *Dependencies & Execution Order*). Only what
resolves counts; the rest is prose, and no problem. A sentence that only advises is soft.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pytest_phase.core.plan import Origin
from pytest_phase.formats.plan_markdown.blocks import Block, ItemList, Paragraph, Section
from pytest_phase.formats.plan_markdown.dependencies import is_reference, read_references
from pytest_phase.formats.plan_markdown.edges import Edges
from pytest_phase.formats.plan_markdown.inline import plain
from pytest_phase.formats.plan_markdown.references import Target

_ABOUT = re.compile(r"\bdepend|\bexecution order\b|\bcritical path\b|依赖|依存|의존", re.I)
_SUBJECT = re.compile(r"(?P<subject>[^:：→]{1,80}?)\s*(?P<mark>[:：→])\s*(?P<rest>.+)", re.S)
_UNMARKED = re.compile(
    r"(?P<subject>.{1,80}?)(?P<mark>\s)(?P<rest>(?:all )?(?:depends? on|blocks|requires?)\s.+)",
    re.I | re.S,
)
_CLAUSES = re.compile(r"(?<=[.;])\s+|\s+[-–—]\s+|;")
_AFTER = re.compile(
    r"(?:they |it )?(?:all |both |each )?(?:(?:depends?|rel(?:y|ies)) (?:only )?(?:up)?on"
    r"|(?:can (?:only )?(?:start|begin|run)|starts?|begins?|must wait)"
    r" (?:only )?(?:after|until|once)|after|requires?|needs?|blocked by)\s+(?P<value>.+)",
    re.I | re.S,
)
_BLOCKS = re.compile(r"(?:un)?blocks\s+(?P<value>.+)", re.I | re.S)
_DONE = re.compile(r"(?P<value>.+?)\s+(?:is |are )?(?:done|complete[d]?|finished)\b.*", re.I | re.S)
_ADVICE = re.compile(
    r"\b(?:desired|ideally|preferabl[ye]|recommended|optional(?:ly)?|best|may|should|suggested)\b",
    re.I,
)
_COMPLETION = re.compile(
    r"\s*(?:\bphases?\b\s*)?(?:\b(?:being|is|are|to be|has been|have been)\b\s*)?"
    r"\b(?:completion|completed?|done|finished|passing)\b.*$",
    re.I | re.S,
)
_LEAST = re.compile(r"^(?:at least|only)?\s*(?:the (?:completion of )?)?", re.I)
_STORIES = re.compile(r"^(?:all|every|both)(?: the)?(?: desired)? (?:user )?stories\b", re.I)
_STORY = re.compile(r"user story\b|us-?\d", re.I)
_SHORT_STORY = re.compile(r"\bUS-?(\d{1,3})\b")
_SLASHED = re.compile(r"(?<=\d)/(?=\d)")
_INSIDE = re.compile(r"[(（](?P<inside>[^()（）]*)[)）]")
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Sentence:
    """One line or item, without markup."""

    text: str
    line: int


def read_statements(root: Section, edges: Edges) -> None:
    """Add what the sentences of sections about dependencies say; a component's own label wins."""
    stated = frozenset(edges.stated)
    for section in root.walk():
        if section.level and _ABOUT.search(plain(section.title[:_LONGEST])):
            for inner in section.walk():
                for sentence in _sentences(inner.blocks):
                    _read(sentence, stated, edges)


def _sentences(blocks: Iterable[Block]) -> Iterator[Sentence]:
    for block in blocks:
        if isinstance(block, Paragraph):
            for number, text in enumerate(block.text.split("\n"), start=block.line):
                yield Sentence(plain(text[:_LONGEST]), number)
        elif isinstance(block, ItemList):
            for item in block.items:
                yield Sentence(plain(item.text[:_LONGEST]), item.line)
                yield from _sentences(item.blocks)


def _read(sentence: Sentence, stated: frozenset[int], edges: Edges) -> None:
    match = _SUBJECT.fullmatch(sentence.text) or _UNMARKED.fullmatch(sentence.text)
    subjects = _resolved(match["subject"], edges) if match else ()
    if match is None or not subjects:
        return
    clauses = [clause.strip(" .") for clause in _CLAUSES.split(match["rest"])]
    for clause in clauses:
        found = _AFTER.fullmatch(clause) or (match["mark"] == "→" and _DONE.fullmatch(clause))
        blocks = _BLOCKS.fullmatch(clause)
        if found:
            pairs = [(each, on) for each in subjects for on in _resolved(found["value"], edges)]
        elif blocks:
            others = _resolved(blocks["value"], edges)
            pairs = [(each, on) for each in others for on in subjects]
        else:
            continue
        soft = bool(_ADVICE.search(clause))
        origin = Origin(sentence.line, "depends.sentence", certain=not soft)
        for target, on in pairs:
            if target.position not in stated:
                edges.add(target, on, origin, soft, silent=True)


def _resolved(text: str, edges: Edges) -> tuple[Target, ...]:
    """The components that a subject or a value means; nothing if any part of it is unknown."""
    inside = _INSIDE.search(text)
    if inside and not is_reference(text) and is_reference(inside["inside"]):
        return _resolved(inside["inside"], edges)
    if _STORIES.match(text):
        return tuple(each for each in edges.references.targets if _is_story(each))
    bare = _COMPLETION.sub("", _LEAST.sub("", text)).strip()
    bare = _SLASHED.sub(", ", _SHORT_STORY.sub(r"User Story \1", bare))
    found: list[Target] = []
    for reference in read_references(bare, edges.references, edges.nobody) if bare else ():
        if reference.kind != "component":
            return ()
        found += reference.targets
    return tuple(dict.fromkeys(found))


def _is_story(target: Target) -> bool:
    return bool(_STORY.match(target.component.name)) or target.word in ("user story", "story")
