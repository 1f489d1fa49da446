"""What a project tells the reader besides the plan: labels, paths, headings, order, files."""

from __future__ import annotations

import pytest

from pytest_phase.core.plan import Plan
from pytest_phase.formats.plan_markdown import Reading, World, read_plan

TWO = """\
### Task 1: Parser
- Test: `tests/test_parser.py`
### Task 2: Printer
- Test: `tests/test_printer.py`
"""


def files(plan: Plan) -> dict[str, list[str]]:
    """The test files of every component."""
    return {each.id: [file.path for file in each.test_files] for each in plan.components}


def said(plan: Plan) -> list[str]:
    """The diagnostics, with their places."""
    return [each.at("PLAN.md") for each in plan.diagnostics]


def test_more_words_for_labels() -> None:
    """A word of the project stands for a label: on a line, in bold, as a heading and a column."""
    reading = Reading(labels=(("depends", ("Erst nach",)), ("tests", ("Prüfungen", "Checks (py)"))))
    plan = read_plan(
        "### Task 1: Parser\n- Prüfungen: `tests/test_parser.py`\n"
        "### Task 2: Printer\n**Checks (py):** `tests/test_printer.py`\n- Erst nach: Task 1\n"
        "### Task 3: Linker\n#### Prüfungen\n- `tests/test_linker.py`\n",
        "PLAN.md",
        reading,
    )
    assert files(plan) == {
        "parser": ["tests/test_parser.py"],
        "printer": ["tests/test_printer.py"],
        "linker": ["tests/test_linker.py"],
    }
    table = "| Component | Prüfungen |\n|---|---|\n| Shell | `tests/test_shell.py` |\n"
    assert files(read_plan(table, "PLAN.md", reading)) == {"shell": ["tests/test_shell.py"]}
    printer = plan.by_id["printer"]
    assert printer.requires == ("parser",)
    assert (printer.test_files[0].origin.line, printer.test_files[0].origin.column) == (4, 19)


def test_a_fence_keeps_its_words() -> None:
    """Sample code is read as it stands, whatever the project calls its labels."""
    reading = Reading(labels=(("tests", ("def test_checks",)),))
    plan = read_plan(f"{TWO}```python\ndef test_checks(): ...\n```\n", "PLAN.md", reading)
    assert plan.by_id["printer"].case_names == ("test_checks",)


def test_beginnings_of_paths() -> None:
    """What a path begins with is replaced, in test files and in sources."""
    reading = Reading(path_aliases=(("t/", "tests/unit/"), ("pkg/", "src/package/")))
    plan = read_plan(
        "### Task 1: Parser\n- Test: `t/test_parser.py`\n- Create: `pkg/parser.py`\n"
        "- Modify: `lib/pkg/old.py`\n",
        "PLAN.md",
        reading,
    )
    (parser,) = plan.components
    assert [file.path for file in parser.test_files] == ["tests/unit/test_parser.py"]
    sources = [each.path for each in parser.implementation]
    assert sources == ["src/package/parser.py", "lib/pkg/old.py"]


def test_a_pattern_for_headings() -> None:
    """Titles that the pattern matches are the components, whatever else is in the plan."""
    reading = Reading(heading_pattern=r"Ticket (?P<id>\w+) / (?P<name>.+)")
    plan = read_plan(
        "# Plan\n## Ticket A7 / Parser\n- Test: `tests/test_parser.py`\n"
        "### Task 1: Inner\n- Test: `tests/test_inner.py`\n"
        "## Ticket B2 / Printer\n- Test: `tests/test_printer.py`\n- Depends on: A7\n",
        "PLAN.md",
        reading,
    )
    assert [(each.id, each.aliases) for each in plan.components] == [
        ("parser", ("A7",)),
        ("printer", ("B2",)),
    ]
    assert plan.by_id["printer"].requires == ("parser",)
    assert plan.components[0].origin.rule == "component.pattern"


@pytest.mark.parametrize(
    ("order", "requires", "soft"),
    [("document", (), ["parser"]), ("document-strict", ("parser",), []), ("none", (), [])],
)
def test_what_order_means(order: str, requires: tuple[str, ...], soft: list[str]) -> None:
    """A plan without dependencies is in its own order: shown, enforced, or not at all."""
    plan = read_plan(TWO, "PLAN.md", Reading(order=order))  # type: ignore[arg-type]
    printer = plan.by_id["printer"]
    assert printer.requires == requires
    assert [each.component for each in printer.depends_on if each.soft] == soft


def test_the_folder_of_bare_test_files() -> None:
    """A test file named without a folder stands in the tests root, but for what the plan writes."""
    plan = read_plan(
        "### Task 1: Parser\n- Test: `test_parser.py`\n"
        "### Task 2: Printer\n- Test: `test_printer.py`\n- Modify: `tests/unit/test_printer.py`\n",
        "PLAN.md",
        Reading(tests_root="checks/unit"),
    )
    assert files(plan) == {
        "parser": ["checks/unit/test_parser.py"],
        "printer": ["tests/unit/test_printer.py"],
    }


def test_a_dialect_decides_between_families() -> None:
    """Where headings and a table both find components, the dialect says which."""
    rows = "| # | Component | Test file |\n|---|---|---|\n| 9 | Shell | `tests/test_s.py` |\n"
    text = f"{TWO}## All\n{rows}"
    assert list(files(read_plan(text, "PLAN.md", Reading(dialect="table")))) == ["shell"]


def test_inferred_test_files() -> None:
    """Asked for, a component without tests has the file called like its source, with a warning."""
    text = "### Task 1: Parser\n- Create: `src/pkg/parser.py`\n### Task 2: Docs\nWords.\n"
    plan = read_plan(text, "PLAN.md", Reading(infer_tests=True, tests_root="tests/unit"))
    assert files(plan) == {"parser": ["tests/unit/test_parser.py"], "docs": []}
    assert said(plan)[0] == (
        "PLAN.md:1:1: PH302 warning: test file inferred as tests/unit/test_parser.py. "
        'Write it down: "- Tests: `tests/unit/test_parser.py`".'
    )
    assert plan.components[0].test_files[0].origin.certain is False
    assert files(read_plan(text, "PLAN.md"))["parser"] == []


def test_absolute_paths_of_this_machine_and_others() -> None:
    """An absolute path is cut down to what is there; one that leads nowhere is an error."""
    text = (
        "### Task 1: Parser\n- Test: `/home/ada/shop/tests/test_parser.py`\n"
        "### Task 2: Printer\n- Test: `/srv/project/tests/test_new.py`\n"
    )
    world = World(root="/srv/project", exists={"tests/test_parser.py"}.__contains__)
    plan = read_plan(text, "PLAN.md", world=world)
    assert files(plan) == {"parser": ["tests/test_parser.py"], "printer": ["tests/test_new.py"]}
    assert [each for each in said(plan) if "PH308" in each] == [
        'PLAN.md:2:10: PH308 info: "/home/ada/shop/tests/test_parser.py" read as '
        "tests/test_parser.py",
        'PLAN.md:4:10: PH308 info: "/srv/project/tests/test_new.py" read as tests/test_new.py',
    ]


def test_a_test_file_that_pytest_does_not_look_for() -> None:
    """A test file outside the folders of pytest is a warning; directories are looked into."""
    text = "### Task 1: Parser\n- Tests: `checks/test_parser.py`, `tests/test_a.py`, `tests/b/`\n"
    plan = read_plan(text, "PLAN.md", world=World(folders=("tests",)))
    assert [each for each in said(plan) if "PH310" in each] == [
        "PLAN.md:2:11: PH310 warning: checks/test_parser.py is outside testpaths (tests). "
        "Add its folder to testpaths, or pytest does not find it by itself."
    ]


def test_a_source_that_is_called_like_a_test() -> None:
    """A file called like a test, outside the tests, is said to be taken for a source."""
    plan = read_plan(f"{TWO}- Create: `app/stress_test.py`\n", "PLAN.md")
    assert said(plan) == [
        "PLAN.md:5:12: PH311 info: app/stress_test.py treated as source (not under a tests "
        "directory)"
    ]


def test_files_that_are_called_as_python_files_says() -> None:
    """Where pytest is told other names, files called so are tests wherever a plan creates them."""
    text = (
        "### Task 1: Till\n- Create: `checks/check_till.py`\n- Modify: `app/stress_test.py`\n"
        "### Task 2: Load\n- Tests: `tests/load.py`\n"
    )
    plan = read_plan(text, "PLAN.md", world=World(patterns=("check_*.py", "*_test.py")))
    assert files(plan) == {"till": ["checks/check_till.py"], "load": ["tests/load.py"]}
    assert [each for each in said(plan) if "PH310" in each] == [
        "PLAN.md:5:11: PH310 warning: tests/load.py is not called as python_files says "
        "(check_*.py *_test.py). Rename it, or add its name to python_files, or pytest does not "
        "find it by itself."
    ]
    assert files(read_plan(text, "PLAN.md"))["till"] == []
    every = World(patterns=("*.py",))
    assert files(read_plan(text, "PLAN.md", world=every))["till"] == []
