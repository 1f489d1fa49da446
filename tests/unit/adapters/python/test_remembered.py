"""Texts that an earlier run left behind: the same as made anew, whatever was edited since."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_phase.adapters.python import remembered
from pytest_phase.adapters.source import Sources

TEST = "tests/test_cart.py::test_adds"


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose one test uses a helper of another file; one test is many here."""
    monkeypatch.setattr(remembered, "MANY", 1)
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "__init__.py").write_text("")
    (tmp_path / "tests" / "goods.py").write_text("def apple():\n    return 3\n")
    test = "from tests.goods import apple\n\ndef test_adds():\n    assert apple() == 3\n"
    (tmp_path / "tests" / "test_cart.py").write_text(test)
    return tmp_path


def text_of(shop: Path, *, memory: bool = True) -> str | None:
    """The text as the next run would have it."""
    memory_file = shop / "kept.memory" if memory else None
    return Sources(shop, memory=memory_file).texts([TEST])[TEST]


def test_a_second_run_has_the_same_texts(shop: Path) -> None:
    """What is remembered is what would be made, and it is taken from the file."""
    assert text_of(shop) == text_of(shop) == text_of(shop, memory=False)
    kept = shop / "kept.texts"
    kept.write_text(kept.read_text().replace(str(text_of(shop)), "0123456789ab"))
    assert text_of(shop) == "0123456789ab"


def test_an_edited_helper_makes_every_text_again(shop: Path) -> None:
    """A text depends on more than its own file: any edit of the test side counts."""
    before = text_of(shop)
    (shop / "tests" / "goods.py").write_text("def apple():\n    return 4\n")
    assert text_of(shop) == text_of(shop, memory=False) != before


def test_an_edited_implementation_changes_nothing(shop: Path) -> None:
    """The implementation is no part of a text."""
    before = text_of(shop)
    (shop / "cart.py").write_text("def add():\n    return 1\n")
    kept = (shop / "kept.texts").read_bytes()
    assert text_of(shop) == before
    assert (shop / "kept.texts").read_bytes() == kept


@pytest.mark.parametrize("content", [b"", b"\xff", b"[1]", b'{"form": 99, "files": {}}'])
def test_a_memory_that_cannot_be_read_is_made_again(shop: Path, content: bytes) -> None:
    """Nothing depends on it."""
    before = text_of(shop)
    (shop / "kept.texts").write_bytes(content)
    assert text_of(shop) == before


def test_a_few_tests_are_not_remembered(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading the whole test side would cost more than it saves."""
    monkeypatch.setattr(remembered, "MANY", 2)
    text_of(shop)
    assert not (shop / "kept.texts").exists()
