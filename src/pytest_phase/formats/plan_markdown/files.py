"""The test and implementation files a component names, by strength (grammar 3.5, 3.7)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from pytest_phase.core.plan import Implementation, TestFile
from pytest_phase.formats.plan_markdown.claims import (
    COMMAND,
    CREATED,
    LABEL,
    MENTION,
    MODIFIED,
    Named,
    is_changed,
    named_in,
)
from pytest_phase.formats.plan_markdown.passages import Passage
from pytest_phase.formats.plan_markdown.path_reports import is_usable, report_source
from pytest_phase.formats.plan_markdown.paths import is_matched, is_support, is_test_path
from pytest_phase.formats.plan_markdown.placing import placed
from pytest_phase.formats.plan_markdown.problems import Problems
from pytest_phase.formats.plan_markdown.runs import is_run, named_in_run

_IMPLEMENTATION_LABELS = frozenset(
    {"files", "create", "modify", "delete", "implementation", "green"}
)
_INTEGRATION_FOLDERS = frozenset({"integration", "e2e", "end_to_end"})
_EVERY = frozenset({"*", "*.py", "*_test.py"})  # also what sources are called


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
        if is_run(passage):
            names = named_in_run(passages, place, title, step, problems)
        else:
            names = named_in(passage, problems)
        for named in names:
            named = named._replace(token=placed(named.token, named.origin, problems))
            if not is_usable(named, problems):
                continue
            if _is_test(named, problems):
                tests.append(named)
            elif _is_source(passage, named):
                sources.append(Implementation(named.token.path, named.origin))
                report_source(named, problems)
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


def _is_test(named: Named, problems: Problems) -> bool:
    """Whether a path is a test file: by its name, by what pytest is told, or as a label says."""
    path = named.token.path
    if path.endswith("/") or named.explicit:
        return True
    own = [each for each in problems.world.patterns if each not in _EVERY]
    if named.strength < MENTION and not is_support(path) and is_matched(path, own):
        return True
    labelled = named.strength == LABEL and named.origin.rule == "files.label"
    return is_test_path(path, labelled=labelled)


def _is_source(passage: Passage, named: Named) -> bool:
    """Whether a path is a file the component creates or changes."""
    if named.token.path.endswith("conftest.py") or named.strength == COMMAND:
        return False
    if passage.kind == "fence" or passage.mark:
        return True
    if passage.stage == "green" and is_changed(passage.text, named.token):
        return True
    return bool(_IMPLEMENTATION_LABELS.intersection(passage.labels)) or named.strength == CREATED
