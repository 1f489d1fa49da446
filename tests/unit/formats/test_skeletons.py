"""Test skeletons: they parse, they fail, and they change nothing that is there."""

from __future__ import annotations

import ast

from pytest_phase.core.plan import Case
from pytest_phase.formats.skeletons import skeletons
from tests.fakes.builders import an_origin


def cases(*texts: str) -> list[Case]:
    """Cases by function name, or in prose."""
    return [
        Case(text, an_origin(), name=text if text.startswith(("test_", "Test")) else None)
        for text in texts
    ]


def test_functions() -> None:
    """One for each case, with the plan's words and a failure that names it."""
    assert skeletons("", "Cart", cases("test_adds", "Refuses a negative count")) == (
        '"""Cart"""\n\nimport pytest\n\n\n'
        "def test_adds():\n"
        '    pytest.fail("not written: test_adds")\n\n\n'
        "def test_refuses_a_negative_count():\n"
        '    """Refuses a negative count"""\n'
        '    pytest.fail("not written: Refuses a negative count")\n'
    )


def test_in_a_class() -> None:
    """Where the project writes its tests in classes, so do the skeletons."""
    text = skeletons("", "Audit log", cases("test_adds"), in_class=True)
    assert "class TestAuditLog:\n    def test_adds(self):\n" in text


def test_a_class_that_the_plan_names() -> None:
    """``TestCart::test_adds`` is a method of that class."""
    text = skeletons("", "Cart", cases("TestCart::test_adds", "TestCart::test_empties"))
    assert text.count("class TestCart:") == 1
    assert "    def test_adds(self):\n" in text
    assert "    def test_empties(self):\n" in text


def test_what_is_there_stays() -> None:
    """Skeletons are put below, with the import they need; what is there keeps every byte."""
    there = '"""Mine."""\n\ndef test_adds():\n    assert 1\n'
    text = skeletons(there, "Cart", cases("test_empties"))
    assert text.startswith(there)
    assert text[len(there) :] == (
        '\n\nimport pytest\n\n\ndef test_empties():\n    pytest.fail("not written: test_empties")\n'
    )
    ast.parse(text)


def test_an_import_that_is_there_is_not_repeated() -> None:
    """A file that imports pytest by its name needs no other import."""
    text = skeletons("import pytest\n", "Cart", cases("test_empties"))
    assert text.count("import pytest") == 1


def test_quotes_and_backslashes() -> None:
    """Whatever a case says, the file parses."""
    ast.parse(
        skeletons("", 'A "name"\\', cases('says "no" \\ and """more"""', "日本 の 例", "!!!"))
    )


def test_two_cases_of_one_name() -> None:
    """Prose that comes to the same name gets a number."""
    text = skeletons("", "Cart", cases("Adds up", "adds, up!"))
    assert "def test_adds_up():" in text
    assert "def test_adds_up_2():" in text
