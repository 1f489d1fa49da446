"""The two trees of a replay, filled."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_phase.adapters.python.finder import is_test_path
from pytest_phase.adapters.replay.trees import difference, fill_new, fill_old, fingerprint
from pytest_phase.adapters.replay.worktrees import add
from tests.project import Project


@pytest.fixture
def tree(project: Project) -> Path:
    """Where a tree of the project will be."""
    return project.root.parent / f"{project.root.name}-tree"


def test_the_old_tree_has_todays_tests_and_the_old_code(project: Project, tree: Path) -> None:
    """Put over, taken away, and everything else as it was."""
    for path in ("a.py", "gone.py", "tests/test_a.py", "tests/test_gone.py"):
        project.file(path, "old")
    base = project.commit()
    for path in ("a.py", "new.py", "tests/test_a.py", "tests/data.txt", "pytest.ini"):
        project.file(path, "new")
    for path in ("gone.py", "tests/test_gone.py"):
        (project.root / path).unlink()
    found = difference(project.root, base, is_test_path, "")
    assert found.gone == ("tests/test_gone.py",)
    assert sorted(found.implementation) == ["a.py", "gone.py", "new.py"]
    add(project.root, tree, base)
    assert fill_old(project.root, tree, found, []) == ""
    texts = {
        p.relative_to(tree).as_posix(): p.read_text() for p in tree.rglob("*.*") if p.is_file()
    }
    texts.pop(".git", None)
    assert texts == {
        "a.py": "old",
        "gone.py": "old",
        "pytest.ini": "new",
        "tests/data.txt": "new",
        "tests/test_a.py": "new",
    }


def test_the_new_tree_is_the_work_tree(project: Project, tree: Path) -> None:
    """What is not committed, not staged and not known to git yet is in it."""
    project.file("a.py", "old")
    project.file("b.py", "old")
    head = project.commit()
    project.file("a.py", "new")
    project.file("c.py", "new")
    (project.root / "b.py").unlink()
    add(project.root, tree, head)
    fill_new(project.root, tree, head, [])
    assert sorted(each.name for each in tree.glob("*.py")) == ["a.py", "c.py"]
    assert (tree / "a.py").read_text() == "new"


def test_files_of_lfs_come_from_the_work_tree(project: Project, tree: Path) -> None:
    """Git checks pointers out, without the filter; their content is there already."""
    project.file(".gitattributes", "*.bin filter=lfs\n")
    project.file("tests/a.bin", "pointer")
    head = project.commit()
    project.git("config", "filter.lfs.required", "true")
    project.git("config", "filter.lfs.smudge", "false")
    project.git("config", "filter.lfs.clean", "echo pointer")
    (project.root / "tests/a.bin").write_text("content")
    add(project.root, tree, head)
    assert (tree / "tests/a.bin").read_text() == "pointer"
    fill_new(project.root, tree, head, [])
    assert (tree / "tests/a.bin").read_text() == "content"


def test_an_extension_whose_source_changed_is_named(project: Project, tree: Path) -> None:
    """It is not built again: what would run is today's."""
    project.file(".gitignore", "*.so\n")
    project.file("shop/fast.c", "old")
    base = project.commit()
    project.file("shop/fast.c", "new")
    project.file("shop/fast.so", "built")
    add(project.root, tree, base)
    found = difference(project.root, base, is_test_path, "")
    doubt = fill_old(project.root, tree, found, ["shop"])
    assert doubt == "shop/fast.c changed, and the extension built from it is today's"
    assert (tree / "shop/fast.so").exists()


def test_a_submodule_is_copied_and_named_where_it_moved(project: Project, tree: Path) -> None:
    """Its files are today's; another commit at the base makes them the wrong ones."""
    project.file("lib/.keep", "")
    base = project.commit()
    project.git("clone", "--quiet", f"file://{project.root}", "vendor")
    words = ("-c", "protocol.file.allow=always", "submodule", "add", "--quiet")
    project.git(*words, f"file://{project.root}", "vendor")
    moved = project.commit("a submodule")
    add(project.root, tree, moved)
    found = difference(project.root, moved, is_test_path, "")
    assert fill_old(project.root, tree, found, []) == ""
    assert (tree / "vendor/lib/.keep").exists()
    project.git("-C", "vendor", "commit", "--quiet", "--allow-empty", "-m", "on")
    found = difference(project.root, moved, is_test_path, "")
    assert "the submodule vendor is today's" in fill_old(project.root, tree, found, [])
    project.commit("moved on")
    found = difference(project.root, moved, is_test_path, "")
    assert "the submodule vendor is today's" in fill_old(project.root, tree, found, [])
    assert base != moved


def test_a_fingerprint_changes_with_any_content(tmp_path: Path) -> None:
    """Content, names, and what is gone count."""
    (tmp_path / "a").write_text("1")
    first = fingerprint(tmp_path, ["a"])
    assert fingerprint(tmp_path, ["a"], ["b"]) != first
    assert fingerprint(tmp_path, ["a", "gone"]) != first
    (tmp_path / "a").write_text("2")
    assert fingerprint(tmp_path, ["a"]) != first
