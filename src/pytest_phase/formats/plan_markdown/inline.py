"""Inline Markdown: code spans, bold, struck-out and plain text, with offsets into the source.

Only blocks go through the block parser; what stands inside a line is split here in one
pass, because a plan's inline text is mostly paths and names, and columns are needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_TOKEN = re.compile(
    r"(?P<escape>\\[!-/:-@\[-`{-~])|(?P<ticks>`+)|(?P<comment><!--)|(?P<strong>\*\*|__)"
    r"|(?P<struck>~~)|(?P<emphasis>[*_])|(?P<link>!?\[)|(?P<close>\]\()|(?P<tag><)"
)
_SPECIAL = re.compile(r"[\\`<*~\[]|\b_|_\b")
_SIMPLE = re.compile(r"\*\*([^\s\\`<*_~\[](?:[^\\`<*_~\[]*[^\s\\`<*_~\[])?)\*\*|`([^`]+)`")
_BOLD = re.compile(r"\*\*(?P<bold>[^\s\\`<*_~\[](?:[^\\`<*_~\[]*[^\s\\`<*_~\[])?)\*\*(?!\*)")
_LINK = re.compile(r"!?\[([^\[\]\n]*)\]\(([^()\s<>]*)(?:\s+[\"'][^\"'\n]*[\"'])?\)")
_TAG = re.compile(
    r"</?(?:br|details|summary|b|i|u|strong|em|kbd|sub|sup|code|a|span|div|p)(?:\s[^<>\n]*)?/?>",
    re.I,
)
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\ufe0f"), "")
_SPACE = re.compile(r"\s+")


class Segment(NamedTuple):
    """A run of one kind of text; ``offset`` counts characters from the start of the source."""

    text: str
    offset: int
    code: bool = False
    bold: bool = False
    struck: bool = False


def segments(text: str) -> list[Segment]:
    """Split inline Markdown into segments; comments and simple tags are left out."""
    if not _SPECIAL.search(text):
        return [Segment(text, 0)] if text else []
    return list(_Scanner(text).run())


def plain(text: str) -> str:
    """The text as a reader sees it: no markup, code spans by content, single spaces."""
    if _SPECIAL.search(text):
        if _SPECIAL.search(_SIMPLE.sub("", text)):
            text = "".join(each.text for each in segments(text))
        else:
            text = _SIMPLE.sub(r"\1\2", text)
    if text.isascii() and "  " not in text and "\n" not in text and "\t" not in text:
        return text.strip()
    return _SPACE.sub(" ", text.translate(_INVISIBLE)).strip()


def is_struck(text: str) -> bool:
    """Whether a text ends struck out: ``~~Name~~``, ``Task 3: ~~Name~~``."""
    return "~~" in text and any(each.struck for each in segments(text)[-2:])


def code_texts(text: str) -> list[str]:
    """The contents of the code spans of a text."""
    if "`" not in text:
        return []
    spans = _simple_spans(text)
    return [each.text for each in segments(text) if each.code] if spans is None else spans


def _simple_spans(text: str) -> list[str] | None:
    """Code spans where every backtick stands alone and is closed; None if it is not so simple."""
    if "``" in text or "\\" in text or "<" in text:
        return None
    parts = text.split("`")
    return parts[1::2] if len(parts) % 2 else None


def leading_bold(text: str) -> tuple[str, int] | None:
    """The bold text at the very start, rendered plain, and the offset where it ends."""
    if not text.startswith(("**", "__")):
        return None
    simple = _BOLD.match(text)
    if simple is not None:
        return _SPACE.sub(" ", simple["bold"]), simple.end()
    shown: list[str] = []
    end = len(text)
    for each in segments(text):
        if not each.bold:
            end = each.offset - each.code
            break
        shown.append(each.text)
    return (_SPACE.sub(" ", "".join(shown)).strip(), end) if shown else None


class _Scanner:
    """One pass over a text; holds the open marks and the end of what was emitted."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.bold = False
        self.struck = False
        self.closers = _code_closers(text)
        self.link_ends: dict[int, int] = {}
        self.comments = True

    def run(self) -> Iterator[Segment]:
        search = _TOKEN.search
        match = search(self.text, 0)
        while match is not None:
            step = self._step(match)
            if step is None:
                match = search(self.text, match.end())
                continue
            end, segment = step
            if match.start() > self.position:
                yield self._text(self.position, match.start())
            if segment is not None:
                yield segment
            self._toggle(match)
            self.position = end
            match = search(self.text, end)
        if self.position < len(self.text):
            yield self._text(self.position, len(self.text))

    def _text(self, start: int, end: int) -> Segment:
        return Segment(self.text[start:end], start, False, self.bold, self.struck)

    def _toggle(self, match: re.Match[str]) -> None:
        if match.lastgroup == "strong":
            self.bold = not self.bold
        elif match.lastgroup == "struck":
            self.struck = not self.struck

    def _step(self, match: re.Match[str]) -> tuple[int, Segment | None] | None:
        """Where a token ends and what it shows; None if it is ordinary text."""
        kind, start, end = match.lastgroup, match.start(), match.end()
        if kind == "ticks":
            return self._code(start, end)
        if kind == "escape":
            return end, Segment(match.group()[1], start, False, self.bold, self.struck)
        if kind == "comment":
            return self._comment(end)
        if kind == "tag":
            return self._tag(start)
        if kind == "link":
            return self._link(start, end)
        if kind == "close":
            return (self.link_ends[start], None) if start in self.link_ends else None
        return (end, None) if self._is_mark(match) else None

    def _code(self, start: int, end: int) -> tuple[int, Segment | None] | None:
        close = self.closers.get(start)
        if close is None:
            return None
        inner, length = self.text[end:close], end - start
        if len(inner) > 2 and inner[0] == inner[-1] == " " and inner.strip():
            inner, end = inner[1:-1], end + 1
        return close + length, Segment(inner, end, True, self.bold, self.struck)

    def _comment(self, end: int) -> tuple[int, Segment | None] | None:
        close = self.text.find("-->", end) if self.comments else -1
        self.comments = close >= 0
        return None if close < 0 else (close + 3, None)

    def _tag(self, start: int) -> tuple[int, Segment | None] | None:
        match = _TAG.match(self.text, start)
        if match is None:
            return None
        return match.end(), Segment(" ", start) if match.group()[1:3].lower() == "br" else None

    def _link(self, start: int, end: int) -> tuple[int, Segment | None] | None:
        match = _LINK.match(self.text, start)
        if match is None:
            return None
        self.link_ends[match.end(1)] = match.end()
        return end, None

    def _is_mark(self, match: re.Match[str]) -> bool:
        """Whether stars or underscores are markup: flanked by text, not inside a word."""
        start, end = match.start(), match.end()
        before = self.text[start - 1] if start else " "
        after = self.text[end] if end < len(self.text) else " "
        if before.isspace() and after.isspace():
            return False
        if "_" in match.group():
            return not ((before.isalnum() or before == "_") and (after.isalnum() or after == "_"))
        return True


def _code_closers(text: str) -> dict[int, int]:
    """Start of each opening run of backticks to the start of the run that closes it."""
    runs = [(match.start(), match.end() - match.start()) for match in re.finditer(r"`+", text)]
    following: dict[int, int] = {}
    closers: dict[int, int] = {}
    for start, length in reversed(runs):
        if length in following:
            closers[start] = following[length]
        following[length] = start
    return closers
