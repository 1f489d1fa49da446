"""A plan that an earlier run read: the same as read anew, whatever changed since."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_phase.adapters.python.memory import Memory
from pytest_phase.adapters.remembered_plan import RememberedPlan
from pytest_phase.formats.plan_markdown import Reading, World, read_bytes

TEXT = b"""# Shop

## Phase 1: Cart

### Cart

- Tests: `tests/test_cart.py`
- Implementation: `/home/anna/shop/src/cart.py`
"""
PATH = "PLAN.md"


class Shop:
    """A project whose plan is read again and again, by new processes."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "kept.plan"
        self.there: set[str] = set()
        self.asked: list[str] = []

    @property
    def world(self) -> World:
        """What is known of its files."""
        return World(root="/shop", exists=self._exists, folders=("tests",))

    def read(self) -> None:
        """The plan as the next run has it is the one that a reader would read."""
        plan = RememberedPlan(Memory(self.file), "1").read(TEXT, PATH, Reading(), self.world)
        assert plan == read_bytes(TEXT, PATH, Reading(), self.world)

    def spoil(self) -> None:
        """Make what is kept differ from what would be read."""
        self.file.write_text(self.file.read_text().replace("Cart", "Kept"))

    def kept(self, text: bytes = TEXT, *, path: str = PATH, by: str = "1", **reading: str) -> bool:
        """Whether the next run believes what is kept."""
        told = Reading(**reading)  # type: ignore[arg-type]
        plan = RememberedPlan(Memory(self.file), by).read(text, path, told, self.world)
        return plan.components[0].name == "Kept"

    def _exists(self, path: str) -> bool:
        self.asked.append(path)
        return path in self.there


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    """A project whose plan was read once."""
    shop = Shop(tmp_path)
    shop.read()
    return shop


def test_the_second_run_reads_nothing(shop: Shop) -> None:
    """What the first run read is believed by the next, and is what would be read."""
    shop.read()
    shop.spoil()
    assert shop.kept()


def test_another_plan_is_read(shop: Shop) -> None:
    """Any other byte, name, setting or version of the reader: nothing is believed."""
    shop.spoil()
    assert not shop.kept(TEXT + b"\n")
    for other in (
        {"path": "docs/PLAN.md"},
        {"by": "2"},
        {"order": "none"},
    ):
        shop.file.unlink()
        shop.read()
        shop.spoil()
        assert not shop.kept(**other)  # type: ignore[arg-type]


def test_what_the_reader_looked_for_is_looked_for_again(shop: Shop) -> None:
    """A file that is there now, or is gone, can make it another plan."""
    looked_for = set(shop.asked)
    assert looked_for, "this plan has to ask for a file"
    shop.there = looked_for
    shop.read()
    shop.spoil()
    shop.there = set()
    assert not shop.kept()


@pytest.mark.parametrize("content", ["", "\0", "[]", '{"form": 1, "files": {"KEY": "[1]"}}'])
def test_what_cannot_be_read_is_read_anew(shop: Shop, content: str) -> None:
    """Nothing depends on what is kept."""
    key = next(iter(Memory(shop.file)._known))
    shop.file.write_text(content.replace("KEY", key))
    shop.read()
