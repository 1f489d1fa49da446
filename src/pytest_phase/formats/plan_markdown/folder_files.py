"""The files of a plan folder: which count, in which order, and what each is called."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

_DATE = re.compile(r"^\d{4}-\d{2}-\d{2}[-_ ]?")
_WORD = re.compile(
    r"(?:^|[-_ ])(?P<word>step|phase|task|cycle|part|stage|milestone|behaviou?r|sprint|week|day)"
    r"[-_ ]?(?P<number>\d+(?:[-_.]\d+)*)(?=$|[-_. ])",
    re.I,
)
_LEADING = re.compile(r"^(?P<number>\d+(?:[-_.]\d+)*)(?=$|[-_. ])")
_OVERVIEW = re.compile(
    r"^(?:\d+[-_. ]*)?(?:overview|readme|summary|index|(?:task|progress)?[-_ ]?tracker|plan|roadmap"
    r"|(?:implementation[-_ ])?plan[-_ ]overview)$",
    re.I,
)


class PlanFile(NamedTuple):
    """One file of a folder: its name, text, the word and number it is counted by.

    ``numbered`` is the number as written (``01-02``).
    """

    name: str
    text: str
    word: str = ""
    number: tuple[int, ...] = ()
    numbered: str = ""

    @property
    def stem(self) -> str:
        """The name without its suffix."""
        return self.name.rpartition(".")[0] or self.name

    @property
    def called(self) -> str:
        """The stem as a name: without date, number and word, dashes as spaces."""
        bare = _LEADING.sub("", _WORD.sub(" ", _DATE.sub("", self.stem)))
        return re.sub(r"[-_.\s]+", " ", bare).strip() or self.stem


class Folder(NamedTuple):
    """The files that are components or hold some, in order, and the overview if there is one."""

    files: tuple[PlanFile, ...]
    overview: PlanFile | None = None


def separate_plans(files: Iterable[str]) -> list[str]:
    """The names of files that are dated, and not parts of one plan: nothing else numbers them."""
    every = sorted(files)
    dated = [name for name in every if _DATE.match(name) and not _counted(name, "").number]
    others = [name for name in every if not _OVERVIEW.match(name.rpartition(".")[0])]
    return dated if len(dated) > 1 and len(dated) == len(others) else []


def sorted_folder(files: Iterable[tuple[str, str]]) -> Folder:
    """The files that count: those with a number, by it; without any, all, by name."""
    every = [_counted(name, text) for name, text in sorted(files)]
    overview = next((each for each in every if _OVERVIEW.match(each.stem)), None)
    others = [each for each in every if not _OVERVIEW.match(each.stem)]
    numbered = [each for each in others if each.number]
    if not numbered:
        numbered = [each._replace(number=(at,)) for at, each in enumerate(others, start=1)]
    return Folder(tuple(sorted(numbered, key=lambda each: each.number)), overview)


def _counted(name: str, text: str) -> PlanFile:
    stem = _DATE.sub("", name.rpartition(".")[0])
    match = next(reversed(list(_WORD.finditer(stem))), None)
    word = match["word"].capitalize() if match else ""
    match = match or _LEADING.match(stem)
    if match is None or len(match["number"]) > 40:
        return PlanFile(name, text)
    number = tuple(int(each) for each in re.findall(r"\d+", match["number"]))
    return PlanFile(name, text, word, number, match["number"])
