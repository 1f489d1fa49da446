"""The test and implementation files a component names, by strength (grammar 3.5, 3.7)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pytest_phase.core.plan import Implementation, Origin, TestFile
from pytest_phase.formats.plan_markdown.commands import commands, is_command
from pytest_phase.formats.plan_markdown.passages import TASK, Passage
from pytest_phase.formats.plan_markdown.paths import (
    PathToken,
    directory_tokens,
    is_left_alone,
    is_outside,
    is_placeholder,
    is_test_path,
    normal,
    path_tokens,
    tail_tokens,
)
from pytest_phase.formats.plan_markdown.placing import placed
from pytest_phase.formats.plan_markdown.problems import Problems
from pytest_phase.formats.plan_markdown.trees import is_tree, tree_files
from pytest_phase.formats.plan_markdown.vocabulary import RUNS_TESTS, WRITES_TESTS

LABEL, CREATED, PROSE, MODIFIED, COMMAND, MENTION = 2, 3, 4, 5, 6, 7
_IMPLEMENTATION_LABELS = frozenset(
    {"files", "create", "modify", "delete", "implementation", "green"}
)
_SILENT_LABELS = frozenset({"depends", "blocks", "prerequisites", "notes", "questions", "status"})
_CREATE_SENTENCE = re.compile(
    r"(?:[\W\d]|first|then|now)*(?:created?|add(?:ed)?|write|wrote|new(?: file)?)\b"
    r"[^`\n]{0,60}?`?$",
    re.I,
)
_MODIFY_SENTENCE = re.compile(
    r"(?:[\W\d]|first|then|now)*(?:modify|update|extend|append to|edit|in)\b[^`\n]{0,60}?`?$",
    re.I,
)
_REGRESSION = re.compile(
    r"\bregressions?\b|\b(?:full|whole|entire|complete)[ -](?:test[ -])?(?:suite|run)\b"
    r"|\bexisting (?:\w+ )?tests?\b|\b(?:final|full) (?:test run|verification)\b|\bsmoke\b",
    re.I,
)
_COMMENT = re.compile(r"\s*(?:#|//)\s*(?:file(?:name)?\s*:\s*)?(?P<path>\S+\.py)\b")
_EXPECTED = re.compile(r"\bexpect(?:ed)?\b", re.I)
_FAILS = re.compile(r"\bfail|\berror|\bmissing\b|not defined|\bred\b|失败|실패|失敗", re.I)
_PASSES = re.compile(r"\bpass|\bgreen\b|\bok\b|\bsucce|通过|통과|成功", re.I)
_LONGEST = 500
_INTEGRATION_FOLDERS = frozenset({"integration", "e2e", "end_to_end"})


class Named(NamedTuple):
    """A path that a passage names, with the strength of the evidence (2 strongest, 7 weakest)."""

    token: PathToken
    strength: int
    origin: Origin
    integration: bool = False


class Files(NamedTuple):
    """The files of a component."""

    tests: tuple[TestFile, ...] = ()
    integration: tuple[TestFile, ...] = ()
    implementation: tuple[Implementation, ...] = ()
    also: tuple[TestFile, ...] = ()


def read_files(passages: Iterable[Passage], problems: Problems) -> Files:
    """Test files by the strongest evidence there is, integration tests, implementation files."""
    passages = list(passages)
    tests: list[Named] = []
    sources: list[Implementation] = []
    title = step = ""
    for place, passage in enumerate(passages):
        if passage.kind == "title":
            title, step = title or passage.text, passage.text
        elif passage.mark or passage.text.startswith("**Step"):
            step = passage.text
        if _is_run(passage):
            old = bool(_REGRESSION.search(f"{title[:_LONGEST]}\n{step[:_LONGEST]}"))
            expected = _expected(passages, place) or ("pass" if old else "")
            names = _named_in_run(passage, expected, problems)
        else:
            names = _named(passage, problems)
        for named in names:
            named = named._replace(token=placed(named.token, named.origin, problems))
            if not _usable(named, problems):
                continue
            if _is_test(named):
                tests.append(named)
            elif _is_source(passage, named):
                sources.append(Implementation(named.token.path, named.origin))
                _report_source(named, problems)
    return _files(tests, _first_each(sources))


def _files(tests: list[Named], sources: tuple[Implementation, ...]) -> Files:
    if not tests:
        return Files(implementation=sources)
    plain = [each for each in tests if not each.integration]
    apart = [each for each in tests if each.integration]
    strongest = min((each.strength for each in plain), default=MENTION)
    level = {strongest, MODIFIED} if strongest == CREATED else {strongest}
    owned = _merged(each for each in plain if each.strength in level)
    also = _merged(each for each in plain if each.strength not in level)
    if strongest == MENTION:
        return Files((), _merged(apart), sources, (*owned, *also))
    inside = [each for each in owned if _INTEGRATION_FOLDERS.intersection(each.path.split("/"))]
    if inside and len(inside) < len(owned):
        owned = tuple(each for each in owned if each not in inside)
    else:
        inside = []
    return Files(owned, (*inside, *_merged(apart)), sources, also)


def _merged(named: Iterable[Named]) -> tuple[TestFile, ...]:
    """One entry for each path; named whole at least once, it is whole."""
    first: dict[str, Named] = {}
    names: dict[str, list[str]] = {}
    whole: set[str] = set()
    for each in named:
        path = each.token.path
        first.setdefault(path, each)
        names.setdefault(path, []).extend(each.token.names)
        if not each.token.names:
            whole.add(path)
    return tuple(
        TestFile(path, each.origin, () if path in whole else tuple(dict.fromkeys(names[path])))
        for path, each in first.items()
    )


def _first_each(sources: list[Implementation]) -> tuple[Implementation, ...]:
    first: dict[str, Implementation] = {}
    for each in sources:
        first.setdefault(each.path, each)
    return tuple(first.values())


def _named(passage: Passage, problems: Problems) -> Iterator[Named]:
    """Every path a passage names; commands by their arguments, fences by their first comment."""
    if passage.label in _SILENT_LABELS or passage.kind == "html":
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
        yield Named(token, strength, origin, integration)
        yield from _continued(passage, token, Named(token, strength, origin, integration), problems)
    if passage.label in ("tests", "integration", "cases", "red") and passage.note:
        for token in path_tokens(passage.note):
            origin = problems.origin(passage, 0, token.written, "files.label")
            yield Named(token, LABEL, origin, integration)
    if passage.label in ("tests", "integration") and passage.own:
        for token in directory_tokens(passage.text):
            origin = problems.origin(passage, token.offset, token.written, "files.folder")
            yield Named(token, LABEL, origin, integration)


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
    before = passage.text[max(0, token.offset - 80) : token.offset].rpartition("\n")[2]
    if _CREATE_SENTENCE.fullmatch(before) and passage.stage != "green":
        return CREATED, "files.sentence"
    if RUNS_TESTS.match(passage.text):
        return MENTION, "files.mention"
    if in_red or _MODIFY_SENTENCE.fullmatch(before):
        return PROSE, "files.sentence"
    if passage.mark and WRITES_TESTS.match(passage.text):
        return PROSE, "files.sentence"
    return MENTION, "files.mention"


def _leads(text: str, offset: int) -> bool:
    """Whether nothing but markup stands before a token: the item is about this path."""
    return not text[:offset].strip(" *_`\"'“‘@\n")


def _is_run(passage: Passage) -> bool:
    """Whether a passage is a pytest command: in its text, or as a fence of shell lines."""
    if passage.label in _SILENT_LABELS or not is_command(passage.text):
        return False
    if not any(command.tokens for command in commands(passage.text, passage.line)):
        return False
    return passage.kind != "fence" or passage.info.split(" ")[0].lower() in _SHELLS


def _expected(passages: list[Passage], place: int) -> str:
    """What is said to be expected of a run: ``fail``, ``pass``, or nothing."""
    for passage in passages[place : place + 4]:
        text = passage.text if passage.label == "expected" else ""
        said = _EXPECTED.search(passage.text) if not text and passage.kind != "fence" else None
        text = text or (passage.text[said.end() :] if said else "")
        if text:
            return "fail" if _FAILS.search(text) else "pass" if _PASSES.search(text) else ""
        if passage.kind == "title" or (passage is not passages[place] and _is_run(passage)):
            break
    return ""


def _named_in_run(passage: Passage, expected: str, problems: Problems) -> Iterator[Named]:
    """The one file a run names; one that is to pass, or names several, only mentions them."""
    if passage.mark and RUNS_TESTS.match(passage.text) and not _FAILS.search(passage.text):
        expected = expected or "pass"
    first = passage.line + (passage.kind == "fence")
    rule = "files.red" if expected == "fail" else "files.command"
    for command in commands(passage.text, first):
        alone = len({token.path for token in command.tokens}) == 1 and expected != "pass"
        for token in command.tokens:
            column = problems.document.column(command.line, token.written)
            origin = Origin(command.line, rule, column, alone)
            yield Named(token, COMMAND if alone else MENTION, origin)


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


_SHELLS = frozenset({"", "bash", "sh", "shell", "console", "zsh", "text", "powershell"})


def _usable(named: Named, problems: Problems) -> bool:
    """Whether a path can be used: no template, not outside the project root."""
    path, origin = named.token.path, named.origin
    if named.strength == MENTION and not is_test_path(path):
        return not is_placeholder(path) and not is_outside(path)
    if is_placeholder(path):
        if is_test_path(re.sub(r"[\[\]<>{}*]", "", path)) and named.strength < MENTION:
            _report_placeholder(named, problems)
        return False
    if is_outside(path):
        if named.strength < MENTION and path.endswith((".py", "/")):
            _report_outside(named, origin, problems)
        return False
    return True


def _report_placeholder(named: Named, problems: Problems) -> None:
    problems.add(
        "PH305",
        "warning",
        f'"{named.token.written}" is a placeholder',
        named.origin.line,
        "Write the real path of the test file.",
        named.origin.column,
    )


def _report_source(named: Named, problems: Problems) -> None:
    """PH311 for a file that is called like a test and is none: it stands outside the tests."""
    if named.token.path.endswith("_test.py") and named.strength < MENTION:
        problems.add(
            "PH311",
            "info",
            f"{named.token.path} treated as source (not under a tests directory)",
            named.origin.line,
            column=named.origin.column,
        )


def _report_outside(named: Named, origin: Origin, problems: Problems) -> None:
    problems.add(
        "PH312",
        "error",
        f'"{named.token.written}" is outside the project root',
        origin.line,
        "Write the path relative to the project root, with /.",
        origin.column,
    )


def _is_test(named: Named) -> bool:
    path = named.token.path
    if path.endswith("/"):
        return True
    return is_test_path(
        path, labelled=named.strength == LABEL and named.origin.rule == "files.label"
    )


def _is_source(passage: Passage, named: Named) -> bool:
    """Whether a path is a file the component creates or changes."""
    if named.token.path.endswith("conftest.py") or named.strength == COMMAND:
        return False
    if passage.kind == "fence" or passage.mark:
        return True
    return bool(_IMPLEMENTATION_LABELS.intersection(passage.labels)) or named.strength == CREATED
