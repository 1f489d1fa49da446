"""Labels: ``Tests:``, ``**Depends on**:``, ``- Create:``, in their many spellings (grammar 3.5)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from pytest_phase.formats.plan_markdown.headings import read_heading
from pytest_phase.formats.plan_markdown.inline import leading_bold, plain

_LONGEST = 80
_PLAIN_LABEL = re.compile(r"([^\W\d_][^:：\n`*|]{0,40}?)\s*([:：])(?!\w*//|[:：])")
_COLON = re.compile(r"\s*[:：]\s*")
_NOTE = re.compile(r"\s*[(（]([^()（）]{0,80})[)）]")
_DECORATION = re.compile("(?:[\\s]|[\u2190-\u2bff\U0001f000-\U0001faff\ufe0f\u20e3])*")

SPELLINGS: dict[str, str] = {
    "tests": r"(?:unit |new |failing )?tests?|test files?|test file\(s\)|tests? first"
    r"|tests? to write"
    r"(?: first)?|test paths?|test locations?|test modules?|tests? \(red\)|red tests?"
    r"|테스트 파일|테스트|テストファイル|テスト|测试文件|测试|pruebas?|testes|tests unitaires",
    "cases": r"test cases?|key tests?|cases|test list|tests? specifications?|tests? scenarios?"
    r"|required tests|케이스|テストケース|测试用例",
    "integration": r"integration(?: tests?)?|integration test files?|e2e(?: tests?)?"
    r"|end-to-end(?: tests?)?",
    "files": r"files?|where|file locations?|file changes|file\(s\)|files? to (?:create|modify"
    r"|change|touch|create/modify|modify/create)"
    r"|files? (?:created|modified|changed|affected|involved|touched)|파일|文件|ファイル",
    "create": r"creates?|add|adds|new(?: files?)?|files? to create|scaffold",
    "modify": r"modify|modifies|updates?|edit|edits|change|changes|modified(?: files?)?|extend",
    "delete": r"deletes?|removes?",
    "implementation": r"implementation(?: files?)?|impl(?:ement)?|locations?|modules?|paths?"
    r"|artifacts?"
    r"|source(?: files?)?|target(?: files?)?|production(?: code| files?)?|구현(?: 파일)?|実装|实现",
    "depends": r"depends(?: on)?|depend on|blocked by|의존(?:성)?|依存|依赖|depende de|dépend de"
    r"|hängt ab von",
    "blocks": r"blocks|unblocks|required by|needed by",
    # These also head lists of packages, documents and tools: not resolved is no problem.
    "prerequisites": r"prerequisites?|pre-requisites?|preconditions?|dependency|dependencies"
    r"|requires"
    r"|after|needs",
    "red": r"red|red phase|red step|step \d+ red",
    "green": r"green|green phase|green step|minimal implementation|implementation steps?"
    r"|implementation (?:details|code|approach|sketch|notes)",
    "refactor": r"refactor|refactoring|blue",
    "run": r"run|runs|verify|commands?|run tests?|test commands?|verification(?: commands?)?"
    r"|validate"
    r"|check|run command",
    "expected": r"expected(?: (?:output|result))?|expect",
    "criteria": r"acceptance(?: criteria)?|success criteria|done when|definition of done|criteria"
    r"|exit criteria|verification criteria|验收标准",
    "status": r"status|state|progress|状态|상태|ステータス",
    "lane": r"lane",
    "questions": r"open questions?|questions?|to clarify",
    "notes": r"notes?|implementation notes?|gotchas?",
    "other": r"goals?|why|what|rationale|context|description|objective|purpose|scope|commit|steps?"
    r"|effort|estimate|priority|complexity|risk|risks|owner|type|outcome|result|produces|consumes"
    r"|independent test|human test|test procedure|manual test|manual verification|approach|summary"
    r"|deliverables?|given|when|then|input|output|example|key design decisions?|user story"
    r"|tech stack"
    r"|architecture|tools?|warning|important|note that|requirements?|validates|interfaces?",
}
_KNOWN = {key: re.compile(rf"(?:{words})", re.I) for key, words in SPELLINGS.items()}
_OWN_PATH = re.compile(r"`[^`]*`|\S+\.py\b\S*")


@dataclass(frozen=True, slots=True)
class Label:
    """A label at the start of a text: its key (``""``: unknown), its words, its value's offset."""

    key: str
    name: str
    end: int
    note: str = ""


@lru_cache(maxsize=1024)  # a plan has few labels, again and again
def label_key(name: str) -> str:
    """The key of a label's words, or ``""``; a note in parentheses does not count."""
    if len(name) > 3 * _LONGEST:
        return ""
    bare = _NOTE.sub("", _OWN_PATH.sub("", name)).strip(" :：.-–—*_")
    if not bare or len(bare) > _LONGEST:
        return ""
    return next((key for key, words in _KNOWN.items() if words.fullmatch(bare)), "")


def split_label(text: str) -> Label | None:
    """The label a text begins with: ``**Any words**:`` or known words with a colon."""
    start = len(_DECORATION.match(text).group())  # type: ignore[union-attr]
    rest = text[start:]
    bold = leading_bold(rest)
    if bold is not None:
        return _bold_label(rest, *bold, start)
    if rest.startswith(("_", "*")):
        rest, start = rest[1:], start + 1
    match = _PLAIN_LABEL.match(rest)
    if match is None:
        return None
    key = label_key(match[1])
    end = start + match.end()
    return Label(key, match[1], _skip_space(text, end), _note(match[1])) if key else None


def _bold_label(rest: str, bold: str, end: int, start: int) -> Label | None:
    colon = _COLON.match(rest, end)
    if bold.endswith((":", "：")) or (bold.endswith(".") and label_key(bold)):
        return Label(label_key(bold), bold[:-1], _skip_space(rest, end) + start, _note(bold))
    if colon:
        return Label(label_key(bold), bold, colon.end() + start, _note(bold))
    note = _NOTE.match(rest, end)
    if note and _COLON.match(rest, note.end()):
        value = _skip_space(rest, _COLON.match(rest, note.end()).end())  # type: ignore[union-attr]
        return Label(label_key(bold), bold, value + start, note[1])
    key = label_key(bold)
    if key and (not rest[end:].strip() or rest[end:].lstrip()[0] in "-–—`"):
        return Label(key, bold, _skip_space(rest, end) + start)
    return None


def bold_line_is_label(bold: str) -> bool:
    """Whether a line that is bold as a whole is a label for what follows, and no heading."""
    if label_key(bold):
        return True
    return bold.endswith((":", "：")) and not read_heading(bold).label


def _note(name: str) -> str:
    match = _NOTE.search(plain(name[: 3 * _LONGEST]))
    return match[1] if match else ""


def _skip_space(text: str, position: int) -> int:
    while position < len(text) and text[position] in " \t\u00a0":
        position += 1
    return position
