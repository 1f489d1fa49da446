"""The page of findings and the code: every code that can be emitted has its paragraph."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

import pytest_phase
from tests.docs.examples import ROOT

PAGE = ROOT / "docs" / "reference" / "findings.md"
SOURCES = sorted(Path(pytest_phase.__file__).parent.rglob("*.py"))
CODE = re.compile(r"PH\d{3}")


def emitted() -> dict[str, set[str]]:
    """Every code that stands in the source as a value, with the severities written beside it."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if _is_code(node):
                found[node.value] |= set()  # type: ignore[attr-defined]
            elif isinstance(node, ast.Call) and len(node.args) > 1 and _is_code(node.args[0]):
                found[node.args[0].value] |= set(_severities(node.args[1]))  # type: ignore[attr-defined]
    return found


def _is_code(node: ast.AST) -> bool:
    text = node.value if isinstance(node, ast.Constant) else None
    return isinstance(text, str) and CODE.fullmatch(text) is not None


def _severities(node: ast.expr) -> Iterator[str]:
    """A severity written as it is, or one of two; none where a variable says it."""
    if isinstance(node, ast.Constant):
        yield str(node.value)
    elif isinstance(node, ast.IfExp):
        yield from (*_severities(node.body), *_severities(node.orelse))


def sections() -> dict[str, str]:
    """The text below each heading that is a code."""
    _, *parts = re.split(r"^### (PH\d{3})$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[::2], parts[1::2], strict=True))


EMITTED, SECTIONS = emitted(), sections()


def test_code_and_page_know_the_same_codes() -> None:
    """No code without a paragraph, and no paragraph for a code that nothing emits."""
    assert sorted(SECTIONS) == sorted(EMITTED)


@pytest.mark.parametrize("code", sorted(SECTIONS))
def test_a_paragraph_says_what_a_reader_needs(code: str) -> None:
    """Each has its severities in its first sentence, an example that shows it, and what to do."""
    said, _, rest = SECTIONS[code].partition("```")
    first = re.match(r"\s*\*\*(?P<bold>.+?)\*\*", said, re.DOTALL)
    assert first, "it begins with what it is, in bold"
    opening = said.partition("\n\n`")[0].lower()
    missing = {each for each in EMITTED[code] if each not in opening}
    assert not missing, f"severities that are not named: {missing}"
    example, _, after = rest.rpartition("```")
    assert code in example, "the example shows the finding"
    assert after.lstrip().startswith("What to do:")


def test_the_page_is_in_order() -> None:
    """The codes of the gate first, then those of the plan, each by number."""
    codes = list(SECTIONS)
    assert codes == sorted(codes, key=lambda code: (code < "PH800", code))
