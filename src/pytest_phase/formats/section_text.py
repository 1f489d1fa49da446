"""The text of one section of a plan, as it is written."""

from __future__ import annotations

import re

_HEADING = re.compile(r" {0,3}(#{1,6})(?:\s|$)")
_FENCE = re.compile(r"\s*(`{3,}|~{3,})")


def section_text(plan: str, line: int) -> str:
    """What belongs to the heading, list item or table row at a line (from 1); "" if there is none.

    A heading owns all up to the next one of its level, an item what is indented below it.
    """
    lines = plan.splitlines()[line - 1 :]
    if not lines:
        return ""
    heading, indent = _HEADING.match(lines[0]), _indent(lines[0])
    if heading is None and lines[0].lstrip().startswith("|"):
        return lines[0]
    kept, fence = [lines[0]], ""
    for each in lines[1:]:
        mark = _FENCE.match(each)
        if mark:
            closes = fence and mark[1].startswith(fence)
            fence = "" if closes else fence or mark[1]
        if not fence and not mark and _ends(each, heading, indent):
            break
        kept.append(each)
    return "\n".join(kept).rstrip()


def _ends(line: str, heading: re.Match[str] | None, indent: int) -> bool:
    """Whether a line outside of fences is the first that belongs to something else."""
    found = _HEADING.match(line)
    if heading is not None:
        return found is not None and len(found[1]) <= len(heading[1])
    return found is not None or (bool(line.strip()) and _indent(line) <= indent)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
