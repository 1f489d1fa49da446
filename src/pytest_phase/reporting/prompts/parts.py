"""A prompt put together from parts, the most relevant first, within a budget of characters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Part(NamedTuple):
    """A titled piece of a prompt. ``rank`` says how relevant it is: 1 stays the longest.

    A ``whole`` part is never cut: it is there with all its lines, or left out.
    """

    title: str
    lines: tuple[str, ...]
    rank: int
    whole: bool = False


def assembled(title: str, parts: Sequence[Part], budget: int) -> str:
    """The prompt, of at most ``budget`` characters where title and what was left out allow it.

    Parts stay in the order given; those without lines are left out. What does not fit is
    named in the last line.
    """
    present = [each for each in parts if each.lines]
    text = _text(title, present, [])
    if len(text) <= budget:
        return text
    kept, left_out = _fitted(title, present, budget)
    return _text(title, kept, [_left_out(left_out, budget)])


def _fitted(title: str, parts: list[Part], budget: int) -> tuple[list[Part], list[str]]:
    """The parts that fit, and what was left out; the room for saying so is kept free."""
    names = [_name(each, len(each.lines)) for each in parts]
    room = budget - len(_text(title, [], [_left_out(names, budget)]))
    fitted: dict[int, Part] = {}
    for place in sorted(range(len(parts)), key=lambda place: parts[place].rank):
        part = _cut(parts[place], room)
        if part.lines:
            fitted[place] = part
            room -= len(_part(part))
    left_out = [
        _name(part, len(part.lines) - len(fitted[place].lines) if place in fitted else None)
        for place, part in enumerate(parts)
        if place not in fitted or fitted[place].lines != part.lines
    ]
    return [fitted[place] for place in sorted(fitted)], left_out


def _cut(part: Part, room: int) -> Part:
    """As many of its lines as fit, from the first."""
    if len(_part(part)) <= room:
        return part
    kept: list[str] = []
    for line in () if part.whole else part.lines:
        if len(_part(part._replace(lines=(*kept, line)))) > room:
            break
        kept.append(line)
    return part._replace(lines=tuple(kept))


def _name(part: Part, missing: int | None) -> str:
    if missing is None:
        return part.title
    return f"{part.title} ({missing} of {len(part.lines)} lines)"


def _left_out(names: list[str], budget: int) -> str:
    return f"Left out to stay within {budget} characters: {', '.join(names)}."


def _part(part: Part) -> str:
    return "\n".join(["", f"## {part.title}", "", *part.lines, ""])


def _text(title: str, parts: Sequence[Part], last: Sequence[str]) -> str:
    body = "".join(map(_part, parts))
    end = "".join(f"\n{line}\n" for line in last)
    return f"# {title}\n{body}{end}"
