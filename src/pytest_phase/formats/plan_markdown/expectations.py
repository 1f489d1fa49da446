"""What a plan expects a red run to say: ``Expected: FAIL with "…"`` (grammar 3.6, task form)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pytest_phase.core.plan import Expectation
from pytest_phase.formats.plan_markdown.commands import commands, is_command
from pytest_phase.formats.plan_markdown.inline import plain
from pytest_phase.formats.plan_markdown.passages import Passage
from pytest_phase.formats.plan_markdown.problems import Problems

_FAIL = re.compile(r"\W*(?:tests? )?fail(?:s|ure|ed)?\b\W*(?P<why>.*)", re.I | re.S)
_QUOTED = re.compile(r"\"([^\"\n]{3,200})\"|“([^”\n]{3,200})”|`([^`\n]{3,200})`|'([^'\n]{3,200})'")
_LEAD = re.compile(r"(?:(?:with|because|since|due to|as|on|an?|the)\b|[—–:(,-])\s*", re.I)
_ERROR = re.compile(r"[A-Z]\w*(?:Error|Exception): ")
_LONGEST = 300
_SHORTEST = 4


def read_expectations(passages: Iterable[Passage], problems: Problems) -> Iterator[Expectation]:
    """What each run of a component is to fail with, and of which test if it names one."""
    case: str | None = None
    for passage in passages:
        if is_command(passage.text):
            names = [
                token.names
                for command in commands(passage.text, passage.line)
                for token in command.tokens
            ]
            case = names[0][0] if len(names) == 1 and names[0] else None
        if passage.label != "expected" or not passage.own:
            continue
        match = _FAIL.match(passage.text[:_LONGEST])
        why, quoted = _why(match["why"]) if match else ("", False)
        if why:
            origin = problems.origin(passage, 0, why, "expected.label")
            yield Expectation(why, origin, case, quoted)
        case = None


def _why(text: str) -> tuple[str, bool]:
    """The message in a text, and whether it is quoted; else what follows ``with`` or a dash."""
    text = text.split("\n", 1)[0].strip()
    bare = plain(text)
    lead = _LEAD.match(bare)
    while lead and lead.end():
        bare = bare[lead.end() :]
        lead = _LEAD.match(bare)
    bare = bare.strip(" .()")
    if _ERROR.match(bare):
        return bare, True  # KeyError: 'till'
    quoted = _QUOTED.search(text)
    if quoted:
        return next(each for each in quoted.groups() if each).strip(), True
    return (bare, False) if len(bare) >= _SHORTEST else ("", False)
