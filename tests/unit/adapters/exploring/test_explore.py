"""An exploration as a whole: files found, names given, imports, tests, and bad input."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("griffe")

from pytest_phase.adapters.exploring.explore import Ground, explore
from pytest_phase.adapters.exploring.places import LARGEST, Names
from pytest_phase.core.inventory.structure import Import
from pytest_phase.core.inventory.testing import SuiteFile
from tests.explored import explored
from tests.trees import plant


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("src/shop/cart.py", "shop.cart"),
        ("src/shop/__init__.py", "shop"),
        ("src/plain/thing.py", "plain.thing"),
        ("backend/app/main.py", "app.main"),
        ("backend/scripts/run.py", "scripts.run"),
        ("manage.py", "manage"),
        ("tests/unit/test_a.py", "tests.unit.test_a"),
        ("docs/v1.2.py", "docs.v1_2"),
    ],
)
def test_a_module_has_the_name_that_imports_it(path: str, name: str) -> None:
    """Imports start where packages do, in ``src``, or at the root."""
    files = ["src/shop/__init__.py", "backend/app/__init__.py", path]
    assert Names(files, ("src",)).module(path) == name


def test_imports_between_modules(tmp_path: Path) -> None:
    """Of packages and of loose files, relative ones too; for type checkers only is said."""
    found = explored(
        tmp_path,
        {
            "shop/__init__.py": "",
            "shop/cart.py": """
            from typing import TYPE_CHECKING
            from . import prices
            import json
            if TYPE_CHECKING:
                from shop.depot import Store
            """,
            "shop/prices.py": "",
            "shop/depot.py": "def f():\n    import shop.prices\n",
            "run.py": "from shop.cart import Cart\n",
        },
    )
    assert found.imports == (
        Import("run", "shop.cart"),
        Import("shop.cart", "shop.depot", typing=True),
        Import("shop.cart", "shop.prices"),
        Import("shop.depot", "shop.prices"),
    )


def test_a_package_that_this_process_has_loaded_is_not_taken_for_the_projects(
    tmp_path: Path,
) -> None:
    """A project may be called like something that is imported here: ``json``."""
    found = explored(
        tmp_path,
        {"json/__init__.py": "", "json/a.py": "import json.b\n", "json/b.py": ""},
    )
    assert found.imports == (Import("json.a", "json.b"),)


def test_tests_with_what_they_cover(tmp_path: Path) -> None:
    """Functions, methods, marks; the modules behind a package that only passes names on."""
    found = explored(
        tmp_path,
        {
            "shop/__init__.py": "from shop.cart import Cart\n",
            "shop/cart.py": "class Cart: ...\n",
            "tests/test_cart.py": """
            import pytest
            from shop import Cart
            pytestmark = pytest.mark.slow
            @pytest.mark.parametrize("x", [1])
            def test_a(x, client): ...
            class TestCart:
                async def test_b(self): ...
            """,
            "tests/making.py": "def make(): ...\n",
        },
    )
    assert found.tests.files == (
        SuiteFile(
            *("tests/test_cart.py", 1, 1, 1, 1, 1, False, ("slow",), ("shop.cart",)),
        ),
    )
    assert found.tests.helpers == ("tests/making.py",)


def test_fixtures_count_those_who_ask_for_them(tmp_path: Path) -> None:
    """A name means the fixture of the same file, else of the nearest conftest."""
    conftest = "import pytest\n@pytest.fixture(scope='session')\ndef client() -> int: ...\n"
    found = explored(
        tmp_path,
        {
            "tests/conftest.py": conftest,
            "tests/test_a.py": "def test_a(client): ...\n",
            "tests/test_b.py": "import pytest\n@pytest.fixture\ndef client(): ...\n"
            "def test_b(client): ...\ndef test_c(client): ...\n",
        },
    )
    assert [(x.path, x.scope, x.returns, x.users) for x in found.tests.fixtures] == [
        ("tests/conftest.py", "session", "int", 1),
        ("tests/test_b.py", "function", "", 2),
    ]


def test_bad_input_is_named_and_passed_over(tmp_path: Path) -> None:
    """What does not parse, notebooks, generated files, loops of links: the rest is read."""
    root = plant(
        tmp_path,
        {
            "good.py": "def f(): ...\n",
            "broken.py": "def f(:\n",
            "notes.ipynb": "{}",
            "latin.py": "# coding: latin-1\nx = 'a'\n",
        },
    )
    (root / "bytes.py").write_bytes(b"x = '\xff'\n")
    (root / "deep.py").write_text("x = " + "(" * 3000 + ")" * 3000)
    (root / "generated.py").write_text("x = 1\n" * (LARGEST // 6 + 1))
    (root / "loop").symlink_to(root)
    (root / "nowhere.py").symlink_to(root / "nothing")
    (root / "itself.py").symlink_to(root / "itself.py")
    found = explore(Ground(root))
    assert {each.name for each in found.modules} == {"good", "latin"}
    reasons = {each.path: each.reason.partition(" (")[0] for each in found.passed_over}
    assert reasons == {
        "broken.py": "does not parse",
        "bytes.py": "does not parse",
        "deep.py": reasons["deep.py"],
        "generated.py": "1.0 MB: taken for generated",
        "itself.py": reasons["itself.py"],
        "loop": "a link to a folder, not followed",
        "notes.ipynb": "a notebook",
        "nowhere.py": "cannot be read: No such file or directory",
    }


def test_a_second_run_uses_what_has_not_changed(tmp_path: Path) -> None:
    """What was kept gives the same inventory; a changed file is read again."""
    root = plant(tmp_path / "project", {"a.py": "def f(x): ...\n", "b.py": "import a\n"})
    ground = Ground(root, memory=tmp_path / "kept")
    first = explore(ground)
    kept = (tmp_path / "kept").read_bytes()
    assert explore(ground) == first
    assert (tmp_path / "kept").read_bytes() == kept
    plant(root, {"a.py": "def f(y): ...\n"})
    (changed,) = (each for each in explore(ground).modules if each.name == "a")
    assert changed.interfaces[0].signature == "f(y)"
