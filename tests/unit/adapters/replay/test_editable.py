"""Editable installs as build backends make them: each leads into the tree, or is named."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from pytest_phase.adapters.python.finder import is_test_path
from pytest_phase.adapters.replay import importing
from pytest_phase.adapters.replay.importing import Loaded
from pytest_phase.adapters.replay.overlay import put_over

CHILD = Path(importing.__file__).parent / "child"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The user's checkout, with what only today has."""
    write(tmp_path / "home/code/__init__.py", "VALUE = 2\n")
    write(tmp_path / "home/code/extra.py", "VALUE = 2\n")
    return tmp_path / "home"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """The old tree."""
    write(tmp_path / "tree/code/__init__.py", "VALUE = 1\n")
    return tmp_path / "tree"


def write(path: Path, text: str) -> None:
    """A file, with the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def said(home: Path, tree: Path, code: str, path: Path, **more: object) -> str:
    """What a process of the old side says; ``path`` is where its environment is."""
    told = {"home": str(home), "tree": str(tree), "kept": [], "roots": [], "names": [], **more}
    config = tree.parent / "tree.json"
    config.write_text(json.dumps(told))
    done = subprocess.run(
        [sys.executable, "-c", f"import hook\n{code}"],
        env={
            "PYTHONPATH": f"{CHILD}{os.pathsep}{path}",
            "PYTEST_PHASE_TREE": str(config),
            "PYTHONDONTWRITEBYTECODE": "1",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    return (done.stdout + done.stderr.strip().rpartition("\n")[2]).strip()


FINDER = """
import importlib.util, sys

class Redirects:
    known = {known!r}
    def find_spec(self, name, path=None, target=None):
        file = self.known.get(name)
        return file and importlib.util.spec_from_file_location(name, file)

sys.meta_path.append(Redirects())
"""
"""As scikit-build-core and meson-python have it: every module by its own file."""


class TestMapped:
    """A package whose folder is called otherwise (``package-dir`` of setuptools)."""

    def test_it_is_known(self, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Its name is the project's, and its folder stands for it in both trees."""
        finder = ModuleType("__editable___shop_1_0_finder")
        finder.MAPPING = {"shop": str(home / "code")}  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, finder.__name__, finder)
        found = importing.today(home, "", Loaded(), is_test_path)
        assert found.mapped == (("shop", "code"),)
        assert "shop" in found.names
        assert importing.earlier(home, "", found, is_test_path).mapped == found.mapped

    def test_one_that_is_called_so_is_none(
        self, home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Then its root says all."""
        finder = ModuleType("__editable___code_1_0_finder")
        finder.MAPPING = {"code": str(home / "code")}  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, finder.__name__, finder)
        found = importing.today(home, "", Loaded(), is_test_path)
        assert (found.roots, found.mapped) == (("",), ())

    def test_it_is_imported_from_the_tree(self, home: Path, tree: Path, tmp_path: Path) -> None:
        """Today's folder is not found, and what only today has is missing."""
        known = {"shop": str(home / "code/__init__.py")}
        write(tmp_path / "site/hook.py", FINDER.format(known=known))
        more = {"names": ["shop"], "mapped": {"shop": str(tree / "code")}}
        code = "import shop; print(shop.VALUE)"
        assert said(home, tree, code, tmp_path / "site", **more) == "1"
        gone = "ModuleNotFoundError: No module named 'shop.extra'"
        assert said(home, tree, "import shop.extra", tmp_path / "site", **more) == gone


class TestRedirects:
    """A finder that knows every module of the project by its file of today."""

    def hook(self, home: Path, tmp_path: Path, **known: str) -> Path:
        """An environment with such a finder."""
        files = {
            name.replace("__", "."): os.path.normpath(home / path) for name, path in known.items()
        }
        write(tmp_path / "site/hook.py", FINDER.format(known=files))
        return tmp_path / "site"

    def test_a_module_that_only_today_has(self, home: Path, tree: Path, tmp_path: Path) -> None:
        """It is missing, as it was; so the old side never runs today's."""
        site = self.hook(home, tmp_path, code__extra="code/extra.py")
        more = {"names": ["code"], "roots": [str(tree)]}
        gone = "ModuleNotFoundError: No module named 'code.extra'"
        assert said(home, tree, "import code.extra", site, **more) == gone

    @pytest.mark.phase_waive(reason="was so before; it bounds the test above")
    def test_a_module_that_the_tree_has(self, home: Path, tree: Path, tmp_path: Path) -> None:
        """The tree's is taken."""
        write(tree / "code/extra.py", "VALUE = 1\n")
        site = self.hook(home, tmp_path, code__extra="code/extra.py")
        more = {"names": ["code"], "roots": [str(tree)]}
        code = "import code.extra as e; print(e.VALUE)"
        assert said(home, tree, code, site, **more) == "1"

    @pytest.mark.phase_waive(reason="was so before; it bounds the first test")
    def test_what_is_made_up_or_compiled_elsewhere(
        self, home: Path, tree: Path, tmp_path: Path
    ) -> None:
        """A module that is no source of the checkout is left to who knows it."""
        write(tmp_path / "built/made.py", "VALUE = 3\n")
        site = self.hook(home, tmp_path, code__made="../built/made.py")
        more = {"names": ["code"], "roots": [str(tree)]}
        code = "import code.made as e; print(e.VALUE)"
        assert said(home, tree, code, site, **more) == "3"


def test_links_of_a_strict_install_lead_into_the_tree(home: Path, tree: Path) -> None:
    """Of setuptools: each file is linked from a folder below ``build``, by its absolute path."""
    for name in ("__init__.py", "extra.py"):
        link = home / "build/__editable__/code" / name
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(home / "code" / name)
    paths = [f"build/__editable__/code/{name}" for name in ("__init__.py", "extra.py")]
    put_over(home, tree, paths)
    assert (tree / paths[0]).read_text() == "VALUE = 1\n"
    assert (tree / paths[1]).is_symlink()
    assert not (tree / paths[1]).exists()
