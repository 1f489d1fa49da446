"""What the plan expects of a red, held against what was seen."""

from __future__ import annotations

import pytest

from pytest_phase.core.expected import Failed, surprise
from pytest_phase.core.plan import Expectation, Origin

AT = Origin(7, "expected.label")
TEST = "tests/test_till.py::TestTill::test_sums"


def quoted(text: str, case: str | None = None) -> Expectation:
    """An expectation that stands in quotes in the plan."""
    return Expectation(text, AT, case, quoted=True)


def prose(text: str) -> Expectation:
    """An expectation in the plan's own words."""
    return Expectation(text, AT)


def failed(error: BaseException, grade: str = "behaviour", shown: str = "") -> Failed:
    """A test that failed with this exception."""
    return Failed(error, grade, shown)  # type: ignore[arg-type]


NO_MODULE = failed(ModuleNotFoundError("No module named 'shop.till'"), "missing")
NO_NAME = failed(ImportError("cannot import name 'Till' from 'shop' (/x/shop.py)"), "missing")
WRONG = failed(AssertionError("assert 3 == 4\n +  where 3 = total()"))
STUB = failed(NotImplementedError(), "stub")


@pytest.mark.parametrize(
    ("expectation", "seen"),
    [
        (quoted("No module named 'shop.till'"), NO_MODULE),
        (quoted("No module named shop.till"), NO_MODULE),
        (quoted("ModuleNotFoundError: No module named 'shop.till'"), NO_MODULE),
        (quoted("cannot import name 'Till'"), NO_NAME),
        (quoted("ImportError"), NO_MODULE),
        (quoted("ModuleNotFoundError"), NO_NAME),
        (quoted("function not defined"), NO_NAME),
        (quoted("Till is not defined"), NO_NAME),
        (prose("the module does not exist"), NO_MODULE),
        (prose("ImportError or AttributeError"), NO_NAME),
        (quoted("assert 3 == 4"), WRONG),
        (prose("AssertionError (3 is not 4)"), WRONG),
        (quoted("not implemented"), STUB),
        (
            quoted("fixture 'db' not found"),
            failed(LookupError(), shown="E  fixture 'db' not found"),
        ),
    ],
)
def test_a_red_that_says_what_the_plan_expects_is_no_surprise(
    expectation: Expectation, seen: Failed
) -> None:
    """The kind, the message, or what both mean is what the plan expects."""
    assert surprise([expectation], TEST, seen) is None


@pytest.mark.parametrize(
    ("expectation", "seen", "said"),
    [
        (quoted("cannot import name 'Till'"), WRONG, "AssertionError: assert 3 == 4"),
        (quoted("cannot import name 'Basket'"), NO_NAME, "ImportError: cannot import name 'Till'"),
        (quoted("AttributeError"), NO_MODULE, "ModuleNotFoundError: No module named 'shop.till'"),
        (quoted("function not defined"), WRONG, "AssertionError: assert 3 == 4"),
        (prose("the module does not exist"), STUB, "NotImplementedError"),
        (quoted("total is 4"), NO_MODULE, "ModuleNotFoundError: No module named 'shop.till'"),
    ],
)
def test_a_red_for_another_reason_is_a_surprise(
    expectation: Expectation, seen: Failed, said: str
) -> None:
    """What was seen is told by its kind and its first line, with what was expected."""
    found = surprise([expectation], TEST, seen)
    assert found is not None
    assert found[0].startswith(said)
    assert "\n" not in found[0]
    assert found[1] == expectation


def test_a_long_message_is_cut() -> None:
    """One line stays one line, however much the exception says."""
    found = surprise([quoted("cannot import name")], TEST, failed(ValueError("x" * 900)))
    assert found is not None
    assert len(found[0]) <= 120


@pytest.mark.parametrize("text", ["the total is wrong", "3 tests", "as before"])
def test_prose_that_names_no_reason_is_never_compared(text: str) -> None:
    """What only a reader can judge is left to the reader."""
    assert surprise([prose(text)], TEST, WRONG) is None


def test_any_of_several_expectations_is_enough() -> None:
    """A component with several red steps expects each of them."""
    assert surprise([quoted("AttributeError"), quoted("ImportError")], TEST, NO_NAME) is None


def test_an_expectation_of_one_test_holds_for_that_test_alone() -> None:
    """A run of one test says what that test is to fail with, and nothing of the others."""
    own, other = quoted("AttributeError", "test_sums"), quoted("ImportError", "test_counts")
    assert surprise([own, other], TEST, NO_NAME) is not None
    assert surprise([other], TEST, WRONG) is None
    assert surprise([quoted("ImportError"), own], TEST, NO_NAME) is not None
    assert surprise([quoted("KeyError", "TestTill")], TEST, NO_NAME) is not None
