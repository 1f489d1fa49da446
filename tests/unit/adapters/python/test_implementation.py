"""The digest of the implementation: what changes it, what does not, and what it leaves aside."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_phase.adapters.source import Sources
from tests.trees import plant

OWN = "src/shop/cart.py"

FILES = {
    OWN: "def total():\n    return 1\n",
    "src/shop/price.py": "PRICE = 1\n",
    "tests/test_cart.py": "def test_x(): pass\n",
}


def _digest(root: Path, own: tuple[str, ...] = (OWN,)) -> tuple[str, str]:
    """The part for all source and the part for the component's own files, read afresh."""
    found = Sources(root).implementation(own)
    assert len(found) == 12
    return found[:6], found[6:]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with two modules and a test."""
    return plant(tmp_path, FILES)


def test_a_change_of_an_own_file_changes_both_parts(root: Path) -> None:
    """The component's own file is part of the project."""
    everything, own = _digest(root)
    plant(root, {OWN: "def total():\n    return 2\n"})
    assert (_digest(root)[0] != everything, _digest(root)[1] != own) == (True, True)


def test_a_change_elsewhere_changes_the_first_part(root: Path) -> None:
    """Another module of the project is none of the component's own files."""
    everything, own = _digest(root)
    plant(root, {"src/shop/price.py": "PRICE = 2\n"})
    assert (_digest(root)[0] != everything, _digest(root)[1] == own) == (True, True)


SAME = {
    "comments and form": {OWN: "# what it costs\ndef total( ):\n\n    return (0x1)\n"},
    "a docstring": {OWN: "'''A cart.'''\ndef total():\n    '''All of it.'''\n    return 1\n"},
    "a test": {"tests/test_cart.py": "def test_x(): assert 1\n"},
    "a file of the tests": {"tests/data.py": "A = 1\n", "src/shop/conftest.py": "A = 1\n"},
    "another kind of file": {"src/shop/data.json": "{}", "README.md": "A cart.\n"},
    "a hidden folder": {".nox/cart.py": "A = 1\n", ".git/hook.py": "A = 1\n"},
    "an environment": {"env/pyvenv.cfg": "", "env/lib/cart.py": "A = 1\n"},
    "installed packages": {"lib/site-packages/cart.py": "A = 1\n"},
    "node modules": {"node_modules/gyp/cart.py": "A = 1\n"},
    "results of a build": {"build/lib/cart.py": "A = 1\n", "dist/cart.py": "A = 1\n"},
    "metadata": {"src/shop.egg-info/cart.py": "A = 1\n"},
    "bytecode": {"src/shop/__pycache__/cart.py": "A = 1\n"},
}


@pytest.mark.parametrize("files", SAME.values(), ids=SAME)
def test_it_is_no_implementation(root: Path, files: dict[str, str]) -> None:
    """What is no source of the project, and what says nothing in it."""
    before = _digest(root)
    plant(root, files)
    assert _digest(root) == before


OTHER = {
    "a new module": {"src/shop/new.py": "A = 1\n"},
    "an empty module": {"src/shop/__init__.py": ""},
    "a package called build": {"src/build/__init__.py": "", "src/build/a.py": "A = 1\n"},
    "what does not parse": {"src/shop/price.py": "def (\n"},
    "what no Python can read": {"src/shop/price.py": "PRICE = '\0'\n"},
}


@pytest.mark.parametrize("files", OTHER.values(), ids=OTHER)
def test_it_is_implementation(root: Path, files: dict[str, str]) -> None:
    """Every module of the project, whether Python can read it or not."""
    before = _digest(root)[0]
    plant(root, files)
    assert _digest(root)[0] != before


def test_own_files_may_be_of_any_kind(root: Path) -> None:
    """A template that the plan names counts by its bytes."""
    own = (OWN, "src/shop/page.html")
    plant(root, {"src/shop/page.html": "<p>\n"})
    before = _digest(root, own)
    plant(root, {"src/shop/page.html": "<p >\n"})
    after = _digest(root, own)
    assert (before[0] != after[0], before[1] != after[1]) == (True, True)


def test_own_files_may_be_missing(root: Path) -> None:
    """A file that is still to be written: writing it is a change, even of an empty one."""
    own = ("src/shop/new.py",)
    before = _digest(root, own)
    plant(root, {"src/shop/new.py": ""})
    assert _digest(root, own)[1] != before[1]


def test_own_files_may_be_folders(root: Path) -> None:
    """Everything below a folder belongs to it, and no other file."""
    own = ("src/shop/pages/",)
    plant(root, {"src/shop/pages/a.html": "a"})
    before = _digest(root, own)[1]
    plant(root, {"src/shop/price.py": "PRICE = 2\n"})
    assert _digest(root, own)[1] == before
    plant(root, {"src/shop/pages/deep/b.html": "b"})
    assert _digest(root, own)[1] != before


def test_a_component_without_files_has_a_digest(root: Path) -> None:
    """The second part says nothing where the plan names no file; the first still does."""
    before = _digest(root, ())
    plant(root, {OWN: "def total():\n    return 2\n"})
    after = _digest(root, ())
    assert (before[0] != after[0], before[1] == after[1]) == (True, True)


def test_links_in_a_circle_are_left_alone(root: Path) -> None:
    """A folder that is linked into itself is walked once."""
    before = _digest(root)
    (root / "src" / "again").symlink_to(root / "src", target_is_directory=True)
    (root / "src" / "nothing.py").symlink_to(root / "nowhere.py")
    assert _digest(root) == before


def test_too_deep_nesting_counts_by_its_bytes(root: Path) -> None:
    """A module that cannot be walked is compared as it is."""
    plant(root, {OWN: "A = " + "-" * 3_000 + "1\n"})
    before = _digest(root)
    plant(root, {OWN: "A = " + "-" * 3_000 + "2\n"})
    assert _digest(root) != before


def test_it_is_read_once(root: Path) -> None:
    """Within one run the answer stays the same, whatever happens on disk meanwhile."""
    sources = Sources(root)
    before = sources.implementation([OWN])
    plant(root, {OWN: "def total():\n    return 2\n"})
    assert sources.implementation([OWN]) == before
