"""``pytest-phase init``."""

from __future__ import annotations

import pytest

from pytest_phase.formats.plan_markdown import read_plan
from tests.command_line import CommandLine
from tests.project import Project


def test_all_it_says(project: Project, shell: CommandLine) -> None:
    """What was written and what to do next, word for word, with commands that work."""
    said = shell("init")
    assert (said.code, said.err) == (0, "")
    assert said.out == (
        "Wrote PLAN.md: 2 components to start from.\n"
        "Wrote .gitattributes: PLAN.lock merge=union\n"
        "\n"
        "Next, put your components into it and check it:\n"
        "    pytest-phase lint PLAN.md\n"
        "Write the tests of the first one, and see them fail before its code is there:\n"
        "    pytest --phase-plan PLAN.md --phase-start first-component\n"
        "To save the option: in a pytest.ini beside the plan, below [pytest]: "
        "phase_plan = PLAN.md\n"
    )


def test_the_plan_reads(project: Project, shell: CommandLine) -> None:
    """Our own reader finds components in it, in order, and nothing to complain about."""
    shell("init")
    plan = read_plan((project.root / "PLAN.md").read_text(encoding="utf-8"), "PLAN.md")
    assert [each.id for each in plan.components] == ["first-component", "second-component"]
    assert plan.components[1].requires == ("first-component",)
    assert plan.components[0].case_names == (
        "test_says_what_it_does",
        "test_refuses_what_it_cannot_do",
    )
    assert [each.severity for each in plan.diagnostics if each.severity != "info"] == []


def test_the_commands_it_names_work(project: Project, shell: CommandLine) -> None:
    """The next step that it prints does what it says: it starts the first component."""
    shell("init")
    project.file("tests/test_first_component.py", "from first_component import x\ndef test(): x")
    result = project.run("--phase-start=first-component")
    assert result.ret == 1
    assert project.status()["in_progress"] == "first-component"


def test_never_overwrites(project: Project, shell: CommandLine) -> None:
    """A file that is there is left alone, and so is everything else."""
    project.plan("mine\n")
    assert shell("init") == (
        4,
        "",
        "ERROR: PLAN.md: there already, and init never overwrites. "
        "Check it with: pytest-phase lint PLAN.md, or name another file.\n",
    )
    assert (project.root / "PLAN.md").read_text() == "mine\n"
    assert [each.name for each in project.root.iterdir()] == ["PLAN.md"]


def test_a_dangling_link_is_there_too(project: Project, shell: CommandLine) -> None:
    """Where a link points to is not written to either."""
    (project.root / "PLAN.md").symlink_to(project.root / "elsewhere.md")
    assert shell("init").code == 4
    assert not (project.root / "elsewhere.md").exists()


def test_in_a_folder_that_is_not_there_yet(project: Project, shell: CommandLine) -> None:
    """Folders are made, and the line for git has the path from the root."""
    said = shell("init", "docs/my plan.md")
    assert said.code == 0
    assert (project.root / "docs" / "my plan.md").is_file()
    assert "pytest --phase-plan 'docs/my plan.md' --phase-start first-component\n" in said.out
    attributes = (project.root / ".gitattributes").read_text()
    assert attributes == '"docs/my plan.lock" merge=union\n'


def test_outside_the_project(project: Project, shell: CommandLine) -> None:
    """A plan has its place in the project."""
    project.commit()
    outside = project.root.parent / "outside.md"
    assert shell("init", "../outside.md") == (
        4,
        "",
        f"ERROR: {outside}: outside the project root {project.root}. "
        "Name a path inside of it, or go to that project first.\n",
    )
    assert not outside.exists()


def test_where_no_folder_can_be_made(project: Project, shell: CommandLine) -> None:
    """What the system refuses is said with its reason, without a traceback."""
    project.file("docs", "a file")
    said = shell("init", "docs/PLAN.md")
    assert (said.code, said.out) == (4, "")
    assert said.err.startswith("ERROR: docs/PLAN.md: cannot be written (")
    assert said.err.endswith("). Check its folder, or name another file.\n")


def test_from_a_folder_below(
    project: Project, shell: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Commands are spelled for the folder one stands in, the line for git from the root."""
    project.commit()
    (project.root / "sub").mkdir()
    monkeypatch.chdir(project.root / "sub")
    said = shell("init")
    assert "    pytest-phase lint PLAN.md\n" in said.out
    assert (project.root / ".gitattributes").read_text() == "sub/PLAN.lock merge=union\n"


def test_the_plan_that_is_configured(project: Project, shell: CommandLine) -> None:
    """Without a name it writes the plan that pytest is configured for; no option is needed."""
    project.file("pytest.ini", "[pytest]\nphase_plan = docs/PLAN.md\n")
    said = shell("init")
    assert "    pytest --phase-start first-component\n" in said.out
    assert "To save the option" not in said.out
    assert (project.root / "docs" / "PLAN.md").is_file()


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("pytest.ini", "", "phase_plan = PLAN.md"),
        ("pyproject.toml", "[tool.pytest.ini_options]\n", 'phase_plan = "PLAN.md"'),
    ],
)
def test_where_to_save_the_option(
    project: Project, shell: CommandLine, name: str, text: str, line: str
) -> None:
    """The line is spelled for the file that configures pytest here."""
    project.file(name, text)
    said = shell("init")
    assert said.out.endswith(
        f"To save the option: in {name}, with pytest's other options: {line}\n"
    )


def test_gitattributes_keep_what_they_have(project: Project, shell: CommandLine) -> None:
    """The line is appended once, after a last line without end and with its kind of line end."""
    file = project.root / ".gitattributes"
    file.write_bytes(b"*.png binary\r\n*.txt text")
    shell("init")
    expected = b"*.png binary\r\n*.txt text\r\nPLAN.lock merge=union\r\n"
    assert file.read_bytes() == expected
    (project.root / "PLAN.md").unlink()
    assert "Wrote .gitattributes" not in shell("init").out
    assert file.read_bytes() == expected


def test_another_merge_driver_stays(project: Project, shell: CommandLine) -> None:
    """A project that uses our merge driver is not talked out of it."""
    file = project.file(".gitattributes", "PLAN.lock merge=pytest-phase\n")
    shell("init")
    assert file.read_text() == "PLAN.lock merge=pytest-phase\n"


def test_attributes_that_cannot_be_written(project: Project, shell: CommandLine) -> None:
    """The plan is written all the same, and the line is left to the user."""
    (project.root / ".gitattributes").mkdir()
    said = shell("init")
    assert said.code == 0
    assert ".gitattributes cannot be written (" in said.out
    assert "Put this line there: PLAN.lock merge=union\n" in said.out


def test_from_tests(project: Project, shell: CommandLine) -> None:
    """Each test file is a component; what is installed, hidden or source is passed over."""
    for path in (
        "tests/unit/test_audit_log.py",
        "tests/retry_test.py",
        "shop/validation/stress_test.py",
        "tests/conftest.py",
        ".hidden/test_a.py",
        "venv/lib/test_b.py",
        "node_modules/test_c.py",
    ):
        project.file(path, "def test_one(): pass\n")
    project.file("venv/pyvenv.cfg", "")
    said = shell("init", "--from-tests")
    assert said.code == 0
    plan = read_plan((project.root / "PLAN.md").read_text(encoding="utf-8"), "PLAN.md")
    found = {each.name: [file.path for file in each.test_files] for each in plan.components}
    assert found == {
        "Retry": ["tests/retry_test.py"],
        "Audit Log": ["tests/unit/test_audit_log.py"],
    }
    assert [each.severity for each in plan.diagnostics if each.severity != "info"] == []
    assert (
        "Record the tests that pass now as there before the tool was:\n"
        '    pytest --phase-plan PLAN.md --phase-baseline "there before the tool was"\n'
        "Then, for each new component, write its tests and see them fail:\n"
        "    pytest --phase-plan PLAN.md --phase-start NAME\n"
    ) in said.out


def test_from_tests_of_one_folder(
    project: Project, shell: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only what is below the current folder is listed, with its path from the project root."""
    project.commit()
    project.file("one/tests/test_a.py", "")
    project.file("two/tests/test_b.py", "")
    monkeypatch.chdir(project.root / "two")
    shell("init", "--from-tests")
    text = (project.root / "two" / "PLAN.md").read_text(encoding="utf-8")
    assert "`two/tests/test_b.py`" in text
    assert "test_a" not in text


def test_from_tests_without_any(project: Project, shell: CommandLine) -> None:
    """Nothing found, nothing written."""
    said = shell("init", "--from-tests")
    assert said == (
        4,
        "",
        f"ERROR: {project.root}: no test file found "
        "(test_*.py, or *_test.py in a folder of tests). "
        "Write a plan to fill in yourself: pytest-phase init\n",
    )
    assert list(project.root.iterdir()) == []


def test_a_path_that_no_plan_can_name(project: Project, shell: CommandLine) -> None:
    """A file whose name cannot stand in a plan is left out and named, not written wrongly."""
    project.file("tests/test_a.py", "")
    project.file("tests/test_b c.py", "")
    said = shell("init", "--from-tests")
    assert "Wrote PLAN.md: 1 component to start from.\n" in said.out
    assert "Left out tests/test_b c.py: a plan cannot name such a path.\n" in said.out
