"""Findings as GitHub Actions workflow commands: annotations on the lines they are about."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pytest_phase.core.evidence import file_of
from pytest_phase.core.findings import Finding, Severity
from pytest_phase.reporting.grouped import SEVERITIES

COMMANDS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "notice"}

_PLACE = re.compile(r"(?P<file>.+?):(?P<line>\d+)(?::(?P<col>\d+))?")


def commands(findings: Iterable[Finding], plan_path: str) -> list[str]:
    """One command for each finding, errors first: GitHub shows only the first ten of a step."""
    ordered = sorted(findings, key=lambda each: SEVERITIES.index(each.severity))
    return [_command(each, plan_path) for each in ordered]


def _command(finding: Finding, plan_path: str) -> str:
    values = {**_place(finding.where, plan_path), "title": finding.code}
    properties = ",".join(f"{key}={_property(value)}" for key, value in values.items())
    text = "\n".join(part for part in (_said(finding), finding.hint) if part)
    return f"::{COMMANDS[finding.severity]} {properties}::{_data(text)}"


def _said(finding: Finding) -> str:
    return f"{finding.where}: {finding.message}"


def _place(where: str, plan_path: str) -> dict[str, str]:
    """The file of a test id, the file and line of a place; else the plan."""
    if "::" in where:
        return {"file": file_of(where)}
    place = _PLACE.fullmatch(where)
    if place is not None:
        return {key: value for key, value in place.groupdict().items() if value is not None}
    # A component's id is a slug and holds neither; a path in the project holds one of them.
    return {"file": where if "/" in where or "." in where else plan_path}


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
