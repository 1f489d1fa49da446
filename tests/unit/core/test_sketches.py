"""Components sketched from the code that is there."""

from __future__ import annotations

from pytest_phase.core.inventory.interfaces import Interface
from pytest_phase.core.inventory.schema import Record, Schema
from pytest_phase.core.inventory.structure import Import, Module
from pytest_phase.core.inventory.testing import Suite, SuiteFile
from pytest_phase.core.inventory.whole import Inventory
from pytest_phase.core.sketches import Sketch, convention, sketches


def a_module(name: str, *public: str, test: bool = False) -> Module:
    """A module with these functions (``f``) or methods (``C.f``)."""
    found: list[Interface] = []
    for number, each in enumerate(public, start=1):
        owner = each.rpartition(".")[0]
        if owner and not any(known.name == owner for known in found):
            found.append(Interface(owner, "class", number))
        found.append(Interface(each, "method" if owner else "function", number))
    path = f"src/{name.replace('.', '/')}.py"
    return Module(name, path, 10, tuple(found), is_test=test)


SHOP = Inventory(
    roots=("src",),
    modules=(
        a_module("shop.app", "main"),
        a_module("shop.cart", "Cart.add", "Cart.total", "Cart._hidden"),
        a_module("shop.item", "Item.price"),
        a_module("shop.money", "parse"),
        a_module("shop.empty"),
    ),
    imports=(
        Import("shop.app", "shop.cart"),
        Import("shop.cart", "shop.item"),
        Import("shop.item", "shop.money"),
        Import("shop.cart", "shop.money"),
        Import("shop.money", "shop.app", typing=True),
    ),
    schema=Schema(records=(Record("Item", "dataclass", "shop.item", "src/shop/item.py", 1),)),
)


def found(inventory: Inventory) -> dict[str, Sketch]:
    """The sketches by name."""
    return {each.name: each for each in sketches(inventory)}


def test_what_is_imported_comes_first() -> None:
    """In the order of the import graph; imports for type checkers alone do not count."""
    assert list(found(SHOP)) == ["Money", "Item", "Cart", "App"]
    assert found(SHOP)["Cart"].needs == ("Money", "Item")
    assert found(SHOP)["Money"].needs == ()


def test_models_stand_between_foundations_and_services() -> None:
    """Foundations rest on nothing, models are records and tables, the rest are services."""
    assert {name: each.group for name, each in found(SHOP).items()} == {
        "Money": "Foundation Utilities",
        "Item": "Domain Models",
        "Cart": "Core Services",
        "App": "Core Services",
    }


def test_cases_are_named_after_what_is_public() -> None:
    """A function and a method each give one case; what is private gives none."""
    assert found(SHOP)["Money"].cases == ("test_parse",)
    assert found(SHOP)["Cart"].cases == ("test_cart_add", "test_cart_total")


def test_a_module_without_anything_public_is_no_component() -> None:
    """There is nothing to test of it."""
    assert "Empty" not in found(SHOP)


def test_test_files_follow_the_projects_own_convention() -> None:
    """Beside each other or mirrored, ``test_x`` or ``x_test``: as most files are."""
    for path, expected in (
        ("tests/test_cart.py", "tests/test_money.py"),
        ("tests/unit/test_cart.py", "tests/unit/test_money.py"),
        ("tests/shop/test_cart.py", "tests/shop/test_money.py"),
        ("tests/cart_test.py", "tests/money_test.py"),
        ("tests/smoke.py", "tests/test_money.py"),
    ):
        suite = Suite(files=(SuiteFile(path, covers=("shop.cart",)),))
        assert convention(SHOP._replace(tests=suite))(SHOP.by_name["shop.money"]) == expected


def test_a_file_that_covers_a_module_is_its_test_file() -> None:
    """The one named after it, wherever it is."""
    files = (
        SuiteFile("tests/test_all.py", covers=("shop.money", "shop.cart")),
        SuiteFile("tests/odd/test_money.py", covers=("shop.money",)),
        SuiteFile("tests/test_cart.py", covers=("shop.cart",)),
        SuiteFile("tests/test_item.py", covers=("shop.item",)),
    )
    inventory = SHOP._replace(tests=Suite(files=files))
    assert found(inventory)["Money"].tests == "tests/odd/test_money.py"
    assert found(inventory)["App"].tests == "tests/test_app.py"


def test_modules_in_a_circle_do_not_wait_for_each_other() -> None:
    """A plan has no circle: neither needs the other, and both are named."""
    imports = (Import("shop.item", "shop.money"), Import("shop.money", "shop.item"))
    both = found(SHOP._replace(imports=imports))
    assert both["Item"].needs == both["Money"].needs == ()
    assert both["Item"].circle == ("shop.item", "shop.money")


def test_what_rests_on_a_service_is_no_model() -> None:
    """Item is made of fields, and needs Cart: it comes after it."""
    imports = (Import("shop.item", "shop.cart"), Import("shop.cart", "shop.money"))
    inventory = SHOP._replace(imports=imports)
    assert list(found(inventory))[:1] == ["App"]
    assert list(found(inventory))[1:] == ["Money", "Cart", "Item"]
    assert found(inventory)["Item"].group == "Core Services"


def test_a_module_with_tests_of_its_own_gets_no_cases() -> None:
    """What its test file holds is there already."""
    suite = Suite(files=(SuiteFile("tests/test_money.py", covers=("shop.money",)),))
    assert found(SHOP._replace(tests=suite))["Money"].cases == ()


def test_spelled_out() -> None:
    """Each name with its package."""
    assert next(sketches(SHOP, spelled_out=True)).name == "Shop Money"


def test_through_a_package_that_passes_names_on() -> None:
    """Cart imports the package, which imports Money: Cart needs Money."""
    package = Module("shop", "src/shop/__init__.py", 1, is_package=True)
    inventory = SHOP._replace(
        modules=(*SHOP.modules, package),
        imports=(Import("shop.cart", "shop"), Import("shop", "shop.money")),
    )
    assert found(inventory)["Cart"].needs == ("Money",)


def test_two_modules_of_one_name() -> None:
    """Each is called with its package."""
    inventory = Inventory(modules=(a_module("shop.a.core", "f"), a_module("shop.b.core", "f")))
    assert list(found(inventory)) == ["A Core", "B Core"]
