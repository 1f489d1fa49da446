"""``pytest-phase init --from-spec``."""

from __future__ import annotations

import pytest

from pytest_phase.core.plan import Plan
from pytest_phase.formats.plan_markdown import read_plan
from tests.command_line import CommandLine
from tests.project import Project

SPEC = """\
# Receipts

## Money formatting

`format_money(cents)` returns the amount with two digits. It must reject negative amounts.

## `Receipt`

A receipt must list the items of a `Cart` and use `format_money()`. Its sum comes from
`Cart.totl()`.

- Tests: none are written yet
- It should end with a newline

## Open questions

- [ ] Which currency?
"""


@pytest.fixture
def shop(project: Project) -> Project:
    """A package with a cart and its test, and a spec of receipts."""
    project.file("shop/__init__.py", "")
    project.file("shop/cart.py", "class Cart:\n    def total(self) -> int: ...\n")
    project.file("tests/unit/test_cart.py", "from shop import cart\n\n\ndef test_x(): ...\n")
    project.file("docs/SPEC.md", SPEC)
    return project


def plan(project: Project) -> Plan:
    """The plan that was written."""
    return read_plan((project.root / "PLAN.md").read_text(encoding="utf-8"), "PLAN.md")


def test_a_plan_from_a_spec(shop: Project, shell: CommandLine) -> None:
    """What the code lacks becomes components, what differs goes into the table."""
    said = shell("init", "--from-spec", "docs/SPEC.md")
    assert said.code == 0
    assert "Wrote PLAN.md: 2 components to start from." in said.out
    found = plan(shop)
    money, receipt = found.components
    assert (money.name, receipt.name) == ("format_money", "Receipt")
    assert [each.path for each in receipt.test_files] == ["tests/unit/test_receipt.py"]
    assert [each.path for each in receipt.implementation] == ["shop/receipt.py"]
    assert receipt.requires == ("format-money",)
    assert [each.name for each in receipt.depends_on if each.component is None] == ["Cart"]
    assert [each.text for each in money.cases] == [
        "format_money(cents) returns the amount with two digits",
        "It must reject negative amounts",
    ]
    assert money.lane == receipt.lane == "feature"
    assert [row.cells for row in found.reconciliation] == [
        ("Cart.totl()", "Cart.total() (shop/cart.py:2)", "Use actual name")
    ]
    assert [each.text for each in found.questions] == ["Which currency?"]
    assert [row.cells for row in found.critical_files] == [
        ("shop/cart.py", "has Cart, which the spec names")
    ]
    assert [item.spans for item in found.checklist] == [
        ("pytest tests/unit",),
        ("pytest --phase-plan PLAN.md --phase-gate",),
    ]


def test_the_reader_warns_of_nothing(shop: Project, shell: CommandLine) -> None:
    """The plan is in the pattern's form: lint finds no error and no warning in it."""
    shell("init", "--from-spec", "docs/SPEC.md")
    assert [each for each in plan(shop).diagnostics if each.severity != "info"] == []


def test_the_plan_agrees_with_the_code(shop: Project, shell: CommandLine) -> None:
    """What was reconciled is reconciled: plan and spec, held against the code again."""
    shell("init", "--from-spec", "docs/SPEC.md")
    assert shell("reconcile", "--spec", "docs/SPEC.md").code == 0


def test_a_name_that_is_a_word_of_plans(shop: Project, shell: CommandLine) -> None:
    """A class ``Questions`` is called with its package, and the notes say so."""
    shop.file(
        "docs/SPEC.md",
        "# S\n\n## `Questions`\n\nMust ask.\n\n## `Poll`\n\nMust use `Questions`.\n",
    )
    shell("init", "--from-spec", "docs/SPEC.md")
    found = plan(shop)
    assert [each.name for each in found.components] == ["Shop Questions", "Poll"]
    assert found.components[1].requires == ("shop-questions",)
    assert "Shop Questions is Questions: alone, a plan has another meaning for that word." in [
        each.text for each in found.notes
    ]


def test_a_spec_that_is_all_there(shop: Project, shell: CommandLine) -> None:
    """Without anything to make there is no plan: exit 4, and what can be done."""
    shop.file("docs/SPEC.md", "# Cart\n\n## `Cart`\n\nIt must add up.\n")
    said = shell("init", "--from-spec", "docs/SPEC.md")
    assert said.code == 4
    assert said.err == (
        "ERROR: docs/SPEC.md: no section introduces a class, module or function that the code "
        "lacks. Name what is to be made in a heading, as code: ## `Exporter`\n"
    )
    assert not (shop.root / "PLAN.md").exists()


def test_a_spec_that_is_not_there(shop: Project, shell: CommandLine) -> None:
    """Exit 4, and where it was looked for."""
    said = shell("init", "--from-spec", "docs/SPEK.md")
    assert said.code == 4
    assert "docs/SPEK.md" in said.err


def test_one_source_at_a_time(shop: Project, shell: CommandLine) -> None:
    """From a spec, or from code."""
    said = shell("init", "--from-spec", "docs/SPEC.md", "--from-code", "shop")
    assert said.code == 4
    assert "--from-code: not allowed with argument --from-spec" in said.err


def test_a_name_that_no_plan_can_have(shop: Project, shell: CommandLine) -> None:
    """What the reader takes for a section of its own is said, not passed over."""
    shop.file("docs/SPEC.md", "# S\n\n## `Checklist`\n\nMust work.\n")
    shell("init", "--from-spec", "docs/SPEC.md")
    doubt = "Not every component is read again as it is written here: rename what lint warns of."
    assert doubt in [each.text for each in plan(shop).notes]
