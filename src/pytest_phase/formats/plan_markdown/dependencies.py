"""Values of ``Depends on:`` and its kin, taken apart into references (grammar 3.8)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from pytest_phase.formats.plan_markdown.inline import plain
from pytest_phase.formats.plan_markdown.references import References, Target

_WORDS = (
    "phases?|tasks?|cycles?|components?|work items?|work units?|behaviou?rs?|units?|slices?|steps?"
    "|prs?"
    "|epics?|milestones?|weeks?|days?|sprints?|waves?|stages?|user stor(?:y|ies)|parts?|tests?"
    "|features?|modules?|items?|任务|作業|작업"
)
_GROUP = re.compile(r"phase|epic|milestone|week|day|sprint|wave|stage|user story|part|pr")
_NUMBER = r"\d+(?:\.\d+)*[a-z]?"
_CODE = r"[A-Z]{1,6}-?\d+(?:\.\d+)*[a-z]?"
_REF = re.compile(
    rf"(?P<word>{_WORDS})\s*#?\s*(?P<first>{_NUMBER}|{_CODE})"
    rf"(?:\s*(?:-|–|—|to|\.\.|through)\s*(?:(?:{_WORDS})\s*)?(?P<last>{_NUMBER}"
    rf"|{_CODE}))?(?![\w.]*\w)",
    re.I,
)
_BARE = re.compile(
    rf"#?(?P<first>{_NUMBER}|{_CODE})(?:\s*(?:-|–|—|to|\.\.)\s*(?P<last>{_NUMBER}"
    rf"|{_CODE}))?(?![\w.]*\w)"
)
_NONE = re.compile(
    r"(?:none|nothing|n/?a|no|-+|—|–|\[\]|no dependenc\w+|independent|foundation|无|なし|없음)\b.*"
    r"|[-—–]?|\[\]",
    re.I | re.S,
)
_ALL = re.compile(
    r"(?:all|everything)(?: of the)?(?: (?:above|previous|prior|earlier|preceding|other))?"
    r"(?: (?:tasks?|phases?|components?|steps?|cycles?|items?))?(?: above)?",
    re.I,
)
_EXTERNAL = re.compile(
    r"[(（]\s*(?:exists?|existing|done|already .*|external|complete[d]?)\s*[)）]|✅|✓", re.I
)
_SPLIT = re.compile(r"\s*(?:,|，|、|;|；|\+|&|\band\b|\n)\s*", re.I)
_NOTE = re.compile(
    r"\s*(?:\s[-–—]{1,2}\s|—|→|\(|（|\bcomplete\b|\bcompleted\b|\bfor\b|\bbecause\b|:\s).*$",
    re.S | re.I,
)
ADVICE = re.compile(r"\b(?:ideally|preferabl[ye]|recommended|nice to have|soft)\b", re.I)
_LONGEST = 2000

Kind = Literal["component", "external", "unresolved", "missing"]


class Reference(NamedTuple):
    """One thing a value refers to: the words as written, and the components meant."""

    name: str
    kind: Kind
    targets: tuple[Target, ...] = ()


def is_none(value: str) -> bool:
    """Whether a value says that there is no dependency (a note may follow)."""
    return bool(_NONE.fullmatch(plain(value)))


def is_reference(text: str) -> bool:
    """Whether a text begins with a word and a number (``Phase 2``, ``Tasks 3-5``)."""
    return bool(_REF.match(plain(text).strip()))


def read_references(
    value: str, references: References, near: Target, partial: bool = True
) -> Iterator[Reference]:
    """The references in a value, in order; notes and reasons are passed over.

    ``partial``: a name may be given by its first words, or by words it holds.
    """
    text = plain(value[:_LONGEST])
    if _NONE.fullmatch(text):
        return
    whole = references.by_name(text, partial)
    if whole:
        yield Reference(text, "component", tuple(whole))
        return
    word = ""
    for part in _parts(text):
        found = _read(part, references, near, word, partial)
        word = _word_of(part) or word
        yield from found


def _parts(text: str) -> Iterator[str]:
    """The value split at separators outside parentheses; a parenthesis stays with its name."""
    start = depth = 0
    for match in re.finditer(r"[()（）\[\]]|" + _SPLIT.pattern, text, re.I):
        mark = match.group()
        if mark in "(（[":
            depth += 1
        elif mark in ")）]":
            depth = max(0, depth - 1)
        elif (not depth and match.group().strip()) or (not depth and "\n" in mark):
            yield text[start : match.start()].strip()
            start = match.end()
    yield text[start:].strip()


def _word_of(part: str) -> str:
    match = _REF.match(part)
    return _singular(match["word"]) if match else ""


def _read(
    part: str, references: References, near: Target, word: str, partial: bool
) -> list[Reference]:
    part = part.strip(" .[]")
    if not part:
        return []
    if _EXTERNAL.search(part):
        return [Reference(_EXTERNAL.sub("", part).strip(), "external")]
    if _ALL.match(part) and _ALL.match(part).end() >= len(_NOTE.sub("", part)):  # type: ignore[union-attr]
        return [_all(part, references, near)]
    match = _REF.match(part)
    if match:
        return _numbered(part, _singular(match["word"]), match, references, near)
    match = _BARE.match(part)
    if match:
        found = _bare(part, match, word, references, near)
        if found:
            return found
    return [_named(part, references, partial)]


def _all(part: str, references: References, near: Target) -> Reference:
    above = [each for each in references.targets if each.position < near.position]
    return Reference(part, "component", tuple(above))


def _numbered(
    part: str, word: str, match: re.Match[str], references: References, near: Target
) -> list[Reference]:
    """``Task 3``, ``Tasks 1-3``, ``Phase 2``, ``Phase 1 (Cycles 1.1, 1.2)``."""
    name = part[: match.end()].strip()
    inside = re.match(r"\s*[(（](?P<refs>[^()（）]*)[)）]", part[match.end() :])
    if inside and _REF.match(inside["refs"]) and _GROUP.fullmatch(word):
        refined = list(read_references(inside["refs"], references, near))
        if all(each.kind == "component" for each in refined):
            return refined
    if match["last"]:
        return [_range(name, word, match["first"], match["last"], references, near)]
    found = _find(word, match["first"], references, near)
    return [Reference(name, "component", tuple(found)) if found else Reference(name, "unresolved")]


def _find(word: str, number: str, references: References, near: Target) -> list[Target]:
    found = references.by_id(word, number, near)
    if not found and re.match(r"[A-Za-z]", number):
        found = references.by_name(number)
    found = found or references.by_name(f"{word} {number}")
    if _GROUP.fullmatch(word) and references.is_group(word, number):
        members = [each for each in references.members(number) if each is not near]
        found = list(dict.fromkeys((*found, *members)))
    return found


def _bare(
    part: str, match: re.Match[str], word: str, references: References, near: Target
) -> list[Reference]:
    """A number or a code without a word: of the word before it, else of the component's own."""
    first, last = match["first"], match["last"]
    if re.match(r"[A-Z]", first):
        found = (
            references.by_name(first) or references.by_number(first) or references.members(first)
        )
        if last and found:
            return [_range(part[: match.end()], found[0].word, first, last, references, near)]
    elif last:
        return [_range(part[: match.end()], word or near.word, first, last, references, near)]
    else:
        found = _find(word, first, references, near) if word else references.by_number(first, near)
        group = word or near.word
        if not found and _GROUP.fullmatch(group) and references.is_group(group, first):
            found = references.members(first)
    if found:
        return [Reference(part[: match.end()], "component", tuple(found))]
    return []


def _range(
    name: str, word: str, first: str, last: str, references: References, near: Target
) -> Reference:
    """All components from one id to another, in the order of the plan, both counted in."""
    if re.match(r"[A-Z]+", first) and last.isdigit():
        last = re.sub(r"\d+$", last, first)
    start, end = _find(word, first, references, near), _find(word, last, references, near)
    if not start or not end:
        return Reference(name, "missing", tuple(start or end))
    low, high = start[0].position, end[-1].position
    between = references.targets[low : high + 1]
    return Reference(name, "component", tuple(each for each in between if each is not near))


def _named(part: str, references: References, partial: bool) -> Reference:
    """A component by name, with or without the note that follows it."""
    bare = _NOTE.sub("", part).strip(" .`*_\"'")
    for name in (part, bare):
        found = (
            references.by_name(name, partial)
            or references.by_path(name)
            or references.group_named(name)
        )
        if found:
            return Reference(bare or part, "component", tuple(found))
    return Reference(bare or part, "unresolved")


def _singular(word: str) -> str:
    word = re.sub(r"\s+", " ", word.lower())
    if word.endswith("stories"):
        return "user story"
    word = word[:-1] if word.endswith("s") else word
    return {"behaviour": "behavior", "任务": "task", "作業": "task", "작업": "task"}.get(word, word)
