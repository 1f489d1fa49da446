"""``pytest-phase explore``."""

from __future__ import annotations

import json

import pytest

from pytest_phase.adapters.exploring import libraries
from tests.command_line import CommandLine
from tests.project import Project

pytest.importorskip("griffe")

CART = """
class Cart:
    def add(self, item: str, count: int = 1) -> None: ...
    def _sort(self): ...
def total(cart: Cart) -> int: ...
"""


def a_shop(project: Project) -> None:
    """Two modules, one table, one test file, and a file that does not parse."""
    project.file("pyproject.toml", '[tool.pytest.ini_options]\ntestpaths = ["tests"]\n')
    project.file("shop/__init__.py", "")
    project.file("shop/cart.py", CART)
    project.file("shop/till.py", "from shop.cart import Cart\n")
    project.file("shop/broken.py", "def (:\n")
    project.file("schema.sql", "CREATE TABLE carts (id INTEGER PRIMARY KEY);\n")
    project.file("tests/test_cart.py", "from shop.cart import Cart\ndef test_adds(): ...\n")


def test_all_it_says(project: Project, shell: CommandLine) -> None:
    """The whole report, word for word; what was passed over is told on stderr too."""
    a_shop(project)
    assert shell("explore") == (
        0,
        """\
Structure
  3 modules, 5 lines, 1 import among them.
  package  modules  lines  level  imports from
  shop     3        5      0-1    -

Interfaces
  Public: 1 class, 1 function, 1 method.
  List them: --part interfaces, with a PATH or --about NAME for a part of them.

Tests
  1 test file: 1 function, 0 methods in 0 classes; 0 parametrized, 0 asynchronous.
  File names: test_*.py (1).
  folder  test files
  tests   1

pytest configuration in force (pyproject.toml)
  option     value
  testpaths  tests

Which test file covers which module
  Imported by a test file: 1 of 1 that hold code.

Schema
  1 table, 0 records.
  table  read from  columns  where
  carts  sql        1        schema.sql:1

Passed over
  file            reason
  shop/broken.py  does not parse (line 1: invalid syntax)
""",
        "1 file passed over, and not in this report.\n",
    )


def test_interfaces_of_what_is_named(project: Project, shell: CommandLine) -> None:
    """A class with its public members and real signatures, and where they are."""
    a_shop(project)
    assert shell("explore", "--about", "Cart").out.startswith(
        """\
shop.cart (shop/cart.py)
  line  interface
  1     class Cart
  2         add(self, item: str, count: int = 1) -> None
"""
    )


def test_interfaces_that_a_plan_mentions(project: Project, shell: CommandLine) -> None:
    """The names that the plan writes as code, and nothing else."""
    a_shop(project)
    project.plan("### Task 1: Till\n\n- Tests: `tests/test_till.py`, calls `total()`\n")
    said = shell("explore", "--plan", "PLAN.md").out
    assert "total(cart: Cart) -> int" in said
    assert "class Cart" not in said


def test_a_part_of_the_project(project: Project, shell: CommandLine) -> None:
    """A path narrows every part of the report to what lies below it."""
    a_shop(project)
    document = json.loads(shell("explore", "shop/till.py", "--format", "json").out)
    assert [each["name"] for each in document["modules"]] == ["shop.till"]
    assert document["modules"][0]["imports"] == ["shop.cart"]
    assert document["schema"]["tables"] == document["passed_over"] == []


def test_as_json(project: Project, shell: CommandLine) -> None:
    """The document alone, with each signature as text and in parts."""
    a_shop(project)
    document = json.loads(shell("explore", "--format", "json").out)
    (cart,) = (each for each in document["modules"] if each["name"] == "shop.cart")
    assert (cart["level"], cart["imported_by"]) == (0, ["shop.till", "tests.test_cart"])
    add = cart["interfaces"][1]
    assert add["signature"] == "add(self, item: str, count: int = 1) -> None"
    assert add["parameters"][2] == {
        "name": "count",
        "kind": "normal",
        "annotation": "int",
        "default": "1",
    }
    assert document["tests"]["files"][0]["covers"] == ["shop.cart"]


def test_as_markdown(project: Project, shell: CommandLine) -> None:
    """Headings and tables, with names as code."""
    a_shop(project)
    said = shell("explore", "--format", "markdown", "--part", "schema").out
    assert said.startswith(
        "# Inventory\n\n## Schema\n\n1 table, 0 records.\n\n"
        "| table | read from | columns | where |\n|---|---|---|---|\n"
        "| `carts` | sql | 1 | `schema.sql:1` |\n"
    )


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["nope"], "ERROR: nope: no such file or folder. Check the path.\n"),
        (
            ["--about", "Basket"],
            "ERROR: --about Basket: no module, class or function is called so. "
            "See all: pytest-phase explore --part interfaces\n",
        ),
    ],
)
def test_what_it_cannot_find(
    project: Project, shell: CommandLine, words: list[str], message: str
) -> None:
    """Exit 4, what, and what next."""
    a_shop(project)
    assert shell("explore", *words) == (4, "", message)


def test_without_the_libraries(
    project: Project, shell: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One calm line says what to install."""
    monkeypatch.setattr(libraries, "NEEDED", ("griffe", "no_such_library"))
    a_shop(project)
    for command in ("explore", "reconcile"):
        project.plan("### Task 1: Till\n\n- Tests: `tests/test_till.py`\n")
        assert shell(command) == (
            4,
            "",
            "ERROR: exploring needs no_such_library, which this Python does not have. "
            'Install: pip install "pytest-phase[explore]"\n',
        )
