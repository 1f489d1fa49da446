"""The reference pages and the code name the same things: options, ini keys, commands, hooks."""

from __future__ import annotations

import argparse
import inspect
import re
from typing import Any, get_args

from pytest_phase import cli, hookspecs, plugin
from pytest_phase.core.evidence import GRADES
from pytest_phase.core.plan import Lane
from pytest_phase.formats import lock_rows
from pytest_phase.reporting import document
from tests.docs.examples import ROOT

REFERENCE = ROOT / "docs" / "reference"


class Parser:
    """Stands for pytest's parser, and keeps what a plugin registers."""

    def __init__(self) -> None:
        """Nothing is registered yet."""
        self.options: list[str] = []
        self.inis: dict[str, Any] = {}

    def getgroup(self, *_: str) -> Parser:
        """The group is the parser itself."""
        return self

    def addoption(self, *names: str, **_: Any) -> None:
        """Keep an option."""
        self.options += names

    def addini(self, name: str, help: str, default: Any = None, **_: Any) -> None:
        """Keep an ini key and its default."""
        self.inis[name] = default


def page(name: str) -> str:
    """The text of a reference page."""
    return (REFERENCE / name).read_text(encoding="utf-8")


def part(name: str, title: str) -> str:
    """The text below one heading, up to the next of its level."""
    level = title.partition(" ")[0]
    found = re.search(
        rf"^{re.escape(title)}$(.*?)(?=^{level} |\Z)", page(name), re.MULTILINE | re.DOTALL
    )
    assert found, f"{name} has no heading {title}"
    return found[1]


def first_cells(text: str) -> list[str]:
    """The code in the first cell of each row of the tables."""
    return re.findall(r"^\| `([^`]+)` \|", text, re.MULTILINE)


def registered() -> Parser:
    """What the plugin registers with pytest."""
    parser = Parser()
    plugin.pytest_addoption(parser)  # type: ignore[arg-type]
    return parser


def test_every_option_has_its_row_and_every_row_its_option() -> None:
    """The table of options is the one that pytest --help has, in the same order or another."""
    shown = [re.split(r"[=\[]", cell)[0] for cell in first_cells(part("options.md", "## Options"))]
    assert sorted(shown) == sorted(registered().options)


def test_every_ini_key_has_its_row_and_its_default() -> None:
    """Keys and defaults are those that are registered."""
    text = part("options.md", "## Ini keys")
    inis = registered().inis
    assert sorted(first_cells(text)) == sorted(inis)
    for key, default in inis.items():
        if default is not None:
            assert f"| `{key}` | `{str(default).lower()}` |" in text


def test_no_page_names_an_option_that_does_not_exist() -> None:
    """What a reader types from any page is there."""
    known = {*registered().options, *registered().inis}
    for path in (ROOT / "README.md", *(ROOT / "docs").rglob("*.md")):
        if "plans" in path.parts:
            continue
        named = set(re.findall(r"--phase-[a-z-]*[a-z]", path.read_text(encoding="utf-8")))
        assert named <= known, path


def test_every_command_has_its_section_with_its_options() -> None:
    """The commands of pytest-phase and their options are all there, and no other."""
    text = part("options.md", "## Commands")
    titles = re.findall(r"^### `pytest-phase (\w+)`$", text, re.MULTILINE)
    assert sorted(titles) == sorted(command.NAME for command in cli.COMMANDS)
    for command in cli.COMMANDS:
        parser = argparse.ArgumentParser()
        command.arguments(parser)
        options = {
            name for action in parser._actions for name in action.option_strings if name[:2] == "--"
        }
        section = part("options.md", f"### `pytest-phase {command.NAME}`")
        usage = section.strip().partition("\n")[0]
        assert set(re.findall(r"--[a-z-]+", usage)) == options - {"--help"}


def test_every_hook_has_its_section() -> None:
    """The hooks for other plugins, by name."""
    hooks = [name for name, _ in inspect.getmembers(hookspecs, inspect.isfunction)]
    titles = re.findall(r"^## `(\w+)`$", page("hooks.md"), re.MULTILINE)
    assert sorted(titles) == sorted(hooks)


def test_every_hook_is_shown_with_its_arguments() -> None:
    """The signature on the page is the one that is called."""
    for name, hook in inspect.getmembers(hookspecs, inspect.isfunction):
        arguments = ", ".join(inspect.signature(hook).parameters)
        assert f"def {name}({arguments})" in page("hooks.md")


def test_every_grade_has_its_row() -> None:
    """The grades, strongest first."""
    assert first_cells(page("grades.md"))[: len(GRADES)] == list(GRADES)


def test_every_word_of_the_lock_has_its_row() -> None:
    """States, words of a row and lanes are all explained."""
    text = page("lock.md")
    words = (*lock_rows.START_WORDS, *lock_rows.FORGOTTEN_WORDS, *lock_rows.TEST_WORDS)
    cells = [re.split(r"[= ]", cell)[0] for cell in first_cells(text)]
    missing = [word for word in words if word not in cells]
    assert not missing
    assert all(f"`{lane}`" in text for lane in get_args(Lane))


def test_every_key_of_the_report_has_its_row() -> None:
    """What the JSON Schema knows, the page explains, and nothing else."""
    schema = document.schema()
    models = {"Document": schema, **schema["$defs"]}
    keys = {key for model in models.values() for key in model["properties"]}
    shown = {cell.rpartition(".")[2].removesuffix("[]") for cell in first_cells(page("report.md"))}
    assert shown == keys
