"""What a heading says: its own id, its name, its kind (grammar 3.2).

``read_heading`` looks at one title alone; what a heading turns out to be among the others
is decided in ``components``.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple

from pytest_phase.formats.plan_markdown.heading_suffixes import strip_suffixes
from pytest_phase.formats.plan_markdown.inline import plain
from pytest_phase.formats.plan_markdown.vocabulary import ASIDE, PLANNING, STRUCT

Kind = Literal["group", "component", "step", "number", "plain", "stage", "struct", "aside"]
Stage = Literal["", "red", "green", "refactor", "other"]

_LONGEST = 300  # what is longer is no title; keeps the patterns below linear
_GROUP_WORDS = (
    "phase|epic|milestone|week|day|sprint|wave|stage|user story|story|part|delivery|iteration"
    "|section|track|pr"
)
_COMPONENT_WORDS = (
    "task|cycle|component|work item|work unit|behaviou?r|test|unit|slice|module|feature|item"
    "|increment|chunk"
)
_NUMBER = r"\d{1,4}(?:\.\d+)*[A-Za-z]?"
_SEPARATOR = r"(?:\s*[:：—–]\s*|\s+-+\s+|\s*[.)](?:\s+|$)|\s*(?=[(（])|\s*$)"
_WORD_ID = re.compile(
    rf"(?P<word>{_GROUP_WORDS}|{_COMPONENT_WORDS}|steps?|(?:tasks|phases|days|weeks))"
    rf"(?:\s*[#№]\s*|\s*-\s*|\s+)(?P<number>{_NUMBER}(?:\s*[-–]\s*\d+(?:\.\d+)*)?"
    rf"|[A-Z]{{1,4}}-?{_NUMBER}|[IVX]{{1,5}}(?=\s*(?:[:：—–.(]|$|-\s))|[A-Z](?=\s*(?:[:：—–.(]|$"
    rf"|-\s)))"
    rf"(?P<separator>{_SEPARATOR}|\s+)",
    re.I,
)
_CODE_ID = re.compile(
    r"\[?(?P<code>[A-Z]{1,6}-?\d{1,4}(?:\.\d+)*[a-z]?|[A-Z]-\d+\.\d+|#\d{1,5})\]?"
    r"(?P<separator>\s*[:：—–]\s*|\s+-+\s+|\s*[.)]\s+)"
)
_DOTTED_CODE = re.compile(r"(?P<code>[A-Z]{1,4}-?\d{1,3}\.\d+(?:\.\d+)*)(?P<separator>\s+)")
_NUMBER_ID = re.compile(
    rf"(?P<number>\d{{1,3}}(?:\.\d+)*[a-z]?)(?P<separator>[.)]\s+|{_SEPARATOR}|\s+)"
)
_SEPARATORS = ("", *":：—–-.)(（")
_BOX = re.compile(r"\[(?P<mark>[ xX~\-/>!?])\]\s*")
_DECORATION = re.compile(
    "^(?:[\\s*_`]|[\u2190-\u2bff\U0001f000-\U0001faff\u3030\u303d\u3297\u3299\u20e3])+"
)
_STAGE = re.compile(
    r"(?:verify\s+|the\s+)?(?P<stage>red|green|refactor(?:ing)?|blue)"
    r"(?:\s+(?:phase|step|stage|tests?|state))?\s*(?:$|[:：(（—–/]|-\s)",
    re.I,
)
_STAGE_PHASE = re.compile(r"\b(?P<stage>red|green|refactor)\s+(?:phase|step|stage)\b", re.I)
_STAGE_WORDS: tuple[tuple[Stage, re.Pattern[str]], ...] = (
    ("other", re.compile(r"(?:run|verify|commit|check|confirm|execute|push|stage and)\b", re.I)),
    (
        "red",
        re.compile(
            r"(?:(?:write|add|create|author|extend)\b.{0,40}?\btests?\b|tests?[ -]first\b"
            r"|failing tests?\b)",
            re.I,
        ),
    ),
    ("refactor", re.compile(r"(?:refactor|clean ?up)\b", re.I)),
    (
        "green",
        re.compile(
            r"(?:(?:write|add)\b.{0,30}?\b(?:code|implementation)\b|implement|minimal"
            r"|make\b.*\bpass"
            r"|create the|wire)",
            re.I,
        ),
    ),
)


class Heading(NamedTuple):
    """A title taken apart.

    ``word`` is the id's word in lower case (``task``, ``phase``), or the letters of a code;
    ``number`` the id's number as written; ``label`` the whole id as written (``Task 3``).
    """

    kind: Kind
    name: str
    word: str = ""
    number: str = ""
    label: str = ""
    stage: Stage = ""
    mark: str = ""
    status: str = ""
    codes: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    separated: bool = True

    @property
    def dotted_phase(self) -> bool:
        """Whether this is a sub-phase (``Phase 3.2: …``), the form of the pattern."""
        return self.word == "phase" and "." in self.number


def read_heading(title: str) -> Heading:
    """Take a title apart: decoration, id, separator, name, suffixes (grammar 3.2)."""
    return _read_heading(title[:_LONGEST])


@lru_cache(maxsize=512)  # the steps of every task are called the same
def _read_heading(title: str) -> Heading:
    text, mark, status = _undecorated(plain(title))
    word, number, label, rest = _split_id(text)
    sign = _DECORATION.match(rest) if label else None
    rest = rest[sign.end() :] if sign and sign.end() < len(rest) else rest
    name, suffix_status, codes, notes = strip_suffixes(rest)
    kind, stage = _kind(word, number, name or rest)
    return Heading(
        kind,
        name or label,
        word,
        number,
        label,
        stage,
        mark,
        suffix_status or status,
        codes,
        notes,
        not label or text[len(label) :].lstrip()[:1] in _SEPARATORS,
    )


@lru_cache(maxsize=512)
def stage_of(text: str) -> Stage:
    """The TDD stage a step's title speaks of: ``red`` for writing tests, ``green`` for code."""
    match = _STAGE.match(text) or _STAGE_PHASE.search(text)
    if match:
        stage = match["stage"].lower()
        return "red" if stage == "red" else "green" if stage == "green" else "refactor"
    return next((stage for stage, words in _STAGE_WORDS if words.match(text)), "")


def _undecorated(text: str) -> tuple[str, str, str]:
    """Drop leading emoji and a checkbox; returns text, the box's mark, a status emoji."""
    status = ""
    mark = ""
    for _ in range(3):
        lead = _DECORATION.match(text)
        if lead:
            status = status or lead.group().strip(" *_`")
            text = text[lead.end() :]
        box = _BOX.match(text)
        if box:
            mark, text = box["mark"], text[box.end() :]
    return text, mark, status


def _split_id(text: str) -> tuple[str, str, str, str]:
    """(word, number, label as written, rest) of a title; word and number empty without an id."""
    match = _WORD_ID.match(text)
    if match:
        word = re.sub(r"\s+", " ", match["word"].lower())
        label = text[: match.end("number")]
        return _singular(word), match["number"], label, text[match.end() :]
    match = _CODE_ID.match(text) or _DOTTED_CODE.match(text)
    if match:
        letters = re.match(r"[A-Z]*", match["code"])
        word = f"code {letters.group() if letters else ''}".strip()
        return word, match["code"], match["code"], text[match.end() :]
    match = _NUMBER_ID.match(text)
    if match:
        return "", match["number"], match["number"], text[match.end() :]
    return "", "", "", text


def _singular(word: str) -> str:
    if word in ("steps", "tasks", "phases", "days", "weeks"):
        return word[:-1]
    return "behavior" if word == "behaviour" else word


def _kind(word: str, number: str, name: str) -> tuple[Kind, Stage]:
    if word in ("", "phase", "step", "stage") and _STAGE.match(name):
        return "stage", stage_of(name)
    if not word:
        return _unworded(number, name)
    if word == "step":
        return "step", stage_of(name)
    if word == "phase" and "." in number:
        return "component", ""
    if re.fullmatch(_GROUP_WORDS, word):
        return ("struct", "") if word == "phase" and PLANNING.match(name) else ("group", "")
    return "component", ""


def _unworded(number: str, name: str) -> tuple[Kind, Stage]:
    if ASIDE.fullmatch(name):
        return "aside", ""
    if STRUCT.fullmatch(name):
        return "struct", ""
    return ("number", "") if number else ("plain", "")
