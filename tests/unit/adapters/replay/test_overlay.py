"""Today's test side over an earlier tree."""

from __future__ import annotations

from pathlib import Path

from pytest_phase.adapters.python.finder import is_test_path
from pytest_phase.adapters.replay.overlay import (
    changes,
    generated,
    of_today,
    put_over,
    take_away,
)
from tests.project import Project


def test_everything_that_differs_is_found(project: Project) -> None:
    """Changed, staged, untracked and gone; not what is ignored or only touched."""
    project.file(".gitignore", "*.log\n")
    for name in ("same", "edited", "staged", "gone"):
        project.file(f"{name}.txt", "old")
    commit = project.commit()
    project.file("edited.txt", "new")
    project.file("staged.txt", "new")
    project.git("add", "staged.txt")
    project.file("same.txt", "old")
    project.file("new name.txt", "1")
    project.file("a.log", "1")
    (project.root / "gone.txt").unlink()
    found = changes(project.root, commit)
    assert sorted(found.there) == ["edited.txt", "new name.txt", "staged.txt"]
    assert found.gone == ("gone.txt",)


def test_tests_and_configuration_are_of_today() -> None:
    """Test files, their support and data, and the files that configure pytest; no code."""
    paths = [
        "src/a.py",
        "tests/a.json",
        "tests/b/conftest.py",
        "pkg/test_a.py",
        "tox.ini",
        "x/tox.ini",
    ]
    assert of_today(paths, is_test_path, "") == [
        "tests/a.json",
        "tests/b/conftest.py",
        "pkg/test_a.py",
        "tox.ini",
    ]


def test_nothing_stands_in_the_way(tmp_path: Path) -> None:
    """A file where a folder has to be, a folder where a file has, a link that leads out."""
    top, tree, out = tmp_path / "top", tmp_path / "tree", tmp_path / "out"
    for folder in (top / "a", top / "link", tree / "b", out):
        folder.mkdir(parents=True)
    for path in ("a/x.txt", "b", "link/y.txt"):
        (top / path).write_text("today")
    (tree / "a").write_text("a file")
    (tree / "b/z.txt").write_text("in a folder")
    (tree / "link").symlink_to(out)
    put_over(top, tree, ["a/x.txt", "b", "link/y.txt", "gone.txt"])
    assert (tree / "a/x.txt").read_text() == (tree / "b").read_text() == "today"
    assert (tree / "link/y.txt").read_text() == "today"
    assert list(out.iterdir()) == []


def test_links_stay_links(tmp_path: Path) -> None:
    """What they point to is not copied."""
    (tmp_path / "top").mkdir()
    (tmp_path / "tree").mkdir()
    (tmp_path / "top/a").symlink_to("elsewhere")
    put_over(tmp_path / "top", tmp_path / "tree", ["a"])
    assert str((tmp_path / "tree/a").readlink()) == "elsewhere"


def test_what_is_gone_today_is_gone_there(tmp_path: Path) -> None:
    """A deleted test module would run, or be imported; its empty folders go too."""
    (tmp_path / "tests/old").mkdir(parents=True)
    (tmp_path / "tests/old/test_a.py").write_text("")
    (tmp_path / "tests/b.py").write_text("")
    take_away(tmp_path, ["tests/old/test_a.py", "never/there.py"])
    assert [each.name for each in (tmp_path / "tests").iterdir()] == ["b.py"]


def test_generated_files_are_brought(project: Project) -> None:
    """Ignored files that an import of the packages needs, and no others."""
    project.file(".gitignore", "_version.py\n*.so\n*.pyc\n*.egg-info/\n*.bin\n")
    project.file("src/shop/__init__.py", "")
    project.commit()
    for path in ("_version.py", "fast.so", "x.pyc", "__pycache__/y.py", "big.bin"):
        project.file(f"src/shop/{path}", "")
    project.file("src/shop.egg-info/PKG-INFO", "")
    project.file("docs/_version.py", "")
    found = generated(project.root, ["src/shop", "src/shop.egg-info"])
    assert sorted(found) == [
        "src/shop.egg-info/PKG-INFO",
        "src/shop/_version.py",
        "src/shop/fast.so",
    ]
