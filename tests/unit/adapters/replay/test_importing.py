"""The project is imported from its tree, whatever leads elsewhere."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from pytest_phase.adapters.python.finder import is_test_path
from pytest_phase.adapters.replay import importing
from pytest_phase.adapters.replay.importing import Imports, Loaded

CHILD = Path(importing.__file__).parent / "child"


def write(folder: Path, **files: str) -> None:
    """Files by path; ``__`` stands for a slash, and every file is Python."""
    for name, text in files.items():
        parts = name.replace("____init__", "__@").split("__")
        target = folder / f"{'/'.join(parts).replace('@', '__init__')}.py"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)


def said(home: Path, tree: Path, code: str, roots: list[str], names: list[str], *path: Path) -> str:
    """What a process says that was started below a replay; ``path`` is its PYTHONPATH."""
    told = {
        "home": str(home),
        "tree": str(tree),
        "kept": [],
        "roots": [str(tree / each) for each in roots],
        "names": names,
    }
    config = tree.parent / "tree.json"
    config.write_text(json.dumps(told))
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={
            "PYTHONPATH": ":".join(map(str, (CHILD, *path))),
            "PYTEST_PHASE_TREE": str(config),
            "PYTHONDONTWRITEBYTECODE": "1",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    return (done.stdout + done.stderr.strip().rpartition("\n")[2]).strip()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The user's checkout."""
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """The tree that stands for it."""
    (tmp_path / "tree").mkdir()
    return tmp_path / "tree"


def test_a_path_into_the_checkout_leads_to_the_tree(home: Path, tree: Path) -> None:
    """A path file of an editable install, or PYTHONPATH."""
    write(home, src__shop="X = 'today'")
    write(tree, src__shop="X = 'then'")
    code = "import shop; print(shop.X)"
    assert said(home, tree, code, ["src"], ["shop"], home / "src") == "then"


def test_a_package_that_is_installed_is_not_taken(home: Path, tree: Path, tmp_path: Path) -> None:
    """One of the same name stands before the tree on the path."""
    write(tmp_path / "lib", shop____init__="X = 'installed'")
    write(tree, shop____init__="X = 'then'")
    code = "import shop; print(shop.X)"
    assert said(home, tree, code, [""], ["shop"], tmp_path / "lib") == "then"


def test_a_name_that_the_tree_lacks_is_missing(home: Path, tree: Path, tmp_path: Path) -> None:
    """However it is installed: the old code did not have it."""
    write(tmp_path / "lib", shop____init__="")
    code = "import shop"
    found = said(home, tree, code, [""], ["shop"], tmp_path / "lib")
    assert found == "ModuleNotFoundError: No module named 'shop'"


def test_an_import_hook_comes_too_late(home: Path, tree: Path) -> None:
    """An editable install may put a finder first; the tree's is before it."""
    write(tree, shop="X = 'then'")
    code = """
import sys
from importlib.machinery import ModuleSpec
class Hook:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name == "shop":
            raise SystemExit("the hook was asked")
sys.meta_path.append(Hook)
import shop
print(shop.X)
"""
    assert said(home, tree, code, [""], ["shop"]) == "then"


def test_a_namespace_keeps_what_others_install_in_it(
    home: Path, tree: Path, tmp_path: Path
) -> None:
    """Only the project's part of it is taken from the tree."""
    write(tmp_path / "lib", space__other="X = 'installed'", space__mine____init__="X = 'installed'")
    write(tree, src__space__mine____init__="X = 'then'")
    code = "import space.mine, space.other; print(space.mine.X, space.other.X)"
    found = said(home, tree, code, ["src"], ["space.mine"], tmp_path / "lib")
    assert found == "then installed"


def test_the_standard_library_stays_first(home: Path, tree: Path) -> None:
    """A module of the project called like one of Python's is not put before it."""
    write(tree, json="raise SystemExit('the wrong one')")
    assert said(home, tree, "import json; print(json.dumps(1))", [""], []) == "1"


def test_the_sitecustomize_of_the_environment_runs_too(
    home: Path, tree: Path, tmp_path: Path
) -> None:
    """Ours stands before it and calls it."""
    write(tmp_path / "lib", sitecustomize="print('site')")
    assert said(home, tree, "pass", [""], [], tmp_path / "lib") == "site"


def test_roots_come_from_what_is_in_use(home: Path) -> None:
    """Paths and modules of the run below the top; not those of test folders."""
    write(home, src__shop____init__="", tests__test_a="", till____init__="", setup="")
    loaded = Loaded(
        [str(home / "src"), str(home / "tests"), "/usr/lib"],
        {"shop": str(home / "src/shop/__init__.py"), "test_a": str(home / "tests/test_a.py")},
    )
    assert importing.today(home, "", loaded, is_test_path) == Imports(("src", ""), ("shop", "till"))


def test_an_earlier_layout_is_found(home: Path, tree: Path) -> None:
    """Flat at the base, ``src`` today: the same names, from another root."""
    write(home, src__shop____init__="")
    write(tree, shop____init__="", old____init__="")
    now = importing.today(home, "", Loaded([str(home / "src")]), is_test_path)
    assert now == Imports(("src",), ("shop",))
    assert importing.earlier(tree, "", now, is_test_path) == Imports(("",), ("old", "shop"))


def test_names_of_a_namespace_are_those_in_it(home: Path) -> None:
    """The namespace itself belongs to everybody."""
    write(home, src__google__cloud__mine____init__="", src__google__cloud__one="")
    found = importing.names(home, ["src"], is_test_path)
    assert sorted(found) == ["google.cloud.mine", "google.cloud.one"]
