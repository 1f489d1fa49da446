"""Components that are called by a word which is a label too: *Edits*, *After*, *Notes*.

A tests label of its own below such a name says that it is one, where it stands beside others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pytest_phase.formats.plan_markdown.blocks import Section
from pytest_phase.formats.plan_markdown.headings import Heading
from pytest_phase.formats.plan_markdown.inline import leading_bold
from pytest_phase.formats.plan_markdown.labels import PARTS, holds_tests, label_key
from pytest_phase.formats.plan_markdown.passages import Context, Passage, flatten
from pytest_phase.formats.plan_markdown.paths import is_placeholder, is_test_path, path_tokens

_HOLDS_TESTS = re.compile(
    r".*\b(?:tests?|testing|tdd|verification|acceptance|criteria|checklist|examples?|templates?"
    r"|appendix|implementation|files?)\b",
    re.I,
)


def is_called_by_label(text: str, nested: list[Passage], beside: bool) -> bool:
    """Whether a bullet with a bold label for its name is a component, with its own tests below.

    ``beside``: in the same list stand components; else a word that may hold tests is a label, so
    is one with a colon, and one with more below it than labels.
    """
    bold = leading_bold(text)
    if bold is None or text[bold[1] :].strip(" :："):
        return False
    holds, colon = holds_tests(bold[0]), ":" in text or "：" in text
    if label_key(bold[0]) in PARTS or (holds and colon):
        return False
    if not beside:
        all_labelled = all(each.label for each in nested if each.kind == "item")
        if holds or colon or not all_labelled:  # a list of changes, tests among them
            return False
    return any(each.own and each.label == "tests" and each.depth == 1 for each in nested) and bool(
        _labelled_tests(nested)
    )


def called_by_labels(
    root: Section, headings: Mapping[Section, Heading]
) -> Iterator[tuple[Section, Heading]]:
    """The headings that are no label after all: one beside them has tests of its own as well."""
    for section in root.walk():
        odd = [each for each in section.sections if _may_be_called(headings[each])]
        if not odd:
            continue
        kinds = ("plain", "number")
        beside = [each for each in section.sections if headings[each].kind in kinds]
        taken = set().union(*(_own_tests(each) for each in beside))
        for child in odd if taken else ():
            tests = _own_tests(child)
            if tests and not tests & taken:
                heading = headings[child]
                yield child, heading._replace(kind="number" if heading.number else "plain")


def _may_be_called(heading: Heading) -> bool:
    if heading.kind not in ("struct", "aside") or heading.word:
        return False
    return label_key(heading.name) not in PARTS and not _HOLDS_TESTS.match(heading.name)


def _own_tests(section: Section) -> set[str]:
    """The test files that tests labels in a section's own blocks name."""
    passages = flatten(section.blocks, Context())
    return _labelled_tests(passages) if any(_is_label(each) for each in passages) else set()


def _is_label(passage: Passage) -> bool:
    return passage.own and passage.label == "tests" and passage.kind in ("item", "line")


def _labelled_tests(passages: list[Passage]) -> set[str]:
    return {
        token.path
        for passage in passages
        if passage.label == "tests"
        for token in path_tokens(passage.text)
        if is_test_path(token.path) and not is_placeholder(token.path)
    }
