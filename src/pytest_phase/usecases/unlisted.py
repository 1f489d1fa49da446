"""PH402: tests that stand in a component's file, and not in the plan's list of cases."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_phase.core.evidence import name_of
from pytest_phase.core.findings import Diagnostic
from pytest_phase.core.phrases import names, plural
from pytest_phase.core.plan import Plan, TestFile
from pytest_phase.ports import Tests


def unlisted(plan: Plan, tests: Tests) -> Iterator[Diagnostic]:
    """One for each file whose components list functions, and not all that it defines.

    A list is evidence, and no contract: this is for reading.
    """
    listed: dict[str, set[str]] = {}
    first: dict[str, TestFile] = {}
    silent: set[str] = set()
    for component in plan.components:
        for file in component.test_files:
            first.setdefault(file.path, file)
            listed.setdefault(file.path, set()).update((*component.case_names, *file.names))
            if not component.case_names and not file.names:
                silent.add(file.path)
    for path, file in first.items():
        if path in silent or path.endswith("/") or not tests.exists(path):
            continue
        more = [
            name for name in map(name_of, tests.listed(path)) if not _is_listed(name, listed[path])
        ]
        if more:
            verb = "is" if len(more) == 1 else "are"
            yield Diagnostic(
                "PH402",
                "info",
                f"{plural(len(more), 'test')} of {path} {verb} not listed in the plan: "
                f"{names(more)}",
                "",
                file.origin.line,
                file.origin.column,
                file.origin.file,
            )


def _is_listed(name: str, listed: set[str]) -> bool:
    """Whether a test, or a class that it stands in, is one of those listed."""
    parts = name.split("::")
    within = ("::".join(parts[:length]) for length in range(1, len(parts) + 1))
    return parts[-1] in listed or any(each in listed for each in within)
