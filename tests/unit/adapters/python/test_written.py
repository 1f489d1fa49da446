"""Marks as the source writes them."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_phase.adapters.source import Sources
from pytest_phase.ports import Mark

SOURCE = """
import unittest
import pytest

later = pytest.mark.skip(reason="later")

@pytest.mark.slow
@pytest.mark.skip
def test_bare(): pass

@later
def test_named(): pass

@pytest.mark.skip(reason="on " + "paper")
def test_put_together(): pass

@pytest.mark.phase_waive(reason="because".upper())
def test_waived_somehow(): pass

@pytest.mark.skipif(True, reason="a condition")
@pytest.mark.xfail
def test_condition(): pass

@pytest.mark.phase_component("cart")
class TestOuter:
    pytestmark = [pytest.mark.phase_waive(reason="old"), pytest.mark.slow]

    class TestInner:
        @pytest.mark.phase_component(id="price")
        def test_deep(self): pass

class TestBase:
    @pytest.mark.skip
    def test_inherited(self): pass

class TestChild(TestBase): pass

class TestOld(unittest.TestCase):
    @unittest.skip("broken")
    def test_old(self): pass
"""


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ("test_bare", [Mark("skip")]),
        ("test_named", [Mark("skip", (), {"reason": "later"})]),
        ("test_put_together", [Mark("skip")]),
        ("test_waived_somehow", []),
        ("test_condition", []),
        (
            "TestOuter::TestInner::test_deep",
            [
                Mark("phase_component", (), {"id": "price"}),
                Mark("phase_component", ("cart",)),
                Mark("phase_waive", (), {"reason": "old"}),
            ],
        ),
        ("TestChild::test_inherited", [Mark("skip")]),
        ("TestOld::test_old", [Mark("skip", ("broken",))]),
        ("test_gone", []),
    ],
)
def test_marks_are_read_from_the_source(tmp_path: Path, names: str, expected: list[Mark]) -> None:
    """Skip, component and waiver, of the function, its classes and its module: plain values."""
    (tmp_path / "test_a.py").write_text(SOURCE, encoding="utf-8")

    assert Sources(tmp_path).marks(f"test_a.py::{names}") == expected


def test_the_marks_of_a_module_count_for_each_test(tmp_path: Path) -> None:
    """``pytestmark`` of a module marks its tests; under a condition it is left to the run."""
    always = 'import pytest\npytestmark = pytest.mark.skip("all")\ndef test_a(): pass\n'
    sometimes = 'import pytest\nif 0:\n    pytestmark = pytest.mark.skip("x")\ndef test_a(): pass\n'
    (tmp_path / "test_always.py").write_text(always, encoding="utf-8")
    (tmp_path / "test_sometimes.py").write_text(sometimes, encoding="utf-8")
    sources = Sources(tmp_path)

    assert sources.marks("test_always.py::test_a") == [Mark("skip", ("all",))]
    assert sources.marks("test_sometimes.py::test_a") == []


def test_marks_say_the_lane_of_a_component(tmp_path: Path) -> None:
    """Whose lane, which, and by which test: of functions, classes and the module."""
    marked = (
        "import pytest\n"
        '@pytest.mark.phase_component("cart", lane="refactor")\n'
        "class TestCart:\n"
        "    def test_a(self): pass\n"
        '@pytest.mark.phase_component(id="till", lane="feature")\n'
        "def test_b(): pass\n"
        '@pytest.mark.phase_component("cart")\n'
        "def test_lane(): pass\n"
    )
    (tmp_path / "test_a.py").write_text(marked, encoding="utf-8")
    (tmp_path / "test_b.py").write_text("def test_b(): pass\n", encoding="utf-8")
    sources = Sources(tmp_path)

    assert sources.lanes("test_a.py") == [
        ("cart", "refactor", "test_a.py::TestCart::test_a"),
        ("till", "feature", "test_a.py::test_b"),
    ]
    assert sources.lanes("test_b.py") == sources.lanes("test_gone.py") == []


def test_a_file_that_does_not_parse_has_no_marks(tmp_path: Path) -> None:
    """Nothing can be read of it, and nothing is guessed."""
    (tmp_path / "test_a.py").write_text("def test_a(:\n", encoding="utf-8")

    assert Sources(tmp_path).marks("test_a.py::test_a") == []
