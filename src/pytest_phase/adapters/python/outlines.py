"""What a test asserts, with all that it uses: read only when a red is kept or a text changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import groupby

from pytest_phase.adapters.python.cases import fixture_parameters, generated, instances, parameters
from pytest_phase.adapters.python.course import Course, Function
from pytest_phase.adapters.python.definition import Definition, digest
from pytest_phase.adapters.python.files import without_collector
from pytest_phase.adapters.python.meanings import Meanings
from pytest_phase.adapters.python.surroundings import Surroundings
from pytest_phase.adapters.python.symbols import Names, Value
from pytest_phase.adapters.python.texts import Texts
from pytest_phase.core.evidence import file_of
from pytest_phase.core.outline import Survey


class Outlines:
    """Surveys of the tests whose texts ``texts`` finds."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self._meanings = Meanings(texts.project)

    def surveys(self, tests: Iterable[str], *, whole: bool = True) -> dict[str, Survey | None]:
        """What the texts of many tests assert, file by file; None where the source has no such.

        Not ``whole``: without what only comparing needs.
        """
        found: dict[str, Survey | None] = {}
        with without_collector():
            for path, group in groupby(sorted(tests), key=file_of):
                found.update((test, self._find(test, whole)) for test in group)
                self._texts.release(path)
        return found

    def _find(self, test: str, whole: bool) -> Survey | None:
        try:
            found = self._texts.found(test)
            return self._survey(*found, whole) if found is not None else None
        except RecursionError:
            return None

    def _survey(self, around: Surroundings, test: Definition, whole: bool) -> Survey | None:
        function = self._meanings.function(test)
        if function is None:
            return None
        reached = around.reached(test)
        finder = _Finder(self._meanings, around)
        names = self._meanings.names(test.file)
        marks = [*function.node.decorator_list, *around.marks]
        given = parameters(marks, names)
        course = Course(finder, function.names)
        course.decorate(function)
        course.follow(function, _tokens(function, {name for each in given for name in each.names}))
        silent = not course.stated
        cases = generated(function.node.decorator_list, names)
        cases += [case for each in given for case in each.digests]
        for each in reached:
            cases += self._support(course, each)
        return Survey(
            own=digest(test.content)[:4],
            stated=tuple(course.stated),
            cases=tuple(cases),
            instances=tuple(_instances(finder, function, instances(given))) if whole else (),
            calls=tuple(course.calls),
            catches=course.catches,
            skips=course.skips,
            silent=silent,
        )

    def _support(self, course: Course, definition: Definition) -> Iterator[str]:
        """Go through a fixture or helper; the cases that a fixture gives.

        A helper that was followed where it is called has been told already, with what it was
        given there.
        """
        function = self._meanings.function(definition)
        if function is None or function.key in course.followed:
            return
        if definition.fixture is not None:
            names = self._meanings.names(definition.file)
            found = fixture_parameters(function.node.decorator_list, names)
            yield from found.digests if found else ()
            course.follow(function, _tokens(function))
        elif self._meanings.asserting(function) or definition.key.partition("::")[2]:
            course.follow(function, _numbered(function))


class _Finder:
    """Finds the functions that a test calls, methods of its class too."""

    def __init__(self, meanings: Meanings, around: Surroundings) -> None:
        self._meanings = meanings
        self._around = around

    def __call__(self, names: Names, chain: str) -> Function | None:
        """The function that a call means, if that asserts something."""
        head, _, rest = chain.partition(".")
        if head in ("self", "cls") and rest and "." not in rest:
            found = next((each for view in self._around.views for each in view.find(rest)), None)
            function = self._meanings.function(found) if found else None
        else:
            function = self._meanings.named(names, chain)
        return function if function and self._meanings.asserting(function) else None


def _instances(finder: _Finder, function: Function, cases: Iterator[dict[str, Value]]) -> list[str]:
    """The assertions of the test itself, with the values of each case in place."""
    course = Course(finder, function.names)
    course.decorate(function)
    for values in cases:
        course.follow(function, _tokens(function) | values)
    return [each.digest for each in course.stated]


def _parameters(function: Function) -> list[str]:
    arguments = function.node.args
    found = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    found += [each for each in (arguments.vararg, arguments.kwarg) if each is not None]
    return [each.arg for each in found]


def _tokens(function: Function, written: Collection[str] = ()) -> dict[str, Value]:
    """Fixtures and parameters of a test stand for themselves; those of cases are written out."""
    return {name: Value(name, name in written) for name in _parameters(function)}


def _numbered(function: Function) -> dict[str, Value]:
    """What the parameters of a helper are called says nothing."""
    names = _parameters(function)
    own = {"self": Value("self"), "cls": Value("self")}
    return {name: own.get(name, Value(f"${number}")) for number, name in enumerate(names)}
