"""A project's own words for labels, put into the words that the rules know."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from pytest_phase.formats.plan_markdown.label_words import LABELS

_FENCE = re.compile(r"[\s>]*(?:[-*+]\s+)?(?P<mark>`{3,}|~{3,})")
_DELIMITER = re.compile(r"[\s>|:-]*-[\s>|:-]*")


def translated(
    lines: Sequence[str], labels: Iterable[tuple[str, tuple[str, ...]]]
) -> Sequence[str]:
    """The lines with each alias of a label replaced where a label can stand, but in no fence.

    A label can stand at the beginning of a line or item, as a whole heading, and as a cell of
    a table's header. Nothing else of a line changes.
    """
    words = {
        word.casefold(): LABELS[key].partition("|")[0].replace("(s)", "s")
        for key, aliases in labels
        for word in aliases
        if word
    }
    return list(_translated(lines, words)) if words else lines


def _translated(lines: Sequence[str], words: dict[str, str]) -> Iterator[str]:
    every = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    leading = re.compile(
        rf"(?P<lead>[\s>]*(?:[-*+]\s+|\d+[.)]\s+)?(?:\[.\]\s+)?(?:\*\*|__)?)(?P<word>{every})"
        r"(?=\s*(?:\*\*|__)?\s*[:：]|(?:\*\*|__)\s*$)",
        re.I,
    )
    title = re.compile(
        rf"(?P<lead>\s{{0,3}}#{{1,6}}\s+(?:\*\*)?)(?P<word>{every})(?=\s*[:：]?[\s*#]*$)", re.I
    )
    cell = re.compile(rf"(?P<lead>(?:^|\|)[\s*]*)(?P<word>{every})(?=[\s*]*(?:\||$))", re.I)

    def said(match: re.Match[str]) -> str:
        return match["lead"] + words[match["word"].casefold()]

    fence = ""
    for number, line in enumerate(lines):
        mark = _FENCE.match(line)
        if mark and (not fence or mark["mark"].startswith(fence)):
            fence = "" if fence else mark["mark"]
        elif not fence and "|" in line and _heads(lines, number):
            line = cell.sub(said, line)
        elif not fence:
            match = leading.match(line) or title.match(line)
            line = said(match) + line[match.end() :] if match else line
        yield line


def _heads(lines: Sequence[str], number: int) -> bool:
    """Whether the next line is the rule below a table's header."""
    following = lines[number + 1] if number + 1 < len(lines) else ""
    return bool(_DELIMITER.fullmatch(following))
