"""Names as diagrams and sentences write them: notes, lists, ranges, and the word ``all``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice

LONGEST = 120
MOST_TEXT = 1_000
MOST_NAMES = 200
WIDEST_RANGE = 100

NUMBERED = (
    "task|cycle|component|work item|work unit|behaviou?r|test|unit|slice|step|pr|phase|epic"
    "|milestone|week|day|sprint|wave|stage|user story|story|part|delivery|iteration|module"
    "|layer|level|batch|group|issue|item|plan|ticket"
)
_DONE = re.compile(
    r"existing\b|(?:already\s+)?(?:exists|done|completed?|implemented)\s*(?:[,;:.✅✔–—-].*)?$",
    re.IGNORECASE,
)
_NOTHING = re.compile(
    r"(?:independent(?:ly|\s+of\b.*)?|any\s?time|stand-?alone|no\s+dep(?:endencie)?s|none"
    r"|nothing|n/a|[-–—]|(?:in\s+)?parallel)(?:\s*[,;–—].*)?",
    re.IGNORECASE,
)
_SAYS_NOTHING = re.compile(
    r"\s*[:：]\s*(?:no\s+dep(?:endencie)?s|none|nothing|n/a)$", re.IGNORECASE
)
_PLACEHOLDER = re.compile(r"none|nothing|start|begin|todo|tbd|no\s.*", re.IGNORECASE)
_EVERY = re.compile(
    r"(?:everything|all)(?:\s+(?:else|others?|above|previous|the\s+above|of\s+the\s+above|the\s+rest"
    r"|(?:(?:the\s+)?(?:other|previous)\s+)?(?:components|tasks|phases|steps|cycles|items)))?"
    r"|every(?:\s+other)?\s+(?:component|task|phase|step|cycle|item)",
    re.IGNORECASE,
)
_OMISSION = re.compile(r"\.{3,}|…+|etc\.?", re.IGNORECASE)
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|`[^`]*`")
_SEPARATOR = re.compile(r"\s*[,;、，；∥‖]\s*|\s+(?:\+|&|/|\|{1,2})\s+")
_AND = re.compile(r"\s+and\s+", re.IGNORECASE)
_LEADING_AND = re.compile(r"^and\s+", re.IGNORECASE)
_DASH = re.compile(r"\s+(?:—|–|--?)\s+")
_BOX = re.compile(r"\[[ xX~/!>-]\]\s+")
_TO = r"\s*(?:-|–|—|\.\.+|\bto\b|\bthrough\b)\s*"
_PLURAL = re.compile(
    rf"(?P<word>(?:{NUMBERED})s|behaviou?rs|(?:user )?stories|deliveries)\s+#?(?P<rest>\d.*)",
    re.IGNORECASE,
)
_SINGULAR = re.compile(rf"(?P<word>{NUMBERED})\s+#?(?P<rest>\d[\d.]*)", re.IGNORECASE)
_NUMBERS = re.compile(rf"#?(?P<first>\d+(?:\.\d+)*)(?:{_TO}#?(?P<last>\d+(?:\.\d+)*))?")
_WORD_RANGE = re.compile(
    rf"(?P<word>{NUMBERED})\s+#?(?P<first>\d[\d.]*){_TO}(?P=word)\s+#?(?P<last>\d[\d.]*)",
    re.IGNORECASE,
)
_CODE_RANGE = re.compile(rf"(?P<code>[A-Za-z]{{1,6}}-?)(?P<first>\d+){_TO}(?P=code)(?P<last>\d+)")
_ID = re.compile(rf"(?:(?:{NUMBERED})\s+)?#?[\d.]*\d[a-z]?|[A-Z]{{1,6}}-?\d[\d.]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Name:
    """One name of a text run; ``every`` is ``all`` and its like, ``omission`` is ``...``."""

    text: str
    note: str = ""
    external: bool = False
    every: bool = False
    omission: bool = False


def key(text: str) -> str:
    """What two spellings of one name share: case folded, spaces collapsed."""
    return " ".join(text.split()).casefold()


def read_names(text: str, known: Collection[str] = (), sentence: bool = False) -> tuple[Name, ...]:
    """The names in a text run: one, a list, a range, or none (``independent``, ``(done)``).

    ``known`` holds the keys of names that are never split. In a ``sentence`` the word
    ``and`` always separates.
    """
    text = " ".join(text.split())
    if len(text) > MOST_TEXT:
        return (Name("...", omission=True),)
    whole, note, external = _without_notes(text)
    if key(whole) in known:
        return (Name(whole, note, external),)
    inner = _unwrapped(whole)
    if inner is not None:
        if _DONE.match(inner) or _PLACEHOLDER.fullmatch(inner):
            return ()
        return read_names(inner, known, sentence) if _unwrapped(inner) is None else ()
    if ranged := _expanded(whole):
        return tuple(Name(each, note, external) for each in ranged)
    parts = _parts(text, sentence)
    if len(parts) == 1:
        return _single(whole, note, external, known)
    names = tuple(islice(_many(parts, known), MOST_NAMES + 1))
    return names if len(names) <= MOST_NAMES else (Name("...", omission=True),)


def numbered(text: str) -> tuple[str, tuple[int, ...]] | None:
    """The word and number a name begins with (``Phase 2: Core`` is ``phase``, (2,)), or None."""
    found = re.match(rf"(?P<word>{NUMBERED})\s+#?(?P<n>\d+(?:\.\d+)*)", text, re.IGNORECASE)
    found = found or re.match(r"(?P<word>[A-Za-z]{1,6}-?|#)(?P<n>\d+(?:\.\d+)*)(?!\w)", text)
    if not found or len(found["n"]) > 40:
        return None
    return found["word"].casefold(), tuple(int(each) for each in found["n"].split("."))


def is_after(one: str, other: str) -> bool:
    """Whether two names carry numbers of one kind, and the first the higher."""
    first, second = numbered(one), numbered(other)
    return bool(first and second and first[0] == second[0] and first[1] > second[1])


def _single(text: str, note: str, external: bool, known: Collection[str]) -> tuple[Name, ...]:
    cut = _DASH.search(text)
    if cut and cut.start() and key(text) not in known:
        text, note = text[: cut.start()], f"{text[cut.end() :]} {note}".strip()
    if _OMISSION.fullmatch(text):
        return (Name("...", omission=True),)
    text = text.strip(" \t,;.:*_\"'“”")
    text = _SAYS_NOTHING.sub("", text)
    if not any(char.isalnum() for char in text) or _NOTHING.fullmatch(text) or len(text) > LONGEST:
        return ()
    return (Name(text, note, external, every=_EVERY.fullmatch(text) is not None),)


def _many(parts: list[str], known: Collection[str]) -> Iterator[Name]:
    """The names of a list; a bare number takes the word of the name before it."""
    word = ""
    for part in parts:
        text, note, external = _without_notes(part)
        if word and _NUMBERS.fullmatch(text):
            text = f"{word}s {text}"
        if found := _PLURAL.fullmatch(text) or _SINGULAR.match(text):
            word = _singular(found["word"]) if _PLURAL.fullmatch(text) else found["word"]
        if ranged := _expanded(text):
            yield from (Name(each, note, external) for each in ranged)
        elif (inner := _unwrapped(text)) is not None:
            yield from _single(inner, note, external, known)
        else:
            yield from _single(text, note, external, known)


def _parts(text: str, sentence: bool) -> list[str]:
    """``text`` cut at its list separators, those in brackets left alone."""
    pieces = _cut(text, _SEPARATOR)
    ids = all(_ID.fullmatch(each) for each in _cut(text, _AND))
    if sentence or len(pieces) > 1 or ids:
        pieces = [each for piece in pieces for each in _cut(_LEADING_AND.sub("", piece), _AND)]
    return [each for each in pieces if each]


def _cut(text: str, separator: re.Pattern[str]) -> list[str]:
    masked = _BRACKETS.sub(lambda found: "\0" * len(found[0]), text)
    start, pieces = 0, []
    for found in separator.finditer(masked):
        pieces.append(text[start : found.start()].strip())
        start = found.end()
    return [*pieces, text[start:].strip()]


def _without_notes(text: str) -> tuple[str, str, bool]:
    """The text without marks and trailing notes, the notes, and whether they say it is done."""
    text, marks = _without_marks(_BOX.sub("", text.strip(), count=1))
    notes: list[str] = []
    external = any(mark in "✅✔☑" for mark in marks)
    while (start := _note_start(text)) is not None:
        inner = text[start + 1 : -1].strip()
        done = _DONE.match(inner) is not None
        if not done and not text[start - 1].isspace():
            break
        external = external or done or any(mark in inner for mark in "✅✔☑")
        notes.insert(0, inner)
        text, marks = _without_marks(text[:start].strip())
        external = external or any(mark in "✅✔☑" for mark in marks)
    return text, " ".join(notes), external


def _without_marks(text: str) -> tuple[str, str]:
    """The text without emphasis, code ticks and signs at either end, and those signs."""
    text = text.replace("**", "").replace("`", "").strip()
    start, end = 0, len(text)
    while start < end and _is_mark(text[start]):
        start += 1
    while end > start and _is_mark(text[end - 1]):
        end -= 1
    return text[start:end], (text[:start] + text[end:]).replace(" ", "")


def _is_mark(char: str) -> bool:
    return char in " \ufe0f\u200d" or unicodedata.category(char) == "So"


def _note_start(text: str) -> int | None:
    """Where the bracket that closes the text opens, if it does and is not all of the text."""
    pairs = {")": "(", "]": "["}
    if not text or text[-1] not in pairs:
        return None
    close, opening, depth = text[-1], pairs[text[-1]], 0
    for position in range(len(text) - 1, 0, -1):
        depth += (text[position] == close) - (text[position] == opening)
        if depth == 0:
            return position
    return None


def _unwrapped(text: str) -> str | None:
    """The inside of a text that is one bracket from end to end, else None."""
    if len(text) > 1 and text[0] + text[-1] in ("()", "[]", "{}"):
        inner = text[1:-1]
        if not any(each in inner for each in text[0] + text[-1]):
            return inner.strip()
    return None


def _expanded(text: str) -> list[str]:
    """The names of a numeric range (``Tasks 1-3``, ``T1-T4``, ``Task 1 to Task 3``), else none."""
    if found := _CODE_RANGE.fullmatch(text):
        width = len(found["first"]) if found["first"].startswith("0") else 0
        return [f"{found['code']}{n:0>{width}}" for n in _count(found["first"], found["last"])]
    if found := _WORD_RANGE.fullmatch(text):
        return [f"{found['word']} {n}" for n in _count(found["first"], found["last"])]
    if (found := _PLURAL.fullmatch(text)) and (span := _NUMBERS.fullmatch(found["rest"].strip())):
        numbers = _count(span["first"], span["last"]) if span["last"] else [span["first"]]
        return [f"{_singular(found['word'])} {n}" for n in numbers]
    return []


def _count(first: str, last: str) -> list[str]:
    """The numbers from first to last, both inclusive; dotted ones count in their last place."""
    stem, _, low = first.rpartition(".")
    other, _, high = last.rpartition(".")
    if stem != other or not (low.isdigit() and high.isdigit()) or len(low + high) > 12:
        return []
    if not 0 <= int(high) - int(low) < WIDEST_RANGE:
        return []
    return [f"{stem}.{n}" if stem else f"{n}" for n in range(int(low), int(high) + 1)]


def _singular(word: str) -> str:
    return f"{word[:-3]}y" if word.lower().endswith("ies") else word[:-1]
