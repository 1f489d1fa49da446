"""Where the test side of a project is, and which of its files an import means."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

import pytest

from pytest_phase.adapters.python.finder import Finder, is_test_path
from pytest_phase.adapters.python.imports import Import
from tests.trees import plant

TESTS = (
    "conftest.py",
    "src/shop/conftest.py",
    "test_cart.py",
    "src/shop/cart_test.py",
    "tests/data.json",
    "src/shop/test/support.py",
    "shop/testing/fakes.py",
)
OTHERS = ("cart.py", "src/shop/latest.py", "contest.py", "testimony/cart.py", "test_cart.txt")


@pytest.mark.parametrize("path", TESTS)
def test_a_name_tells_a_test(path: str) -> None:
    """Conftest and test files anywhere, and everything below a folder of tests."""
    assert is_test_path(path)


@pytest.mark.parametrize("path", OTHERS)
def test_a_name_tells_implementation(path: str) -> None:
    """Everything else, however alike the name."""
    assert not is_test_path(path)


def _finder(
    root: Path,
    files: Iterable[str] = (),
    tests: Collection[str] = (),
    implementation: Collection[str] = (),
) -> Finder:
    plant(root, dict.fromkeys(files, ""))
    return Finder(root, tests, implementation)


def test_paths_given_belong_to_the_tests(tmp_path: Path) -> None:
    """A file and a folder of the plan or of ``testpaths``, and what is below the folder."""
    finder = _finder(tmp_path, tests=("checks/", "app/tests.py", "."))
    assert [finder.is_test(each) for each in ("checks/a/b.py", "app/tests.py", "app/b.py")] == [
        True,
        True,
        False,
    ]


def test_paths_of_the_implementation_are_no_tests(tmp_path: Path) -> None:
    """What the plan names as implementation wins over any name."""
    finder = _finder(tmp_path, implementation=("src/shop/testing",))
    assert not finder.is_test("src/shop/testing/fakes.py")
    assert finder.is_test("src/shop/tests/fakes.py")


MIXED = {
    "src/shop/cart.py": False,
    "src/shop/tests/test_cart.py": True,
    "src/shop/tests/support.py": True,
    "src/testing/fakes.py": False,
    "src/testing/tests/test_fakes.py": True,
    "src/checks/support.py": True,
    "src/checks/clock.py": False,
}


@pytest.mark.parametrize(("path", "test"), MIXED.items())
def test_the_nearest_path_decides(tmp_path: Path, path: str, test: bool) -> None:
    """Tests within a folder of the implementation stay tests, and the other way about."""
    implementation = ("src/", "src/testing", "src/checks/clock.py")
    finder = _finder(tmp_path, tests=("src/checks/support.py",), implementation=implementation)
    assert finder.is_test(path) is test


def test_a_folder_that_holds_implementation_is_no_folder_of_tests(tmp_path: Path) -> None:
    """``testpaths = src checks``, as for doctests, does not make tests of the source."""
    finder = _finder(tmp_path, tests=("src", "checks"), implementation=("src/shop/cart.py",))
    assert [finder.is_test(each) for each in ("src/shop/price.py", "checks/a.py")] == [False, True]


FOUND = {
    "from the root": ("tests.carts", "tests/unit", "tests/carts.py"),
    "a package": ("tests.support", "tests", "tests/support/__init__.py"),
    "a sibling": ("carts", "tests", "tests/carts.py"),
    "a sibling of a conftest above": ("carts", "tests/unit", "tests/carts.py"),
    "below src": ("shop.tests.fakes", "tests", "src/shop/tests/fakes.py"),
    "implementation": ("shop.cart", "tests", None),
    "nothing": ("pytest", "tests", None),
}


@pytest.mark.parametrize(("module", "folder", "path"), FOUND.values(), ids=FOUND)
def test_a_module_is_found(tmp_path: Path, module: str, folder: str, path: str | None) -> None:
    """A file of the test side, as pytest's import modes would find it; no other file."""
    files = {each for _, _, each in FOUND.values() if each} | {"src/shop/cart.py"}
    finder = _finder(tmp_path, files | {"tests/conftest.py"})
    assert finder.module(module, folder) == path


RELATIVE = {
    "in a package": (("a/__init__.py", "a/tests/__init__.py"), "a/tests", 1, "a.tests.x"),
    "above": (("a/__init__.py", "a/tests/__init__.py"), "a/tests", 2, "a.x"),
    "in src": (("src/a/__init__.py", "src/a/tests/__init__.py"), "src/a/tests", 2, "a.x"),
    "in no package": ((), "tests/unit", 1, "tests.unit.x"),
    "above no package": ((), "tests/unit", 2, "tests.x"),
    "in the root": ((), "", 1, "x"),
}


@pytest.mark.parametrize(("files", "folder", "level", "module"), RELATIVE.values(), ids=RELATIVE)
def test_a_relative_import_has_an_absolute_name(
    tmp_path: Path, files: tuple[str, ...], folder: str, level: int, module: str
) -> None:
    """The dotted name that the same import has when it is written out."""
    finder = _finder(tmp_path, files)
    assert finder.absolute(Import("y", level, "x", "y"), folder) == module


def test_conftests_are_listed_nearest_first(tmp_path: Path) -> None:
    """From the folder up to the root, with gaps."""
    finder = _finder(tmp_path, ("conftest.py", "tests/a/conftest.py", "tests/b/conftest.py"))
    assert finder.conftests("tests/a") == ["tests/a/conftest.py", "conftest.py"]


def test_a_path_that_no_system_allows_is_no_file(tmp_path: Path) -> None:
    """A null character in a path is no reason to fail."""
    assert not _finder(tmp_path).is_file("tests/\0.py")
