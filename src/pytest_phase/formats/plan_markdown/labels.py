"""Labels: ``Tests:``, ``**Depends on**:``, ``- Create:``, in their many spellings (grammar 3.5)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from pytest_phase.formats.plan_markdown.headings import read_heading
from pytest_phase.formats.plan_markdown.inline import leading_bold, plain
from pytest_phase.formats.plan_markdown.label_words import LABELS, spelled

_LONGEST = 80
_PLAIN_LABEL = re.compile(
    r"([^\W\d_][^:：\n`*|]{0,40}?(?:\s*[(（]`[^`\n]{1,80}`[)）])?)\s*([:：])(?!\w*//|[:：])"
)
_COLON = re.compile(r"\s*[:：]\s*")
_NOTE = re.compile(r"\s*[(（]([^()（）]{0,80})[)）]")
_DECORATION = re.compile("(?:[\\s]|[\u2190-\u2bff\U0001f000-\U0001faff\ufe0f\u20e3])*")

_KEYS = spelled(LABELS)
_SPACES = re.compile(r"\s+")
# Below a label of these stand the tests of what is above it.
PARTS = frozenset({"tests", "cases", "integration", "red", "green", "refactor"})
_HOLDERS = PARTS | {"files", "create", "implementation", "run", "criteria", "other"}
_OWN_PATH = re.compile(r"`[^`]*`|\S+\.py\b\S*")


class Label(NamedTuple):
    """A label at the start of a text: its key (``""``: unknown), its words, its value's offset."""

    key: str
    name: str
    end: int
    note: str = ""


@lru_cache(maxsize=1024)  # a plan has few labels, again and again
def label_key(name: str) -> str:
    """The key of a label's words, or ``""``; a note in parentheses does not count."""
    if len(name) > 3 * _LONGEST:
        return ""
    bare = _NOTE.sub("", _OWN_PATH.sub("", name)).strip(" :：.-–—*_")
    if not bare or len(bare) > _LONGEST:
        return ""
    words = _SPACES.sub(" ", bare).casefold()
    return _KEYS.get(words) or _KEYS.get(words.replace("(s)", "s"), "")


def split_label(text: str) -> Label | None:
    """The label a text begins with: ``**Any words**:`` or known words with a colon."""
    start = len(_DECORATION.match(text).group())  # type: ignore[union-attr]
    rest = text[start:]
    bold = leading_bold(rest)
    if bold is not None:
        return _bold_label(rest, *bold, start)
    if rest.startswith(("_", "*")):
        rest, start = rest[1:], start + 1
    match = _PLAIN_LABEL.match(rest)
    if match is None:
        return None
    key = label_key(match[1])
    end = start + match.end()
    return Label(key, match[1], _skip_space(text, end), _note(match[1])) if key else None


def _bold_label(rest: str, bold: str, end: int, start: int) -> Label | None:
    colon = _COLON.match(rest, end)
    if bold.endswith((":", "：")) or (bold.endswith(".") and label_key(bold)):
        return Label(label_key(bold), bold[:-1], _skip_space(rest, end) + start, _note(bold))
    if colon:
        return Label(label_key(bold), bold, colon.end() + start, _note(bold))
    note = _NOTE.match(rest, end)
    if note and _COLON.match(rest, note.end()):
        value = _skip_space(rest, _COLON.match(rest, note.end()).end())  # type: ignore[union-attr]
        return Label(label_key(bold), bold, value + start, note[1])
    key = label_key(bold)
    if key and (not rest[end:].strip() or rest[end:].lstrip()[0] in "-–—`"):
        return Label(key, bold, _skip_space(rest, end) + start)
    return None


def holds_tests(name: str) -> bool:
    """Whether a name is a label below which the tests of what is above it may stand."""
    return label_key(name) in _HOLDERS


def bold_line_is_label(bold: str) -> bool:
    """Whether a line that is bold as a whole is a label for what follows, and no heading."""
    if label_key(bold) or label_key(_COLON.split(bold, maxsplit=1)[0]):
        return True
    return bold.endswith((":", "：")) and not read_heading(bold).label


def _note(name: str) -> str:
    match = _NOTE.search(plain(name[: 3 * _LONGEST]))
    return match[1] if match else ""


def _skip_space(text: str, position: int) -> int:
    while position < len(text) and text[position] in " \t\u00a0":
        position += 1
    return position
