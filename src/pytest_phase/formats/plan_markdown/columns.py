"""What a table's columns hold, by the words of its header (grammar 3.4)."""

from __future__ import annotations

import re

from pytest_phase.formats.plan_markdown.blocks import Table
from pytest_phase.formats.plan_markdown.inline import plain

_ALIASES: dict[str, str] = {
    "id": r"#|id|no\.?|step|task|cycle|phase",
    "name": r"components?|name|models?|modules?|titles?|description|feature|unit|class|service"
    r"|utility"
    r"|이름|名称|名前",
    "tests": r"test files?|test file\(s\)|tests?|test paths?|spec file"
    r"|테스트 파일|テストファイル|测试文件",
    "cases": r"key tests?|test cases?|red \(test name\)|red|tests to write|cases?|케이스|テスト",
    "implementation": r"files?|implementation|location|module path|what green adds|green|source"
    r"|구현 파일|実装|实现",
    "depends": r"depends(?: on)?|dependencies|requires|blocked by|after|의존|依存|依赖",
    "blocks": r"blocks|unblocks",
    "status": r"status|state|done|progress",
}
_PATTERNS = {role: re.compile(rf"(?:{words})", re.I) for role, words in _ALIASES.items()}


def roles(table: Table) -> dict[str, int]:
    """Column of each role that the header names; the first column wins."""
    found: dict[str, int] = {}
    for column, cell in enumerate(table.header):
        words = plain(cell).strip(" :")
        for role, pattern in _PATTERNS.items():
            if pattern.fullmatch(words):
                found.setdefault(role, column)
                break
    return found
