"""``pytest-phase verify``."""

from __future__ import annotations

from tests.command_line import CommandLine
from tests.project import Project

PLAN = """# Phase 3: Shop

#### Cart

- Tests: `tests/test_cart.py`

## Verification Checklist

- [ ] Totals add up: `test_adds`
- [ ] RLS working correctly

```bash
pytest tests/test_cart.py -q
make docs
```
"""
ROW = "test tests/test_cart.py::test_adds text={} red=behaviour@77aa01b2c3d4 green=81bc22d0e4f5"


def a_shop(project: Project, body: str = "assert True") -> None:
    """A plan with a checklist, and Cart's one test, green in the lock."""
    project.plan(PLAN)
    project.file("tests/test_cart.py", f"def test_adds():\n    {body}\n")
    project.file(
        "PLAN.lock", f'version = 1\n[components.cart]\nrows = ["{ROW.format("0" * 12)}"]\n[end]\n'
    )


def test_all_it_says(project: Project, shell: CommandLine) -> None:
    """Each item with its place; what would be run is shown, and nothing is run."""
    a_shop(project)
    assert shell("verify", "PLAN.md") == (
        1,
        "PLAN.md: verification checklist, 4 items\n"
        "  open     PLAN.md:9   Totals add up: test_adds\n"
        "           not green in PLAN.lock: tests/test_cart.py::test_adds\n"
        "  by hand  PLAN.md:10  RLS working correctly\n"
        "  command  PLAN.md:13  pytest tests/test_cart.py -q\n"
        "  by hand  PLAN.md:14  make docs\n"
        "To run: pytest-phase verify PLAN.md --run\n"
        "    pytest tests/test_cart.py::test_adds\n"
        "    pytest tests/test_cart.py -q\n",
        "",
    )


def test_run(project: Project, shell: CommandLine) -> None:
    """``--run`` starts pytest for each, in the project's root, and says what came of it."""
    a_shop(project)
    said = shell("verify", "PLAN.md", "--run")
    assert said.code == 0
    assert "  passed   PLAN.md:9   Totals add up: test_adds\n" in said.out
    assert "  passed   PLAN.md:13  pytest tests/test_cart.py -q\n" in said.out


def test_a_command_that_fails(project: Project, shell: CommandLine) -> None:
    """A run that fails is exit 1, and its exit code is shown."""
    a_shop(project, "assert False")
    said = shell("verify", "PLAN.md", "--run")
    assert said.code == 1
    assert "  failed   PLAN.md:13  pytest tests/test_cart.py -q (exit 1)\n" in said.out


def test_no_checklist(project: Project, shell: CommandLine) -> None:
    """A plan without one is told how to write one."""
    project.plan("# Shop\n\n### Task 1: Cart\n\n- Tests: `tests/test_cart.py`\n")
    said = shell("verify", "PLAN.md")
    assert (said.code, said.out) == (
        0,
        "PLAN.md: no verification checklist. Write one: ## Verification Checklist, then items.\n",
    )


def test_no_plan(project: Project, shell: CommandLine) -> None:
    """Without a plan: exit 4, and what next."""
    assert shell("verify", "nope.md").code == 4
