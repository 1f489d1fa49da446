"""``pytest-phase init --from-code`` and ``--write-tests``."""

from __future__ import annotations

import pytest

from pytest_phase.formats.plan_markdown import read_plan
from tests.command_line import CommandLine
from tests.project import Project


@pytest.fixture
def shop(project: Project) -> Project:
    """A package of two modules, one of which imports the other, and a test of one."""
    project.file("shop/__init__.py", "")
    project.file("shop/money.py", "def parse(text: str) -> int: ...\n")
    project.file(
        "shop/cart.py",
        "from shop.money import parse\n\n\nclass Cart:\n    def add(self, item): ...\n",
    )
    project.file("tests/unit/test_money.py", "from shop import money\n\n\ndef test_x(): ...\n")
    return project


def test_a_plan_from_code(shop: Project, shell: CommandLine) -> None:
    """Components in the order of the imports, with the project's own place for tests."""
    said = shell("init", "--from-code", "shop")
    assert said.code == 0
    assert "Wrote PLAN.md: 2 components to start from." in said.out
    plan = read_plan((shop.root / "PLAN.md").read_text(encoding="utf-8"), "PLAN.md")
    money, cart = plan.components
    assert [each.path for each in cart.test_files] == ["tests/unit/test_cart.py"]
    assert cart.case_names == ("test_cart_add",)
    assert cart.requires == ("money",)
    assert money.lane == cart.lane == "characterization"
    assert [item.spans for item in plan.checklist] == [
        ("pytest tests/unit",),
        ("pytest --phase-plan PLAN.md --phase-gate",),
    ]


def test_a_part_by_its_path(shop: Project, shell: CommandLine) -> None:
    """A folder or a file names a part of the code as well."""
    assert "1 component" in shell("init", "--from-code", "shop/cart.py").out


def test_a_name_that_is_a_word_of_plans(shop: Project, shell: CommandLine) -> None:
    """``after.py`` is read again as the component it was written as, with what it needs."""
    shop.file("shop/after.py", "from shop.money import parse\n\n\ndef log(): ...\n")
    shell("init", "--from-code", "shop")
    plan = read_plan((shop.root / "PLAN.md").read_text(encoding="utf-8"), "PLAN.md")
    money, after, cart = plan.components
    assert after.case_names == ("test_log",)
    assert after.requires == cart.requires == (money.id,)


def test_an_unknown_package(shop: Project, shell: CommandLine) -> None:
    """Exit 4, with the packages that are there."""
    said = shell("init", "--from-code", "shopp")
    assert said.code == 4
    assert said.err == (
        "ERROR: shopp: no package, module or folder with code is called so. There is: shop.\n"
    )


def test_skeletons_for_a_component(shop: Project, shell: CommandLine) -> None:
    """The listed cases become tests that fail, in the component's test file."""
    shell("init", "--from-code", "shop")
    said = shell("init", "--write-tests", "cart")
    assert (said.code, said.out) == (
        0,
        "Wrote tests/unit/test_cart.py: 1 test to write, which fails until it is.\n"
        "\nNext, write it, and see it fail before the code is there:\n"
        "    pytest --phase-plan PLAN.md --phase-start cart\n",
    )
    text = (shop.root / "tests/unit/test_cart.py").read_text(encoding="utf-8")
    assert 'pytest.fail("not written: test_cart_add")' in text


def test_what_is_written_is_not_written_again(shop: Project, shell: CommandLine) -> None:
    """A second time there is nothing left to do."""
    shell("init", "--from-code", "shop")
    shell("init", "--write-tests", "cart")
    before = (shop.root / "tests/unit/test_cart.py").read_bytes()
    said = shell("init", "--write-tests", "cart")
    assert (said.code, said.out) == (0, "Cart: every listed case has a test.\n")
    assert (shop.root / "tests/unit/test_cart.py").read_bytes() == before


def test_a_component_without_a_test_file(project: Project, shell: CommandLine) -> None:
    """There is no place to write to: exit 4, and what the plan needs."""
    project.plan("### Task 1: Cart\n\n- Tests:\n  - test_adds\n- Implementation: `cart.py`\n")
    said = shell("init", "--write-tests", "cart")
    assert said.code == 4
    assert "PLAN.md:1: Cart names no test file" in said.err


def test_both_at_once(shop: Project, shell: CommandLine) -> None:
    """One thing at a time."""
    assert shell("init", "--from-code", "shop", "--from-tests").code == 4
