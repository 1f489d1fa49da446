"""YAML frontmatter: flat keys and simple lists only, no YAML library (grammar 3.1)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_KEY = re.compile(r"(?P<key>[A-Za-z_][\w -]*?)\s*:(?:\s+(?P<value>.*))?$")
_ITEM = re.compile(r"\s*-\s+(?P<value>.*)$")
USED = frozenset(
    {"status", "depends_on", "dependencies", "files_modified", "tests", "phase", "plan", "title"}
)


@dataclass(frozen=True, slots=True)
class Frontmatter:
    """The keys with their values, the lines it all takes, and the lines not understood."""

    values: dict[str, tuple[str, ...]] = field(default_factory=dict)
    length: int = 0
    unread: tuple[tuple[int, str], ...] = ()


def read_frontmatter(text: str) -> Frontmatter:
    """The frontmatter of a file: line 1 is ``---``, a closing ``---`` or ``...`` follows."""
    if not text.startswith("---"):
        return Frontmatter()
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        return Frontmatter()
    end = next((at for at, line in enumerate(lines[1:], 1) if line.rstrip() in ("---", "...")), 0)
    body = lines[1:end] if end else []
    if not any(_KEY.match(line) for line in body):
        return Frontmatter()
    return _read(body, end + 1)


def _read(body: list[str], length: int) -> Frontmatter:
    values: dict[str, tuple[str, ...]] = {}
    unread: list[tuple[int, str]] = []
    current = ""
    for number, line in enumerate(body, start=2):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        item, pair = _ITEM.match(line), _KEY.match(line)
        if pair:
            current = pair["key"].strip().lower()
            values[current] = _values(pair["value"] or "")
        elif item and current:
            values[current] = (*values[current], *_values(item["value"]))
        elif not line.startswith((" ", "\t")):
            unread.append((number, line.strip()))
    return Frontmatter(values, length, tuple(unread))


def _values(written: str) -> tuple[str, ...]:
    written = written.strip()
    if written.startswith("[") and written.endswith("]"):
        return tuple(each for part in written[1:-1].split(",") if (each := _unquoted(part)))
    bare = _unquoted(written)
    return (bare,) if bare else ()


def _unquoted(written: str) -> str:
    written = written.strip()
    if len(written) > 1 and written[0] == written[-1] and written[0] in "\"'":
        return written[1:-1]
    return re.sub(r"\s+#.*$", "", written)
