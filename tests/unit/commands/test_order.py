"""``pytest-phase order``."""

from __future__ import annotations

import json

from tests.command_line import CommandLine
from tests.project import Project

PLAN = """# Phase 3: Shop

### Phase 3.1: Core

#### Cart

- Tests: `tests/test_cart.py`
- Implementation: `shop/cart.py`

#### Store

- Tests: `tests/test_store.py`
- Implementation: `shop/store.py`
"""


def test_from_the_plan_and_the_code(project: Project, shell: CommandLine) -> None:
    """Cart's code imports Store's, and the plan does not say that it depends on it."""
    project.plan(PLAN)
    project.file("shop/cart.py", "import shop.store\n")
    project.file("shop/store.py", "")
    said = shell("order", "PLAN.md")
    assert said.code == 0
    assert "  1  Cart\n     Store\n" in said.out
    assert "  shop/cart.py:1: the code of Cart imports that of Store, and no depend" in said.out


def test_as_json(project: Project, shell: CommandLine) -> None:
    """``--format json`` prints the document alone."""
    project.plan(PLAN)
    assert json.loads(shell("order", "PLAN.md", "--format", "json").out)["steps"] == [
        ["cart", "store"]
    ]


def test_what_is_completed_is_left_out(project: Project, shell: CommandLine) -> None:
    """The lock says what is done."""
    project.plan(PLAN)
    project.file("PLAN.lock", 'version = 1\n[components.cart]\nrows = ["completed"]\n[end]\n')
    assert shell("order", "PLAN.md").out.startswith(
        "PLAN.md: 1 component to build in 1 step, 1 is completed\n"
    )


def test_no_plan(project: Project, shell: CommandLine) -> None:
    """Without a plan there is no order: exit 4, and what next."""
    said = shell("order", "nope.md")
    assert said.code == 4
    assert said.err.startswith("ERROR: ")
