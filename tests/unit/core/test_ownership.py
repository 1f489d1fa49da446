"""Which component a test belongs to."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_phase.core.ownership import Ownership
from pytest_phase.core.plan import Component, TestFile
from tests.fakes.builders import a_component, a_plan, an_origin

SHARED = "tests/test_shared.py"


def owned(*components: Component) -> Ownership:
    """The ownership by a plan of these components."""
    return Ownership(a_plan(*components))


def naming(name: str, path: str, *names: str, **changes: Any) -> Component:
    """A component that names parts of one file."""
    return a_component(name, test_files=(TestFile(path, an_origin(), names),), **changes)


def test_a_file_of_one_component_is_its_own() -> None:
    """Every test of a file that one component names belongs to it."""
    assert owned(a_component()).owner("tests/test_auditlogger.py", "TestA::test_x") == "auditlogger"


def test_what_nobody_names_belongs_to_nobody() -> None:
    """A file of no component is left alone."""
    ownership = owned(a_component())
    assert ownership.owner("tests/test_other.py", "test_x") is None
    assert not ownership.claims("tests/test_other.py")


@pytest.mark.parametrize(
    ("path", "owner"),
    [
        ("tests/audit/test_a.py", "wide"),
        ("tests/audit/deep/test_b.py", "narrow"),
        ("tests/audit/deep/test_own.py", "own"),
        ("tests/auditing/test_a.py", None),
    ],
)
def test_the_nearest_folder_wins_and_a_file_over_it(path: str, owner: str | None) -> None:
    """A folder holds the files below it, a deeper one before it, and a file named itself first."""
    ownership = owned(
        a_component("Wide", files=["tests/audit/"]),
        a_component("Narrow", files=["tests/audit/deep/"]),
        a_component("Own", files=["tests/audit/deep/test_own.py"]),
    )
    assert ownership.owner(path, "test_x") == owner
    assert ownership.claims(path) == (owner is not None)


@pytest.mark.parametrize(
    ("names", "owner"),
    [
        ("TestRetry::test_once", "retry"),
        ("TestRetry::TestDeep::test_once", "deep"),
        ("test_close", "closing"),
        ("test_close_again", "rest"),
        ("TestRetrying::test_once", "rest"),
    ],
)
def test_names_given_with_the_path_win(names: str, owner: str) -> None:
    """A test below the longest name given with the path belongs to who gave it."""
    ownership = owned(
        a_component("Rest", files=[SHARED]),
        naming("Retry", SHARED, "TestRetry"),
        naming("Deep", SHARED, "TestRetry::TestDeep"),
        naming("Closing", SHARED, "test_close"),
    )
    assert ownership.owner(SHARED, names) == owner


def test_what_is_not_named_in_a_file_named_in_part_belongs_to_nobody() -> None:
    """A component that names parts of a file owns these parts alone."""
    assert owned(naming("Retry", SHARED, "TestRetry")).owner(SHARED, "test_other") is None


@pytest.mark.parametrize(
    ("names", "owner"),
    [
        ("test_once", "retry"),
        ("TestAll::test_once", "retry"),
        ("TestClose::test_any", "closing"),
        ("test_other", "rest"),
    ],
)
def test_in_a_shared_file_listed_cases_decide(names: str, owner: str) -> None:
    """Who lists the function or its class owns it; the rest is of who lists nothing."""
    ownership = owned(
        a_component("Retry", files=[SHARED], cases=["test_once"]),
        a_component("Closing", files=[SHARED], cases=["TestClose"]),
        a_component("Rest", files=[SHARED]),
    )
    assert ownership.owner(SHARED, names) == owner


@pytest.mark.parametrize("names", ["test_other", "test_both"])
def test_what_cannot_be_decided_belongs_to_nobody(names: str) -> None:
    """A case that nobody lists, or that two list, belongs to nobody."""
    ownership = owned(
        a_component("Retry", files=[SHARED], cases=["test_once", "test_both"]),
        a_component("Closing", files=[SHARED], cases=["test_twice", "test_both"]),
    )
    assert ownership.owner(SHARED, names) is None


def test_a_file_named_twice_by_one_component_is_still_its_own() -> None:
    """Two claims of the same component are no conflict."""
    component = a_component("Retry", files=[SHARED, SHARED], cases=["test_once"])
    assert owned(component).owner(SHARED, "test_other") == "retry"


def test_the_tests_of_a_file_are_alike_where_no_name_decides() -> None:
    """One owner, or none, for every test of a file: only names given or cases shared decide."""
    whole = owned(a_component(), naming("Part", SHARED, "TestA"))
    shared = owned(naming("Store", SHARED), naming("Retry", SHARED))

    assert whole.alike("tests/test_auditlogger.py")
    assert whole.alike("tests/test_of_nobody.py")
    assert not whole.alike(SHARED)
    assert not shared.alike(SHARED)


def test_integration_tests_have_their_component() -> None:
    """The file of a component's integration tests is known, and is no test file of it."""
    path = "tests/integration/test_audit.py"
    ownership = owned(a_component(integration=(TestFile(path, an_origin()),)))
    assert ownership.integration(path) == "auditlogger"
    assert ownership.integration("tests/test_auditlogger.py") is None
    assert ownership.owner(path, "test_x") is None


def test_integration_tests_are_named_and_not_owned() -> None:
    """A file of integration tests concerns the plan, and no component owns its tests."""
    path = "tests/integration/test_all.py"
    ownership = owned(a_component(integration=(TestFile(path, an_origin()),)))

    assert ownership.concerns(path)
    assert not ownership.claims(path)
    assert ownership.owner(path, "test_x") is None
    assert not ownership.concerns("tests/integration/test_other.py")


def test_several_components_may_share_integration_tests() -> None:
    """A folder of integration tests serves each component that names it, and so do its files."""
    folder, file = "tests/e2e/", "tests/e2e/test_all.py"
    ownership = owned(
        a_component("Cart", integration=(TestFile(folder, an_origin()),)),
        a_component("Price", integration=(TestFile(file, an_origin()),)),
    )

    assert ownership.integrating(file) == ("cart", "price")
    assert ownership.integrating("tests/e2e/test_other.py") == ("cart",)
    assert ownership.integration(file) == "cart"
    assert ownership.integrating("tests/test_all.py") == ()
