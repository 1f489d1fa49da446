"""Honest work that must pass: what was done, and nothing that the gate may stop.

Each is a small real project on which real runs are done, up to the gate, which has to exit 0.
``docs/explanation/cheats.md`` is this table.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from typing import NamedTuple

from tests.contract.shop import (
    PLAN,
    STUB,
    WRONG,
    one,
    open_shop,
    seen_green,
    seen_red,
    write_source,
    write_test,
)
from tests.project import Project

T = "tests/test_alpha.py"
BODY = "import alpha\n\n\ndef test_alpha():\n    assert alpha.answer() == 42\n"


class Work(NamedTuple):
    """One piece of work, and how it is done; ``args`` are those of the gate's run."""

    done: str
    do: Callable[[Project], None]
    args: tuple[str, ...] = ()


WORK: list[Work] = []


def work(done: str, *args: str) -> Callable[[Callable[[Project], None]], Callable[[Project], None]]:
    """Put a function into the table."""

    def keep(do: Callable[[Project], None]) -> Callable[[Project], None]:
        WORK.append(Work(done, do, args))
        return do

    return keep


def _whole(project: Project) -> None:
    """Alpha red, green and completed, as it should be."""
    open_shop(project)
    seen_red(project, "alpha")
    seen_green(project, "alpha", "--phase-complete")


def _edit(project: Project, path: str, old: str, new: str) -> None:
    file = project.root / path
    text = file.read_text(encoding="utf-8")
    assert old in text, text
    file.write_text(text.replace(old, new), encoding="utf-8")


# The test


@work("a formatter runs over tests and code")
def _(project: Project) -> None:
    _whole(project)
    project.file(
        T, "import alpha\n\ndef test_alpha( ) :\n  # asks\n  assert (\n    alpha.answer()==42 )\n"
    )
    project.file("src/alpha.py", "# code\ndef answer( ) :\n  return (  42 )\n")


@work("comments and docstrings are added")
def _(project: Project) -> None:
    _whole(project)
    _edit(project, T, "():\n", '():\n    """It answers."""\n    # With the answer.\n')


@work("a test is renamed, with its component")
def _(project: Project) -> None:
    _whole(project)
    (project.root / T).rename(project.root / "tests/test_first.py")
    plan = PLAN.replace("#### Alpha\n", "#### First\n<!-- phase: id=alpha -->\n")
    plan = plan.replace("tests/test_alpha.py", "tests/test_first.py")
    project.plan(plan.replace("`test_alpha`", "`test_first`").replace("on: Alpha", "on: First"))
    _edit(project, "tests/test_first.py", "def test_alpha", "def test_first")
    project.run()


@work("a typing mistake in a test is mended before green")
def _(project: Project) -> None:
    one(project, BODY.replace("42", "24"), STUB)
    project.run()
    project.file(T, BODY)
    project.run()
    write_source(project, "alpha")
    project.run()


@work("a parameter case is added")
def _(project: Project) -> None:
    body = (
        "import alpha, pytest\n\n@pytest.mark.parametrize('n', {})\n"
        "def test_alpha(n): assert alpha.answer() + n == 42 + n\n"
    )
    one(project, body.format("[1, 2]"), WRONG)
    project.run()
    write_source(project, "alpha")
    project.run()
    project.file(T, body.format("[1, 2, 3]"))


@work("an assertion is added to a green test")
def _(project: Project) -> None:
    _whole(project)
    with (project.root / T).open("a") as file:
        file.write("    assert alpha.answer() > 0\n")


@work("a test file is moved")
def _(project: Project) -> None:
    _whole(project)
    project.file("tests/unit/test_alpha.py", (project.root / T).read_text())
    (project.root / T).unlink()
    _edit(project, "PLAN.md", T, "tests/unit/test_alpha.py")
    project.run()


@work("a helper is refactored")
def _(project: Project) -> None:
    body = "import alpha\n\ndef asked():\n    {}\n\ndef test_alpha(): assert asked() == 42\n"
    one(project, body.format("return alpha.answer()"), WRONG)
    project.run()
    write_source(project, "alpha")
    project.run()
    project.file(T, body.format("answer = alpha.answer\n    return answer()"))


@work("a fixture is moved to a conftest")
def _(project: Project) -> None:
    fixture = "import pytest\n\n\n@pytest.fixture\ndef number():\n    return 42\n"
    test = "import alpha\n\n\ndef test_alpha(number):\n    assert alpha.answer() == number\n"
    one(project, f"{fixture}\n\n{test}", WRONG)
    project.run()
    write_source(project, "alpha")
    project.run()
    project.file("tests/conftest.py", fixture)
    project.file(T, test)


@work("a test class is split")
def _(project: Project) -> None:
    one = "    def test_alpha(self): assert alpha.answer() == 42\n"
    two = "    def test_more(self): assert alpha.answer() > 41\n"
    open_shop(project)
    write_source(project, "alpha", "def answer():\n    return 0\n")
    project.file(T, f"import alpha\n\nclass TestAll:\n{one}{two}")
    project.run()
    write_source(project, "alpha")
    project.run()
    project.file(T, f"import alpha\n\nclass TestAll:\n{one}\nclass TestMore:\n{two}")
    project.run()


@work("a test is corrected after green, and seen red again")
def _(project: Project) -> None:
    _whole(project)
    _edit(project, T, "== 42", "== 43")
    project.run()
    write_source(project, "alpha", "def answer():\n    return 43\n")
    project.run()


@work("a test is deleted, with a reason")
def _(project: Project) -> None:
    one(project, f"{BODY}\n\ndef test_old():\n    assert alpha.answer() > 41\n", WRONG)
    project.run()
    write_source(project, "alpha")
    project.run()
    project.file(T, BODY)
    project.command("forget", f"{T}::test_old", "--plan=PLAN.md", "--reason=the other one says it")


# The plan


@work("the plan is reworded and put in another order")
def _(project: Project) -> None:
    _whole(project)
    _edit(project, "PLAN.md", "# Shop", "# The new shop\n\nSome words more.")
    _edit(project, "PLAN.md", "Phase 1.0: Foundations", "Phase 1.0: What comes first")


@work("a component is renamed, and keeps its id")
def _(project: Project) -> None:
    _whole(project)
    _edit(project, "PLAN.md", "#### Alpha\n", "#### First answer\n<!-- phase: id=alpha -->\n")
    _edit(project, "PLAN.md", "Depends on: Alpha", "Depends on: First answer")


@work("a component is added to the plan")
def _(project: Project) -> None:
    _whole(project)
    with (project.root / "PLAN.md").open("a") as file:
        file.write("\n#### Delta\n- Tests: `tests/test_delta.py`\n")


# The lanes


@work("code is refactored, with its tests unchanged")
def _(project: Project) -> None:
    open_shop(project, PLAN.replace("#### Alpha\n", "#### Alpha\n- Lane: refactor\n"))
    write_test(project, "alpha")
    write_source(project, "alpha")
    project.run("--phase-start=alpha")
    write_source(project, "alpha", "def answer():\n    return 6 * 7\n")
    project.run("--phase-complete")


@work("tests are written for code that is there already")
def _(project: Project) -> None:
    open_shop(project, PLAN.replace("#### Alpha\n", "#### Alpha\n- Lane: characterization\n"))
    write_test(project, "alpha")
    write_source(project, "alpha")
    project.run("--phase-start=alpha")
    project.run("--phase-complete")


@work("the tool comes to a project that has tests")
def _(project: Project) -> None:
    open_shop(project)
    write_test(project, "alpha")
    write_source(project, "alpha")
    project.run("--phase-baseline=there before the tool was")


@work("a test that cannot be seen red is waived")
def _(project: Project) -> None:
    _whole(project)
    with (project.root / T).open("a") as file:
        file.write(
            "\n\nimport pytest\n\n"
            "@pytest.mark.phase_waive(reason='int does this')\n"
            "def test_int(): assert int(alpha.answer()) == 42\n"
        )


@work("a spike that the plan does not name")
def _(project: Project) -> None:
    _whole(project)
    project.file("src/spike.py", "def maybe():\n    return 1\n")
    project.file("tests/test_spike.py", "import spike\n\ndef test_spike(): assert spike.maybe()\n")


# The run


@work("runs with `--lf`, `-x` and in reverse order before the gate")
def _(project: Project) -> None:
    open_shop(project)
    more = "\n\ndef test_more():\n    assert alpha.answer() > 41\n"
    write_source(project, "alpha", WRONG)
    project.file(T, BODY + more)
    project.run("-x", T)
    project.run("--lf", T)
    project.run(f"{T}::test_more", f"{T}::test_alpha")
    write_source(project, "alpha")
    project.run(f"{T}::test_more")
    project.run("--lf")
    project.run()


@work("runs on several workers before the gate")
def _(project: Project) -> None:
    open_shop(project)
    write_test(project, "alpha")
    write_source(project, "alpha", WRONG)
    project.run("-n2", plugins=["xdist.plugin"], subprocess=True)
    write_source(project, "alpha")
    project.run("-n2", plugins=["xdist.plugin"], subprocess=True)


@work("a flaky test of no component fails before the gate")
def _(project: Project) -> None:
    open_shop(project)
    project.file(
        "tests/test_flaky.py",
        "import pathlib\n\n\ndef test_flaky():\n    seen = pathlib.Path('seen')\n"
        "    n = len(seen.read_text()) if seen.exists() else 0\n"
        "    seen.write_text('x' * (n + 1))\n    assert n % 2\n",
    )
    write_test(project, "alpha")
    write_source(project, "alpha", WRONG)
    project.run()
    write_source(project, "alpha")
    project.run()
    project.run()


@work("a test that needs Windows is skipped here, with whole evidence")
def _(project: Project) -> None:
    body = "import alpha, os, pytest\n\n@pytest.mark.skipif({}, reason='r')\n" + BODY[14:]
    body += "\n\ndef test_everywhere(): assert alpha.answer() > 41\n"
    one(project, body.format("os.path.exists('here')"), WRONG)
    project.run()
    write_source(project, "alpha")
    project.run()
    project.file("here", "")


@work("a conftest takes screenshots of failures (`rep_call`)")
def _(project: Project) -> None:
    project.file(
        "conftest.py",
        "import pytest\n\n@pytest.hookimpl(wrapper=True, tryfirst=True)\n"
        "def pytest_runtest_makereport(item, call):\n    report = yield\n"
        "    setattr(item, 'rep_' + report.when, report)\n    return report\n",
    )
    _whole(project)


@work("a conftest leaves slow tests out unless asked")
def _(project: Project) -> None:
    project.file(
        "conftest.py",
        "import pytest\n\ndef pytest_addoption(parser):\n"
        "    parser.addoption('--slow', action='store_true')\n\n"
        "def pytest_collection_modifyitems(config, items):\n    for item in items:\n"
        "        if 'slow' in item.keywords and not config.getoption('--slow'):\n"
        "            item.add_marker(pytest.mark.skipif(True, reason='slow'))\n",
    )
    _whole(project)


# Git, and other machines


@work("two branches with a component each are merged")
def _(project: Project) -> None:
    open_shop(project)
    project.file(".gitattributes", "PLAN.lock merge=union\n")
    seen_red(project, "alpha")
    seen_green(project, "alpha", "--phase-complete")
    project.commit()
    project.git("checkout", "--quiet", "-b", "other")
    seen_red(project, "gamma")
    seen_green(project, "gamma", "--phase-complete")
    project.commit()
    project.git("checkout", "--quiet", "main")
    seen_red(project, "beta")
    seen_green(project, "beta", "--phase-complete")
    project.commit()
    project.git("merge", "--quiet", "--no-edit", "other")


@work("a branch is rebased")
def _(project: Project) -> None:
    open_shop(project)
    project.commit()
    project.git("checkout", "--quiet", "-b", "work")
    seen_red(project, "alpha")
    project.commit()
    seen_green(project, "alpha", "--phase-complete")
    project.commit()
    project.git("checkout", "--quiet", "main")
    project.file("README.md", "words\n")
    project.commit()
    project.git("checkout", "--quiet", "work")
    project.git("rebase", "--quiet", "main")


@work("a branch is squashed into one commit")
def _(project: Project) -> None:
    open_shop(project)
    first = project.commit()
    seen_red(project, "alpha")
    project.commit()
    seen_green(project, "alpha", "--phase-complete")
    project.commit()
    project.git("reset", "--quiet", "--soft", first)
    project.commit("All of it")


@work("the project is cloned to another machine")
def _(project: Project) -> None:
    _whole(project)
    project.file(".gitignore", "__pycache__/\n.pytest_cache/\n")
    project.commit()
    project.git("clone", "--quiet", ".", "clone")
    for path in ("src", "tests", "PLAN.md", "PLAN.lock", ".git"):
        found = project.root / path
        shutil.rmtree(found) if found.is_dir() else found.unlink()
    for path in ("src", "tests", "PLAN.md", "PLAN.lock", ".git"):
        (project.root / "clone" / path).rename(project.root / path)
    shutil.rmtree(project.root / "clone")


@work("Python is upgraded")
def _(project: Project) -> None:
    open_shop(project)
    write_test(project, "alpha")
    write_source(project, "alpha")
    # Written by a run on Python 3.10; this suite runs on every later one too.
    project.file("PLAN.lock", UPGRADED)


UPGRADED = """
version = 1

[components.alpha]
rows = [
    "~",
    "completed",
    "started lane=feature",
    "test tests/test_alpha.py::test_alpha text=eccb500f2688 outline=1/db81/v2c71f40 \
red=behaviour@f484b2f484b2 green=7b0ff87b0ff8 sum=1d728c",
]

[components.beta]
rows = [
    "~",
]

[components.gamma]
rows = [
    "~",
]

[end]
"""
