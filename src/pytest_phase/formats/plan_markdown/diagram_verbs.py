"""The verbs of dependency, on arrows, in notes and in sentences, and which way they point."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from pytest_phase.formats.plan_markdown.diagram_draft import Draft
from pytest_phase.formats.plan_markdown.diagram_names import Name, key

WORDS_OF_NAME = 6
_NEEDS = (
    r"(?:(?:can|may|must|should|could)\s+)?(?:only\s+)?(?:(?:is|are|be)\s+)?"
    r"(?:depends?\s+(?:up)?on|needs?|requires?|blocked\s+by|built\s+on|waits?\s+for"
    r"|(?:(?:starts?|runs?|begins?|comes?)\s+)?after)"
)
_FEEDS = (
    r"(?:must\s+)?(?:blocks?|unblocks?|enables?|feeds?(?:\s+into)?|precedes?"
    r"|(?:is|are)\s+(?:needed|required)\s+(?:by|for)|(?:come\s+|comes\s+|run\s+|runs\s+)?before)"
)
_LABEL = r"uses?|imports?|reads?"
_REVERSED = re.compile(rf"(?:{_NEEDS}|uses?|imports?|depends)\b", re.IGNORECASE)
_FORWARD = re.compile(
    rf"{_FEEDS}|affects?|writes?|creates?|produces?|calls?|emits?|sends?|triggers?|notifies"
    r"|extends?|provides?|optional|then",
    re.IGNORECASE,
)
_NOTE = re.compile(rf"(?:{_NEEDS})(?:\s*[:：])?\s+(?P<value>.+)", re.IGNORECASE)
_CLAUSE = re.compile(
    rf"(?<![\w-])(?:(?P<needs>{_NEEDS})|(?P<feeds>{_FEEDS})|(?P<label>{_LABEL}))\s+(?P<value>\S.*)$",
    re.IGNORECASE,
)
_DRAWN = re.compile(r"[\u2500-\u257f←-⇿▲-◅➔-➾⟵-⟿]|-->|->|--|=>")
_LEAD = re.compile(r"(?:[←→►◄▶◀➜⇒⇐]|[-─═—–]+>?|<[-─═]+|[│|])\s*$")
_RUN = re.compile(r"[\u2500-\u257f←-⇿▲-◅➔-➾⟵-⟿]|-+>|<-+|--+|=+>|\s{2,}")
_ENDED = re.compile(
    r"\s+(?:(?:is|are|has|have|been)\s+)*(?:complete[ds]?|done|finished|finish(?:es)?|merged|landed"
    r"|pass(?:es)?|green)$",
    re.IGNORECASE,
)
_PRONOUNS = frozenset(
    {"this", "it", "that", "these", "those", "they", "which", "then", "and", "but", "we", "you"}
    | {"only", "start", "run", "if", "so", "do", "not", "to", "the", "a", "is", "are", "of"}
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A dependency said in words: ``rest`` is the line before it, ``subject`` what it is of."""

    rest: str
    subject: str
    value: str
    forward: bool
    arrowed: bool


def reverses(label: str) -> bool:
    """Whether an arrow with this label points from what depends to what it depends on (D18)."""
    return _REVERSED.match(label.strip(" \"'()[]")) is not None


def is_verb(text: str, known: Collection[str]) -> bool:
    """Whether a text between two shafts is a known verb, and no component's name."""
    verb = text.strip(" \"'()[]")
    return key(verb) not in known and bool(_REVERSED.fullmatch(verb) or _FORWARD.fullmatch(verb))


def needed_by_note(name: Name, draft: Draft) -> tuple[Name, ...]:
    """What the note of a name says that it depends on: ``Cli (after Cache)``."""
    return needed_by_text(name.note, draft)


def needed_by_text(text: str, draft: Draft) -> tuple[Name, ...]:
    """What a text that begins with a verb says is needed: ``needs: Store``, ``after Cache``."""
    found = _NOTE.fullmatch(text)
    return values(found["value"], draft) if found else ()


def values(text: str, draft: Draft) -> tuple[Name, ...]:
    """The names of a label value; none if it reads like prose."""
    plain = re.sub(r"^(?:both|all of)\s+", "", text.strip().rstrip("."), flags=re.IGNORECASE)
    names = draft.names(_ENDED.sub("", plain), sentence=True)
    if any(name.omission or len(name.text.split()) > WORDS_OF_NAME for name in names):
        return ()
    return names


def clause_of(row: str) -> Clause | None:
    """The clause a line ends in: ``Api depends on Store + Cache``, ``Cli ← uses Parser`` (D10)."""
    found = _CLAUSE.search(row)
    if not found or _bracketed(row[: found.start()]):
        return None
    value = re.sub(r"\([^()]*\)|\[[^\[\]]*\]", " ", found["value"])
    if _DRAWN.search(value):
        return None
    left = row[: found.start()].rstrip(" ,")
    lead = _LEAD.search(left)
    arrowed = lead is not None and lead[0].strip() not in ("│", "|", "-", "—", "–")
    if found["label"] and not arrowed:
        return None
    rest = left[: lead.start()] if lead else left
    subject = _RUN.split(rest.rstrip())[-1].strip()
    words = subject.casefold().split()
    if not words or len(words) > 2 * WORDS_OF_NAME or words[-1] in _PRONOUNS:
        return None
    return Clause(rest, subject, found["value"], found["feeds"] is not None, arrowed)


def says_need(text: str) -> bool:
    """Whether a text says in words that one thing needs another."""
    found = _CLAUSE.search(text)
    return found is not None and not found["label"] and not _bracketed(text[: found.start()])


def is_drawn(row: str) -> bool:
    """Whether a line holds more than words."""
    return _DRAWN.search(row) is not None


def _bracketed(text: str) -> bool:
    return text.count("(") > text.count(")") or text.count("[") > text.count("]")
