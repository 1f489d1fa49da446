"""The files of a plan folder as one text, each a section; every line knows where it is from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from pytest_phase.formats.plan_markdown.blocks import Fence
from pytest_phase.formats.plan_markdown.commonmark import adopted, scan
from pytest_phase.formats.plan_markdown.document import Document, parse_document
from pytest_phase.formats.plan_markdown.folder_files import Folder, PlanFile
from pytest_phase.formats.plan_markdown.frontmatter import Frontmatter, read_frontmatter
from pytest_phase.formats.plan_markdown.headings import read_heading
from pytest_phase.formats.plan_markdown.inline import plain
from pytest_phase.formats.plan_markdown.vocabulary import ABOUT_ORDER

_FENCE = re.compile(r"[\s>]*(?:[-*+]\s+)?(?P<mark>`{3,}|~{3,})")
_HEADING = re.compile(r"\s{0,3}(?P<marks>#{1,6})(?=\s)")
_LINK = re.compile(r"\[(?P<text>[^\[\]\n]*)\]\([^()\s]*?(?P<file>[^()\s/#]+)(?:#[^()\s]*)?\)")
_LABELS = {"depends_on": "Depends on", "dependencies": "Depends on", "tests": "Tests"}
_COMPONENT_WORDS = frozenset({"Step", "Task", "Cycle", "Phase", "Behavior", "Behaviour"})


class Line(NamedTuple):
    """One line of the joined text, and the file and line it is from (no file: nowhere)."""

    text: str
    file: str
    line: int


class Title(NamedTuple):
    """How a file is called among the others: ``Step 2``, its name, and the line of its heading."""

    label: str
    name: str
    line: int


def joined(folder: Folder, groups: frozenset[str]) -> list[Line]:
    """All files below each other; ``groups`` are the files that hold components of their own."""
    shown = _names(folder.overview)
    titles = {each.name: _title(each, each.name in groups, shown) for each in folder.files}
    labels = {name: title.label for name, title in titles.items()}
    for each in folder.files:
        labels |= dict.fromkeys((each.stem, each.numbered), labels[each.name])
    lines: list[Line] = []
    for each in folder.files:
        lines += _section(each, titles[each.name], labels)
    if folder.overview is not None:
        lines += _order(folder.overview, labels)
    return lines


def unclosed(text: str) -> Fence | None:
    """The fence at the end of a file that is never closed."""
    blocks = adopted(block for block in scan(text.split("\n")))
    last = blocks[-1] if blocks else None
    while last is not None and not isinstance(last, Fence):
        inner = getattr(last, "blocks", None) or getattr(
            getattr(last, "items", (None,))[-1], "blocks", None
        )
        last = inner[-1] if inner else None
    return last if last is not None and not last.closed else None


def _names(overview: PlanFile | None) -> dict[str, str]:
    """What the overview's links call the files."""
    text = overview.text if overview else ""
    return {match["file"]: plain(match["text"]) for match in reversed(list(_LINK.finditer(text)))}


def _title(file: PlanFile, groups: bool, shown: Mapping[str, str]) -> Title:
    first = next(_h1(file.text), None)
    heading = read_heading(first[1]) if first else None
    named = read_frontmatter(file.text).values.get("title", ())
    name = heading.name if heading and heading.name != heading.label else ""
    name = name or next(iter(named), "") or shown.get(file.name, "") or file.called
    word = file.word if file.word in _COMPONENT_WORDS else "Task"
    number = ".".join(str(each) for each in file.number)
    return Title(f"{'Phase' if groups else word} {number}", name, first[0] if first else 0)


def _h1(text: str) -> Iterator[tuple[int, str]]:
    """Line and title of each heading of the first level."""
    for section in parse_document(text, read_frontmatter(text).length).root.walk():
        if section.level == 1:
            yield section.line, section.title


def _section(file: PlanFile, title: Title, labels: Mapping[str, str]) -> Iterator[Line]:
    """A file as a section: its own heading first, then what stands before and below it."""
    front = read_frontmatter(file.text)
    yield Line(f"# {title.label}: {title.name}", file.name, title.line or 1)
    yield Line("", file.name, 0)
    yield from _front_lines(file, front, labels)
    for number, text in _body(file.text, front.length):
        own = number == title.line
        yield Line("" if own else _relabelled(text, labels), file.name, number)
    fence = unclosed(file.text)
    if fence is not None:
        yield Line(fence.mark, file.name, 0)
    if file.text.count("<!--") > file.text.count("-->"):
        yield Line("-->", file.name, 0)
    yield Line("", file.name, 0)


def _front_lines(file: PlanFile, front: Frontmatter, labels: Mapping[str, str]) -> Iterator[Line]:
    """The frontmatter's keys that say something of a component, as labels."""
    physical = file.text.split("\n")
    for key, values in front.values.items():
        if not values or (key not in _LABELS and key != "files_modified"):
            continue
        at = next((n for n, text in enumerate(physical, 1) if text.lower().startswith(key)), 1)
        if key == "files_modified":
            yield from (Line(f"- Modify: `{path}`", file.name, at) for path in values)
        else:
            shown = ", ".join(labels.get(value, value) for value in values)
            yield Line(f"- {_LABELS[key]}: {shown}", file.name, at)
    yield Line("", file.name, 0)


def _body(text: str, skip: int) -> Iterator[tuple[int, str]]:
    """The lines of a file with its headings one level deeper; fences stay as they are."""
    fence = ""
    for number, line in enumerate(text.split("\n"), start=1):
        if number <= skip:
            continue
        mark = _FENCE.match(line)
        if mark and (not fence or mark["mark"].startswith(fence)):
            fence = "" if fence else mark["mark"]
        heading = _HEADING.match(line) if not fence else None
        if heading and len(heading["marks"]) < 6:
            line = line.replace("#", "##", 1)
        elif not fence and line.strip() and not line.strip().strip("="):
            line = "---"  # what underlines a heading of the first level
        yield number, line


def _relabelled(text: str, labels: Mapping[str, str]) -> str:
    """A line with links to files of the folder, and their names, as what the files are called."""
    if "](" in text:
        text = _LINK.sub(lambda match: labels.get(match["file"], match.group()), text)
    if ".md" in text:
        names = (re.escape(name) for name in labels if name.endswith(".md") and name in text)
        every = "|".join(names)
        if every:
            text = re.sub(rf"(?<![\w/.-])(?:\./)?({every})(?![\w-])", lambda m: labels[m[1]], text)
    return text


def _order(overview: PlanFile, labels: Mapping[str, str]) -> Iterator[Line]:
    """The sections of the overview that are about dependencies or order."""
    document = parse_document(overview.text, read_frontmatter(overview.text).length)
    physical = dict(_body(overview.text, 0))
    for start, end in _about_order(document):
        yield Line("# Dependencies", overview.name, start)
        for number in range(start + 1, end):
            yield Line(_relabelled(physical[number], labels), overview.name, number)
        yield Line("", overview.name, 0)


def _about_order(document: Document) -> Iterator[tuple[int, int]]:
    """First and last line (not counted in) of the sections about order."""
    sections = [each for each in document.root.walk() if each.level]
    end = 0
    for at, section in enumerate(sections):
        if section.line < end or not ABOUT_ORDER.search(plain(section.title)):
            continue
        later = (each.line for each in sections[at + 1 :] if each.level <= section.level)
        end = next(later, len(document.lines) + 1)
        yield section.line, end
