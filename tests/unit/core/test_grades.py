"""The grade of a failure, row by row of the table in design 4.2."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_phase.core.evidence import GRADES, Grade
from pytest_phase.core.grades import Failure, grade, worst_grade


def a_failure(*kinds: str, **facts: Any) -> Failure:
    """An assertion that failed in the body of a test, unless other kinds are given."""
    return Failure(frozenset(kinds or ("AssertionError", "Exception")), **facts)


BEHAVIOUR = [
    ("an assertion failed", a_failure()),
    ("pytest.raises did not raise", a_failure("Failed", message="DID NOT RAISE KeyError")),
    ("the test gave up by itself", a_failure("Failed", message="Timeout while it waited")),
    (
        "the component raised something wrong",
        a_failure("ValueError", raised="project", nearest="project"),
    ),
    (
        "a library raised because of the component",
        a_failure("KeyError", raised="outside", nearest="project"),
    ),
    ("AttributeError on None", a_failure("AttributeError")),
    ("a builtin called in a wrong way", a_failure("TypeError", signature=True)),
    ("any other exception of the test body", a_failure("ZeroDivisionError")),
    ("a stub in the test itself", a_failure("NotImplementedError", "RuntimeError")),
    (
        "a variable of the component without a value",
        a_failure("UnboundLocalError", "NameError", raised="project", nearest="project"),
    ),
    (
        "a component that reads source and stumbles over it",
        a_failure("SyntaxError", raised="outside", nearest="project"),
    ),
    (
        "a timeout that the component raised itself",
        a_failure("TimeoutError", message="too slow", raised="project", nearest="project"),
    ),
    (
        "an answer of a server",
        a_failure("HTTPError", "URLError", "OSError", raised="outside", nearest="project"),
    ),
    (
        "an assertion that the body makes through a fixture of conftest",
        a_failure(raised="conftest", nearest="conftest"),
    ),
    (
        "the component failed while the test file was imported",
        a_failure("ValueError", moment="collect", raised="project", nearest="project"),
    ),
    ("a fixture of the test file failed", a_failure("KeyError", moment="setup")),
]
STUB = [
    (
        "the component's own code is not implemented",
        a_failure("NotImplementedError", "RuntimeError", raised="project", nearest="project"),
    ),
    (
        "a stub that a fixture of conftest calls",
        a_failure("NotImplementedError", moment="setup", raised="project", nearest="project"),
    ),
]
MISSING = [
    ("a module of the project", a_failure("ModuleNotFoundError", "ImportError", belongs=True)),
    (
        "an import of the whole test file",
        a_failure("ModuleNotFoundError", "ImportError", moment="collect", belongs=True),
    ),
    (
        "an import in a fixture of conftest",
        a_failure("ImportError", moment="setup", nearest="conftest", belongs=True),
    ),
    ("an attribute of the project", a_failure("AttributeError", belongs=True)),
    ("a call signature of the project", a_failure("TypeError", signature=True, belongs=True)),
    ("a name in the project", a_failure("NameError", raised="project", nearest="project")),
]
BROKEN = [
    ("syntax of the test file", a_failure("SyntaxError", moment="collect")),
    ("source that the test itself compiles", a_failure("SyntaxError", raised="outside")),
    ("a name in the test file", a_failure("NameError")),
    ("a name in conftest", a_failure("NameError", raised="conftest", nearest="conftest")),
    ("an unknown fixture", a_failure("FixtureLookupError", "LookupError", moment="setup")),
    ("a wrong parametrization", a_failure("Failed", moment="collect", raised="outside")),
    ("a skip outside of a test", a_failure("Skipped", moment="collect", raised="outside")),
    ("a third-party import", a_failure("ModuleNotFoundError", "ImportError")),
    ("an error in conftest", a_failure("KeyError", raised="conftest", nearest="conftest")),
    (
        "an assertion in a fixture of conftest",
        a_failure(moment="setup", raised="conftest", nearest="conftest"),
    ),
    ("an error of the test file while it is collected", a_failure("KeyError", moment="collect")),
    (
        "an async test that no plugin runs",
        a_failure("Failed", raised="outside", nearest="outside"),
    ),
    (
        "a plugin's fixture that does not come up",
        a_failure("AssertionError", moment="setup", raised="outside", nearest="outside"),
    ),
]
INFRA = [
    ("pytest-timeout", a_failure("Failed", message="Timeout (>1.0s) from pytest-timeout.")),
    ("an older pytest-timeout", a_failure("Failed", message="Timeout >1.5s")),
    ("a timeout", a_failure("TimeoutError", "OSError", raised="outside")),
    ("memory", a_failure("MemoryError", raised="project", nearest="project")),
    ("the network", a_failure("ConnectionRefusedError", "ConnectionError", raised="outside")),
    (
        "the network under the component",
        a_failure("ConnectionRefusedError", "ConnectionError", raised="outside", nearest="project"),
    ),
    (
        "a number of the system, where the component called it",
        a_failure(
            *("ConnectionRefusedError", "ConnectionError"),
            message="[Errno 111] Connection refused",
            raised="project",
            nearest="project",
        ),
    ),
    ("names of the network", a_failure("gaierror", "OSError", raised="outside")),
    ("an address that cannot be opened", a_failure("URLError", "OSError", raised="outside")),
    ("interrupted", a_failure("KeyboardInterrupt", "BaseException")),
    ("pytest was told to exit", a_failure("Exit", "Exception")),
]
TABLE: list[tuple[Grade, str, Failure]] = [
    *(("behaviour", *row) for row in BEHAVIOUR),
    *(("stub", *row) for row in STUB),
    *(("missing", *row) for row in MISSING),
    *(("broken", *row) for row in BROKEN),
    *(("infra", *row) for row in INFRA),
]


@pytest.mark.parametrize(
    ("expected", "failure"),
    [pytest.param(found, failure, id=f"{found}: {what}") for found, what, failure in TABLE],
)
def test_each_row_of_the_table(expected: Grade, failure: Failure) -> None:
    """A failure gets the grade that the table of design 4.2 gives it."""
    assert grade(failure) == expected


def test_every_grade_is_in_the_table() -> None:
    """No grade of the contract is left without a case here."""
    assert {found for found, _, _ in TABLE} == set(GRADES)


@pytest.mark.parametrize(
    ("grades", "expected"),
    [
        ((), None),
        ((None, None), None),
        (("broken", "missing"), "missing"),
        (("missing", "behaviour", "stub"), "behaviour"),
        (("infra", "broken", None), "broken"),
    ],
)
def test_over_several_cases_the_strongest_counts(
    grades: tuple[Grade | None, ...], expected: Grade | None
) -> None:
    """A test of which one case failed with a counting grade has that grade."""
    assert worst_grade(grades) == expected
