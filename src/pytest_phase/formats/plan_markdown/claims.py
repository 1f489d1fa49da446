"""How strongly a passage claims a path: label, sentence, comment, tree, mention (grammar 3.5)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from pytest_phase.core.plan import Origin
from pytest_phase.formats.plan_markdown.passages import TASK, Passage
from pytest_phase.formats.plan_markdown.paths import (
    PathToken,
    directory_tokens,
    is_among_tests,
    is_left_alone,
    is_support,
    is_test_path,
    normal,
    path_tokens,
    tail_tokens,
)
from pytest_phase.formats.plan_markdown.problems import Problems
from pytest_phase.formats.plan_markdown.trees import is_tree, tree_files
from pytest_phase.formats.plan_markdown.vocabulary import RUNS_TESTS, WRITES_TESTS

LABEL, CREATED, PROSE, MODIFIED, COMMAND, MENTION = 2, 3, 4, 5, 6, 7
SILENT_LABELS = frozenset({"depends", "blocks", "prerequisites", "notes", "questions", "status"})
_CREATE_SENTENCE = re.compile(
    r"(?:[\W\d]|first|then|now)*(?:created?|add(?:ed)?|write|wrote|new(?: file)?)\b"
    r"[^`\n]{0,60}?`?$",
    re.I,
)
_MODIFY_SENTENCE = re.compile(
    r"(?:[\W\d]|first|then|now)*(?:modify|update|extend|append to|edit|in)\b[^`\n]{0,60}?`?$",
    re.I,
)
_COMMENT = re.compile(r"\s*(?:#|//)\s*(?:file(?:name)?\s*:\s*)?(?P<path>\S+\.py)\b")
_INTO = re.compile(r"\b(?:in|into|to|at)\s+[`*_\"']*$", re.I)
_NOTES = re.compile(r"[(（][^()（）]*[)）]")
_BETWEEN = re.compile(r"(?:[\s*_`\"'“”‘’@,;、，&+|/:.-]|\band\b)*", re.I)


class Named(NamedTuple):
    """A path that a passage names, with the strength of the evidence (2 strongest, 7 weakest).

    ``explicit``: a label says in so many words that it is a test file, whatever it is called.
    """

    token: PathToken
    strength: int
    origin: Origin
    integration: bool = False
    explicit: bool = False


def named_in(passage: Passage, problems: Problems) -> Iterator[Named]:
    """Every path a passage names; commands by their arguments, fences by their first comment."""
    if passage.label in SILENT_LABELS or passage.kind == "html":
        return
    if passage.kind == "fence" and is_tree(passage.text):
        yield from _named_in_tree(passage, problems)
    elif passage.kind == "fence":
        yield from _named_in_fence(passage, problems)
    else:
        yield from _named_in_text(passage, problems)


def _named_in_text(passage: Passage, problems: Problems) -> Iterator[Named]:
    integration = "integration" in passage.labels
    for token in path_tokens(passage.text):
        strength, rule = _strength(passage, token)
        if is_left_alone(passage.text, token):
            strength, rule = MENTION, "files.mention"
        certain = strength < MENTION or rule == "files.green"
        origin = problems.origin(passage, token.offset, token.written, rule, certain)
        explicit = strength == LABEL and _is_explicit(passage, token)
        explicit = explicit or (strength == PROSE and _is_written_to(passage.text, token))
        named = Named(token, strength, origin, integration, explicit)
        yield named
        yield from _continued(passage, token, named, problems)
    if passage.label in ("tests", "integration", "cases", "red") and passage.note:
        for token in path_tokens(passage.note):
            origin = problems.origin(passage, 0, token.written, "files.label")
            yield Named(token, LABEL, origin, integration)
    if passage.label in ("tests", "integration") and passage.own:
        for token in directory_tokens(passage.text):
            origin = problems.origin(passage, token.offset, token.written, "files.folder")
            yield Named(token, LABEL, origin, integration)


def _is_explicit(passage: Passage, token: PathToken) -> bool:
    """Whether a ``Tests:`` label names this Python file as a test file: nothing else is said there.

    Among the tests a description may follow; what only supports tests is never one.
    """
    if passage.label not in ("tests", "integration") or not token.is_python:
        return False
    if is_support(token.path):
        return False
    if is_among_tests(token.path) and _leads(passage.text, token.offset):
        return True
    rest = _NOTES.sub(" ", passage.text)
    for each in path_tokens(passage.text):
        rest = rest.replace(each.written, " ", 1)
    return bool(_BETWEEN.fullmatch(rest[:2_000]))


def _is_written_to(text: str, token: PathToken) -> bool:
    """Whether a sentence writes tests into this file: ``Write tests for X in src/x_test.py``."""
    if not token.name.endswith("_test.py") or not WRITES_TESTS.match(text):
        return False
    return bool(_INTO.search(text[max(0, token.offset - 20) : token.offset]))


def _continued(
    passage: Passage, token: PathToken, named: Named, problems: Problems
) -> Iterator[Named]:
    """``::test_b`` after a path with a node id means another test of that path."""
    if not token.names or any(each.offset > token.offset for each in path_tokens(passage.text)):
        return
    for tail, offset in tail_tokens(passage.text):
        if offset > token.offset:
            origin = problems.origin(passage, offset, tail, named.origin.rule)
            yield named._replace(token=token._replace(names=(tail,)), origin=origin)


def _strength(passage: Passage, token: PathToken) -> tuple[int, str]:
    """How strongly a passage claims a path, and the rule's name."""
    lead = _leads(passage.text, token.offset)
    in_red = passage.stage == "red"
    match passage.label:
        case "tests" | "integration" if passage.own or lead:
            return LABEL, "files.label"
        case "cases" if passage.own:
            return LABEL, "files.label"
        case "tests" if passage.kind == "line":
            return PROSE, "files.tests"
        case "files" if in_red:
            return LABEL, "files.red"
        case "implementation" if passage.info == TASK and is_test_path(token.path):
            return MENTION, "files.mention"
        case "create" | "files" | "implementation" if passage.own or lead:
            return CREATED, "files.create"
        case "modify" if passage.own or lead:
            return MODIFIED, "files.modify"
        case "red":
            return PROSE, "files.red"
        case "run" if passage.own:
            return COMMAND, "files.command"
        case "green" | "refactor":
            return MENTION, "files.green"
    if passage.kind == "title":
        return LABEL, "files.title"
    before = _before(passage.text, token)
    if _CREATE_SENTENCE.fullmatch(before) and passage.stage != "green":
        return CREATED, "files.sentence"
    if RUNS_TESTS.match(passage.text):
        return MENTION, "files.mention"
    if in_red or _MODIFY_SENTENCE.fullmatch(before):
        return PROSE, "files.sentence"
    if passage.mark and WRITES_TESTS.match(passage.text):
        return PROSE, "files.sentence"
    green = passage.stage == "green" and is_changed(passage.text, token)
    return MENTION, "files.green" if green else "files.mention"


def is_changed(text: str, token: PathToken) -> bool:
    """Whether a text is about changing a file: it begins with it, or says so right before it."""
    before = _before(text, token)
    says = _CREATE_SENTENCE.fullmatch(before) or _MODIFY_SENTENCE.fullmatch(before)
    return bool(says) or _leads(text, token.offset)


def _before(text: str, token: PathToken) -> str:
    return text[max(0, token.offset - 80) : token.offset].rpartition("\n")[2]


def _leads(text: str, offset: int) -> bool:
    """Whether nothing but markup stands before a token: the item is about this path."""
    return not text[:offset].strip(" *_`\"'“‘@\n")


def _named_in_fence(passage: Passage, problems: Problems) -> Iterator[Named]:
    first = passage.text.partition("\n")[0]
    comment = _COMMENT.match(first[:300])
    if comment:
        for token in path_tokens(comment["path"]):
            line = passage.line + 1
            column = problems.document.column(line, token.written)
            strength = CREATED if passage.stage != "green" else MENTION
            yield Named(token, strength, Origin(line, "files.comment", column))


def _named_in_tree(passage: Passage, problems: Problems) -> Iterator[Named]:
    """The test files of a directory tree: claimed below a tests label, else only mentioned."""
    strength = CREATED if "tests" in passage.labels else MENTION
    for path, offset in tree_files(passage.text):
        if path.endswith(".py"):
            line = passage.line + 1 + offset
            name = path.rpartition("/")[2]
            origin = Origin(line, "files.tree", problems.document.column(line, name))
            yield Named(PathToken(normal(path), path, 0), strength, origin)
