"""What begins a block on a line: the leaf blocks of CommonMark, and the tables of GitHub.

Every function looks at one line from its first character that is no space, and takes a time
linear in the line's length.
"""

from __future__ import annotations

import re

_TAGS = (
    "address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details"
    "|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head"
    "|header|hr|html|iframe|legend|li|link|main|menu|menuitem|nav|noframes|ol|optgroup|option|p"
    "|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul"
)
_ATTRIBUTE = r"\s+[A-Za-z_:][\w:.-]*(?:\s*=\s*(?:[^\s\"'=<>`]+|'[^']*'|\"[^\"]*\"))?"
_HTML = re.compile(
    rf"<(?:(?P<comment>!--)|(?P<question>\?)|(?P<cdata>!\[CDATA\[)|(?P<declaration>![A-Za-z])"
    rf"|(?P<raw>script|pre|style|textarea)(?=\s|>|$)|/?(?P<block>{_TAGS})(?=\s|/?>|$))",
    re.I,
)
_ANY_TAG = re.compile(
    rf"<(?:[A-Za-z][A-Za-z0-9-]*(?:{_ATTRIBUTE})*\s*/?|/[A-Za-z][A-Za-z0-9-]*\s*)>$"
)
_RAW_END = re.compile(r"</(?:script|pre|style|textarea)>", re.I)
_ENDS = {"comment": "-->", "question": "?>", "cdata": "]]>", "declaration": ">"}
_DELIMITER = re.compile(r":?-+:?")
_LONGEST_TAG = 2_000
BLANK = "blank"
RAW = "raw"


def heading(text: str) -> tuple[int, str] | None:
    """Level and title of a heading with ``#``; None if it is none."""
    bare = text.lstrip("#")
    level = len(text) - len(bare)
    if level > 6 or (bare and bare[0] not in " \t"):
        return None
    title = bare.strip()
    cut = title.rstrip("#")
    if len(cut) < len(title) and (not cut or cut[-1] in " \t"):
        title = cut.strip()
    return level, title


def is_rule(text: str) -> bool:
    """Whether a line is a rule: three or more of one of ``* - _``, and spaces."""
    mark = text[0]
    return mark in "*-_" and not text.strip(f"{mark} \t") and text.count(mark) > 2


def underlined(text: str) -> int:
    """The level of the heading that this line underlines; 0 if it underlines none."""
    bare = text.rstrip(" \t")
    mark = bare[:1]
    return 0 if bare.strip(mark) or mark not in ("=", "-") else 1 if mark == "=" else 2


def fence(text: str) -> tuple[str, str] | None:
    """Mark and info string of a line that opens a fence; None if it opens none."""
    mark = text[0]
    info = text.lstrip(mark)
    length = len(text) - len(info)
    if length < 3 or (mark == "`" and "`" in info):
        return None
    return mark * length, info.strip()


def closes(text: str, mark: str) -> bool:
    """Whether a line closes the fence that ``mark`` opened."""
    bare = text.strip(" \t")
    return len(bare) >= len(mark) and not bare.strip(mark[0])


def html(text: str, interrupts: bool) -> str | None:
    """What ends the HTML block that begins here (``blank``: a blank line); None if none does."""
    found = _HTML.match(text)
    if found is not None:
        kind = found.lastgroup or ""
        return _ENDS.get(kind) or (RAW if kind == "raw" else BLANK)
    if not interrupts and len(text) < _LONGEST_TAG and _ANY_TAG.match(text.rstrip()):
        return BLANK
    return None


def ends_html(text: str, end: str) -> bool:
    """Whether a line holds what ends an HTML block."""
    return bool(_RAW_END.search(text)) if end == RAW else end in text


def is_table(header: str, delimiter: str) -> bool:
    """Whether two lines begin a table: as many columns in both."""
    if "|" not in header or delimiter.startswith("- ") or delimiter.strip("|-: \t"):
        return False
    columns = delimiter.strip().strip("|").split("|")
    if delimiter.strip() == "-" or not all(
        _DELIMITER.fullmatch(column.strip()) for column in columns
    ):
        return False
    cells = header.strip().replace("\\|", "x").split("|")
    return len(cells) - (not cells[0]) - (not cells[-1]) == len(columns)
