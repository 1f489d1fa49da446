"""``pytest-phase prompt``."""

from __future__ import annotations

import pytest

from pytest_phase.commands.prompt import KINDS
from tests.command_line import CommandLine
from tests.project import Project

PLAN = """
# Phase 3: Shop

#### Store

- Tests: `tests/test_store.py`
- Implementation: `shop/store.py`

#### Cart

- Tests: `tests/test_cart.py`
  - `test_adds`
- Implementation: `shop/cart.py`
- Depends on: Store

Uses `Store`.
"""


@pytest.fixture
def shop(project: Project) -> Project:
    """A plan of two components, of which Store is written."""
    project.plan(PLAN)
    project.file("shop/store.py", "class Store:\n    def get(self, id: int) -> str: ...\n")
    return project


def test_the_component_named(shop: Project, shell: CommandLine) -> None:
    """``implement Cart`` is about Cart, with its own words and those of the plan around it."""
    said = shell("prompt", "implement", "Cart", "--plan", "PLAN.md")
    assert said.code == 0
    assert said.out.startswith("# Implement Cart, test first\n")
    assert "#### Cart\n" in said.out
    assert "#### Store" not in said.out
    assert "Uses `Store`." in said.out


def test_the_next_component(shop: Project, shell: CommandLine) -> None:
    """Without a name: the one in progress, else the first that is ready."""
    assert shell("prompt", "implement").out.startswith("# Implement Store, test first\n")


def test_within_a_budget(shop: Project, shell: CommandLine) -> None:
    """No more characters than asked for; what is missing is named."""
    said = shell("prompt", "implement", "Cart", "--budget", "900")
    assert len(said.out) <= 900
    assert "Left out to stay within 900 characters: " in said.out


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind(shop: Project, shell: CommandLine, kind: str) -> None:
    """Each prompt prints a title and a task."""
    said = shell("prompt", kind)
    assert said.code == 0
    assert said.out.startswith("# ")
    assert "\n## Task\n" in said.out


def test_an_unknown_component(shop: Project, shell: CommandLine) -> None:
    """The nearest names, exit 4."""
    said = shell("prompt", "review", "Kart")
    assert said.code == 4
    assert 'no component is called "Kart". Nearest: cart' in said.err


def test_no_plan(project: Project, shell: CommandLine) -> None:
    """Without a plan: exit 4, and what next."""
    assert shell("prompt", "implement").code == 4
