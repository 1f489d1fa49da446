"""Which component's code imports which other's."""

from __future__ import annotations

from pathlib import Path

from pytest_phase.adapters.python.uses import uses
from pytest_phase.core.order import Use
from pytest_phase.core.plan import Component, Implementation
from tests.fakes.builders import a_component, an_origin
from tests.trees import plant


def component(name: str, *paths: str) -> Component:
    """A component with these implementation files."""
    files = tuple(Implementation(path, an_origin()) for path in paths)
    return a_component(name, implementation=files)


def test_an_import_of_another_components_module(tmp_path: Path) -> None:
    """``from shop.store import Store`` in Cart's file is a use of Store, with its line."""
    plant(
        tmp_path,
        {
            "src/shop/__init__.py": "",
            "src/shop/cart.py": "import json\n\nfrom shop.store import Store\n",
            "src/shop/store.py": "class Store: ...\n",
        },
    )
    cart, store = component("Cart", "src/shop/cart.py"), component("Store", "src/shop/store.py")
    assert uses(tmp_path, (cart, store)) == (Use("cart", "store", "src/shop/cart.py:3"),)


def test_every_form_of_import(tmp_path: Path) -> None:
    """Relative, of a module by its package, plain, inside a function: each is found once."""
    store = {"shop/__init__.py": "", "shop/store.py": ""}
    for statement in (
        "from .store import Store",
        "from . import store",
        "from shop import store",
        "import shop.store as s",
        "def f():\n    import shop.store",
        "import shop.store\nimport shop.store",
    ):
        plant(tmp_path, {**store, "shop/cart.py": statement + "\n"})
        found = uses(tmp_path, (component("Cart", "shop/cart.py"), component("S", "shop/store.py")))
        assert [(each.component, each.other) for each in found] == [("cart", "s")], statement


def test_a_name_of_the_standard_library(tmp_path: Path) -> None:
    """``import json`` is not the project's ``shop/json.py``."""
    plant(tmp_path, {"shop/json.py": "", "shop/cart.py": "import json\n"})
    assert uses(tmp_path, (component("A", "shop/cart.py"), component("B", "shop/json.py"))) == ()


def test_files_without_a_component_or_not_written(tmp_path: Path) -> None:
    """A file that is not there yet, or does not parse, or is shared, says nothing."""
    plant(tmp_path, {"a.py": "import b\n", "b.py": "def (\n", "c.py": "import a\n"})
    parts = (
        component("A", "a.py", "c.py"),
        component("B", "c.py", "no.py"),
        component("C", "b.py"),
    )
    assert uses(tmp_path, parts) == (Use("a", "c", "a.py:1"),)
