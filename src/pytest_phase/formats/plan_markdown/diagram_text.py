"""The words of a fence that are no drawing: sentences, waves, legends, labels before a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from pytest_phase.formats.plan_markdown.diagram_draft import Draft
from pytest_phase.formats.plan_markdown.diagram_names import Name, key
from pytest_phase.formats.plan_markdown.diagram_tokens import width
from pytest_phase.formats.plan_markdown.diagram_verbs import (
    Clause,
    clause_of,
    is_drawn,
    needed_by_note,
    values,
)

_COMMENT = re.compile(r"(?:^|\s)(?:#|//)\s.*$")
_RULE = re.compile(r"\s*(?:-{3,}|={3,}|[─═━]{3,}|_{3,}|\*{3,})\s*$")
_LABEL = re.compile(
    r"\s*(?:[-*•]\s+|\d{1,3}[.)]\s+(?=\S*[^\s\d]))?"
    r"(?:(?:(?:the|critical|longest|main|happy|build|implementation|execution|dependency|suggested"
    r"|recommended|parallel|sequential|in)\s+)*(?:path|order|sequence|chain|graph|flow|dependencies"
    r"|track|lane|stream|parallel|sequential|then|first|next|finally|start|series)(?:\s+[A-Z0-9]{1,2})?"
    r"\s*[:：]\s+)?",
    re.IGNORECASE,
)
_LEGEND = re.compile(
    r"\s*(?:legend|key)\s*[:：]|.*(?:→|►|->)\s*\S*\s*(?:=|\bmeans\b)\s", re.IGNORECASE
)
_FLIPPED = re.compile(
    r"(?:→|►|->)[\"'”`]?\s*(?:=|:|means)\s*[\"'“]?(?:depends\s+on|needs|requires|uses|blocked\s+by)"
    r"|(?P<a>\w+)\s*(?:→|─*►|-+>)\s*(?P<b>\w+)\s*(?:=|:|means)\s*[\"'“]?(?P=a)\s+"
    r"(?:depends\s+on|needs|requires|uses)\s+(?P=b)\b",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"\s*(?P<number>\d{1,3})[.)]\s+(?P<name>[^\s(:：,;][^(:：,;]*)")
_ALONE = re.compile(
    r"(?P<names>[^\u2500-\u257f←-⇿▲-◅]*?)\s+(?:is|are|can\s+be|can\s+run|runs?|can\s+start|starts?)"
    r"\s+(?:(?:done|all|both|fully|started|run|built)\s+)*"
    r"(?:independent(?:ly)?|in\s+parallel|any\s?time)\b[^\u2500-\u257f←-⇿▲-◅]*",
    re.IGNORECASE,
)
_WAVE = re.compile(
    r"\s*(?:[-*•]\s+)?(?P<wave>(?:wave|stage|level|layer|tier|round|batch|parallel\s+group|group)"
    r"\s+\d{1,4})\b\s*(?:\([^()]*\)|\[[^\[\]]*\])?\s*(?:[:：]|\s[—–-]\s)\s*(?P<members>.*)$",
    re.IGNORECASE,
)
_ITEM = re.compile(r"\s*(?:[-*•+]\s+|[│|\s]*(?:├|└|\+-|\|-)[─-]*\s*)(?P<members>\S.*)$")
_NOT_MEMBERS = re.compile(r"[\u2502-\u254f\u2551-\u257f]|^\s*[→►▶]")
_NEXT_WAVE = re.compile(
    r"(?:[→►▶]|->)\s*(?:wave|stage|level|layer|tier|round|batch|group)\s+\d", re.IGNORECASE
)
_ARROW = re.compile(r"\s*(?:[-─═]*[→►▶⇒➜]|[-=]+>)\s*")


@dataclass(slots=True)
class _Wave:
    """One wave, and the rows its members stand on."""

    name: str
    members: list[Name] = field(default_factory=list)
    row: int = 0


def read_words(rows: list[str], draft: Draft) -> list[str]:
    """Reads what is said in words into the draft; gives the rows with only the drawing left.

    Columns stay where they were: what is taken out becomes blanks.
    """
    draft.flipped = any(_FLIPPED.search(row) for row in rows)
    rows = _read_waves([_without_comments(row) for row in rows], draft)
    _read_numbers(rows, draft)
    rows = [_without_label(row) for row in rows]
    return [_read_sentence(number, row, draft) for number, row in enumerate(rows)]


def _read_numbers(rows: list[str], draft: Draft) -> None:
    """What the numbers of a numbered list stand for: ``2. Store (depends on 1)``."""
    for row in rows:
        if (found := _NUMBERED.match(row)) and not is_drawn(row):
            names = draft.names(found["name"])
            if len(names) == 1:
                draft.numbers.setdefault(found["number"], names[0])


def _without_comments(row: str) -> str:
    """A row without a comment; nothing of a legend or a rule."""
    if _RULE.fullmatch(row) or _LEGEND.match(row):
        return ""
    return _COMMENT.sub("", row)


def _without_label(row: str) -> str:
    """A row with blanks for the bullet, number and label before its first name."""
    label = _LABEL.match(row)
    end = label.end() if label else 0
    return _blank(row[:end]) + _between_chains(row[end:])


def _between_chains(row: str) -> str:
    """A row with blanks for the semicolons between its chains: ``A → B; C → D``."""
    return row.replace("; ", "  ") if "; " in row and is_drawn(row) else row


def _blank(text: str) -> str:
    """As many blanks as the text is wide."""
    return " " * sum(width(char) for char in text)


def _read_sentence(number: int, row: str, draft: Draft) -> str:
    """Takes the clause at the end of a row, if there is one."""
    plain = " ".join(row.split())
    if alone := _ALONE.fullmatch(plain):
        names = values(alone["names"], draft)
        draft.add(name for name in names if not name.every)
        return ""
    clause = clause_of(row)
    if clause is None:
        return row
    subjects, needed = values(clause.subject, draft), values(clause.value, draft)
    if not subjects or (not needed and draft.names(clause.value, sentence=True)):
        return row
    draft.add(subjects)
    _say(clause, subjects, needed, number, draft)
    return clause.rest if is_drawn(clause.rest) or len(subjects) == 1 else ""


def _say(
    clause: Clause, subjects: tuple[Name, ...], needed: tuple[Name, ...], row: int, draft: Draft
) -> None:
    first, second = (subjects, needed) if clause.forward else (needed, subjects)
    if not draft.connect(first, second, row):
        draft.drop(row, 0, "too many edges")


# Waves: each one's members come after those of the wave before, softly (D20).


def _read_waves(rows: list[str], draft: Draft) -> list[str]:
    """Takes the waves out of the rows, and the items listed below each."""
    waves: list[_Wave] = []
    rest: list[str] = []
    inside = False
    for number, row in enumerate(rows):
        head, item = _WAVE.match(row), _ITEM.match(row) if inside else None
        members = (head or item or {"members": ""})["members"]
        if head and _NOT_MEMBERS.search(members):
            rest.append(_blank(row[: head.start("members")]) + members)
            continue
        if head and _NEXT_WAVE.search(members):
            rest.append(row)
            continue
        if head:
            waves.append(_Wave(key(head["wave"]), row=number))
        elif not item or not waves:
            inside = inside and not row.strip()
            rest.append(row)
            continue
        inside = not head or not members or inside
        _read_members(members, number, waves, draft)
        rest.append("")
    for before, after in pairwise(waves):
        _follow(before, after, draft)
    return rest


def _read_members(text: str, row: int, waves: list[_Wave], draft: Draft) -> None:
    """The members of a wave on one row, the chain they form, and what the row says they need."""
    clause = clause_of(f"x {text}") if text else None
    plain = clause.rest[2:] if clause and clause.arrowed else text
    steps = [draft.names(each, sentence=True) for each in _ARROW.split(plain) if each.strip()]
    members = [name for step in steps for name in step if not name.omission]
    draft.add(members)
    waves[-1].members += members
    for first, second in pairwise(steps):
        draft.connect(first, second, row)
    for member in members:
        draft.connect(_resolved(needed_by_note(member, draft), waves), (member,), row)
    if clause and clause.arrowed:
        needed = tuple(_resolved(values(clause.value, draft), waves))
        draft.connect(needed, members, row)


def _resolved(names: tuple[Name, ...], waves: list[_Wave]) -> Iterator[Name]:
    """The names, with a wave replaced by its members."""
    for name in names:
        wave = next((each for each in waves if each.name == key(name.text)), None)
        yield from wave.members if wave else [name]


def _follow(before: _Wave, after: _Wave, draft: Draft) -> None:
    own = {key(name.text) for name in after.members}
    earlier = [name for name in before.members if key(name.text) not in own]
    if not draft.connect(earlier, after.members, after.row, soft=True):
        draft.drop(after.row, 0, "too many edges")
