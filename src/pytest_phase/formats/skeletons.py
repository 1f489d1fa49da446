"""Skeletons of tests: one for each case of a plan, each failing until it is written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from pytest_phase.core.grades import NOT_WRITTEN
from pytest_phase.core.plan import Case, slug

_LONGEST = 60
_IMPORT = re.compile(r"^(?:import pytest\b(?! as)|import .*, ?pytest\b)", re.MULTILINE)


def skeletons(there: str, title: str, cases: Sequence[Case], *, in_class: bool = False) -> str:
    """The text of a test file with a skeleton for each case, below what is ``there``.

    Prose gets a name of its words. Cases without a class go into one where the project
    writes its tests ``in_class``. A skeleton is graded ``broken``: it never counts as red.
    """
    text = there or f"{_docstring(title)}\n\nimport pytest\n"
    if there and not _IMPORT.search(there):
        text = f"{there.rstrip()}\n\n\nimport pytest\n"
    named = list(_named(cases))
    default = "Test" + "".join(word[:1].upper() + word[1:] for word in _words(title))
    for owner in dict.fromkeys(owner for owner, _, _ in named):
        inside = [(name, case) for own, name, case in named if own == owner]
        group = owner or (default if in_class else "")
        if group:
            text += f"\n\nclass {group}:\n" + "\n".join(_methods(inside))
        else:
            text += "".join(f"\n\n{_function(name, case, '')}" for name, case in inside)
    return text


def _named(cases: Iterable[Case]) -> Iterator[tuple[str, str, Case]]:
    """For each case its class (or ""), a name of its own, and the case."""
    taken: set[tuple[str, str]] = set()
    for number, case in enumerate(cases, start=1):
        owner, _, name = (case.name or "").rpartition("::")
        base = name or _of_prose(case.text, number)
        name, count = base, 1
        while (owner, name) in taken:
            count += 1
            name = f"{base}_{count}"
        taken.add((owner, name))
        yield owner.replace("::", ""), name, case


def _of_prose(text: str, number: int) -> str:
    name = slug(text).replace("-", "_")[:_LONGEST].rstrip("_")
    return f"test_{name}" if name and f"test_{name}".isidentifier() else f"test_case_{number}"


def _methods(inside: Iterable[tuple[str, Case]]) -> Iterator[str]:
    for name, case in inside:
        lines = _function(name, case, "self").splitlines()
        yield "\n".join(f"    {line}" for line in lines) + "\n"


def _function(name: str, case: Case, parameter: str) -> str:
    docstring = "" if case.name else f"    {_docstring(case.text)}\n"
    message = _quoted(f"{NOT_WRITTEN}{case.text}")
    return f"def {name}({parameter}):\n{docstring}    pytest.fail({message})\n"


def _docstring(text: str) -> str:
    safe = text.replace("\\", "\\\\").replace('"""', "'''")
    end = "." if not safe or safe[-1] == '"' else ""
    return f'"""{safe}{end}"""'


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{escaped}"'


def _words(title: str) -> list[str]:
    return slug(title).split("-")
