"""A folder of plan files: what is a component, in which order, and which file each line is of."""

from __future__ import annotations

from pytest_phase.core.plan import Plan
from pytest_phase.formats.plan_markdown import Reading
from pytest_phase.formats.plan_markdown.folder import read_folder

CLOCK = "# Clock\n\nTells the time.\n\n- Tests: `tests/test_clock.py`\n"
LEDGER = "# Ledger\n\n- Tests: `tests/test_ledger.py`\n- Depends on: [the clock](./01-clock.md)\n"


def read(**texts: str) -> Plan:
    """A folder with these files: ``_`` in a name stands for ``-``, the suffix is added."""
    files = [(f"{name.replace('_', '-')}.md", text.encode()) for name, text in texts.items()]
    return read_folder(files, "docs/plans/shop")


def said(plan: Plan) -> list[str]:
    """The diagnostics, with their places."""
    return [each.at(plan.path) for each in plan.diagnostics]


def test_every_file_is_a_component() -> None:
    """Files with a number are components in the order of their numbers, each with its place."""
    plan = read(**{"10_ledger": LEDGER, "01_clock": CLOCK})
    assert plan.path == "docs/plans/shop"
    assert [each.id for each in plan.components] == ["clock", "ledger"]
    clock, ledger = plan.components
    assert (clock.origin.file, clock.line) == ("docs/plans/shop/01-clock.md", 1)
    assert [(file.path, file.origin.line) for file in ledger.test_files] == [
        ("tests/test_ledger.py", 3)
    ]
    assert ledger.requires == ("clock",)
    assert ledger.depends_on[0].origin.file == "docs/plans/shop/10-ledger.md"


def test_other_names_for_numbered_files() -> None:
    """Names are numbered by the number that counts them: step, phase, dated (tricky 24)."""
    steps = read(
        step_10="# Ten\n- Tests: `tests/test_j.py`\n", step_2="# Two\n- Tests: `tests/test_b.py`\n"
    )
    assert [each.name for each in steps.components] == ["Two", "Ten"]
    dated = read(
        **{
            "2026_01_10_shop_phase_2": "# Two\n- Tests: `tests/test_b.py`\n",
            "2026_01_10_shop_phase_1": "# One\n- Tests: `tests/test_a.py`\n",
        }
    )
    assert [each.name for each in dated.components] == ["One", "Two"]


def test_a_file_with_components_of_its_own() -> None:
    """Tasks inside a file stay components, and the file is their phase."""
    plan = read(
        phase_1="# Phase 1: Core\n## Task 1: Clock\n- Test: `tests/test_clock.py`\n",
        phase_2="# Shell\n## Task 1: Prompt\n- Test: `tests/test_prompt.py`\n"
        "- Depends on: Phase 1\n",
    )
    assert [(each.id, each.phase) for each in plan.components] == [("clock", "1"), ("prompt", "2")]
    assert [(each.number, each.name) for each in plan.phases] == [("1", "Core"), ("2", "Shell")]
    assert plan.by_id["prompt"].requires == ("clock",)


def test_the_overview_names_and_orders() -> None:
    """An overview is no component: it gives names to files without a title, and dependencies."""
    plan = read(
        **{
            "00_overview": "# Shop\n| # | Plan | State |\n|---|---|---|\n"
            "| 1 | [The clock](01-clock.md) | done |\n| 2 | [The ledger](02-ledger.md) | open |\n"
            "## Dependencies\n- [The ledger](02-ledger.md) depends on [The clock](01-clock.md)\n",
            "01_clock": "- Tests: `tests/test_clock.py`\n",
            "02_ledger": "- Tests: `tests/test_ledger.py`\n",
        }
    )
    assert plan.title == "Shop"
    assert [each.name for each in plan.components] == ["The clock", "The ledger"]
    assert plan.components[1].requires == ("the-clock",)
    assert plan.components[1].depends_on[0].origin.file == "docs/plans/shop/00-overview.md"


def test_a_file_without_tests_is_listed() -> None:
    """A numbered file that names no test file is a component that cannot be gated."""
    plan = read(**{"01_clock": CLOCK, "02_docs": "# Docs\nWords.\n"})
    assert [each.id for each in plan.components] == ["clock", "docs"]
    assert said(plan) == [
        'docs/plans/shop/02-docs.md:1:1: PH809 warning: component "Docs" names no test file; it '
        'cannot be gated. Add "- Tests: `tests/…`" or <!-- phase: tests=… -->'
    ]


def test_frontmatter_of_a_file() -> None:
    """Dependencies and tests in a file's frontmatter are its component's."""
    plan = read(
        **{
            "01_01_PLAN": "---\ntests: tests/test_clock.py\n---\n# Clock\nWords.\n",
            "01_02_PLAN": '---\ndepends_on: ["01-01"]\n'
            "tests: tests/test_ledger.py\n---\n# Ledger\n",
        }
    )
    assert plan.by_id["ledger"].requires == ("clock",)
    assert [file.path for file in plan.by_id["ledger"].test_files] == ["tests/test_ledger.py"]


def test_what_a_file_leaves_open_ends_with_it() -> None:
    """An unclosed fence or comment in one file does not swallow the next; it is reported there."""
    plan = read(
        **{
            "01_clock": f"{CLOCK}```python\nx = 1\n",
            "02_gap": "# Gap\n<!-- never closed\n",
            "03_ledger": "# Ledger\n- Tests: `tests/test_ledger.py`\n",
        }
    )
    assert [each.id for each in plan.components] == ["clock", "gap", "ledger"]
    assert [each.at("") for each in plan.diagnostics if each.code == "PH103"] == [
        "docs/plans/shop/01-clock.md:6:1: PH103 warning: code fence opened here is never closed; "
        "all text after it is read as code. Close it with the same characters."
    ]


def test_files_that_cannot_be_read() -> None:
    """A file that is not UTF-8 is an error in that file; the others are read."""
    files = [("01-a.md", b"na\xefve\n"), ("02-b.md", CLOCK.encode())]
    plan = read_folder(files, "plans")
    assert [each.at(plan.path) for each in plan.errors] == [
        "plans/01-a.md:1:1: PH102 error: plan file is not UTF-8 at byte 2. Save the file as UTF-8."
    ]
    assert [each.id for each in plan.components] == ["clock"]


def test_a_folder_without_numbered_files() -> None:
    """Without numbers every file but the overview counts, by name; an empty folder is an error."""
    plan = read(README="# Shop\n", b_ledger="# Ledger\n- Tests: `tests/test_l.py`\n", a_clock=CLOCK)
    assert [each.id for each in plan.components] == ["clock", "ledger"]
    assert said(read_folder([], "plans")) == [
        "plans:1:1: PH201 error: no plan file in this folder. "
        "Name a folder with files such as 01-name.md, step_1.md or phase-1.md."
    ]


def test_the_project_is_heard() -> None:
    """What the project says of its plans holds for a folder too."""
    files = [("01-a.md", b"# A\n- Tests: `test_a.py`\n")]
    plan = read_folder(files, "plans", Reading(tests_root="checks"))
    assert [file.path for file in plan.components[0].test_files] == ["checks/test_a.py"]


def test_dated_files_are_plans_of_their_own() -> None:
    """Several dated files that nothing else numbers: none is guessed (tricky 25)."""
    plan = read(
        **{
            "2026_01_10_tills": "# Tills\n- Tests: `tests/test_tills.py`\n",
            "2026_02_01_coins": "# Coins\n- Tests: `tests/test_coins.py`\n",
            "README": "# Plans\n",
        }
    )
    assert not plan.components
    assert said(plan) == [
        "docs/plans/shop:1:1: PH101 error: 2 plan files match "
        "(docs/plans/shop/2026-01-10-tills.md, docs/plans/shop/2026-02-01-coins.md). "
        "Choose one with --phase-plan, or number the files of one plan: 01-name.md."
    ]


def test_one_dated_file_is_the_plan() -> None:
    """A single dated file beside its overview is what the folder holds."""
    plan = read(
        **{"2026_01_10_tills": "# Tills\n- Tests: `tests/test_tills.py`\n", "README": "# P\n"}
    )
    assert [each.id for each in plan.components] == ["tills"]


def test_what_is_kept_as_text_knows_its_file() -> None:
    """Questions, items of the checklist and rows say the file and line that they stand in."""
    second = (
        "# Phase 2: B\n\n### Task 2: Receipt\n\n- Tests: `tests/test_b.py`\n- Open questions:\n"
        "  - Which one?\n\n## Verification Checklist\n\n- [ ] It adds up\n"
    )
    first = "# Phase 1: A\n\n### Task 1: Cart\n\n- Tests: `tests/test_a.py`\n"
    plan = read_folder([("01-a.md", first.encode()), ("02-b.md", second.encode())], "plan")
    question, item = plan.components[1].questions[0], plan.checklist[0]
    assert plan.place(question) == "plan/02-b.md:7"
    assert plan.place(item) == "plan/02-b.md:11"
