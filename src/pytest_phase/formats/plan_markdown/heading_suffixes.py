"""What stands behind a heading's name: estimates, states, markers, codes (grammar 3.2)."""

from __future__ import annotations

import re

_TRAILING_DECORATION = re.compile("(?:\\s|[\u2300-\u2bff\U0001f000-\U0001faff\u3030\u20e3])+$")
_STATUS_WORDS = (
    "COMPLETED?|DONE|IMPLEMENTED|TODO|PENDING|PLANNED|NOT STARTED|WIP|IN[ -]PROGRESS|BLOCKED"
    "|SKIPPED|DEFERRED|FINISHED"
)
_STATUS_SUFFIX = re.compile(
    rf"(?:\s+[-–—]+\s*|\s*[:：]\s*|\s+\(|\s*\[|\s+)(?P<word>{_STATUS_WORDS})[)\]]?$"
)
_FLAG_SUFFIX = re.compile("\\s+[\u2600-\u27bf\U0001f300-\U0001faff]\ufe0f?\\s*[A-Z]{2,12}$")
_BRACKET_SUFFIX = re.compile(r"\s*\[(?:P|S|US\d+|checkpoint:[^\[\]]*|[0-9a-f]{7,40})\]$", re.I)
_PAREN_SUFFIX = re.compile(r"\s*[(（](?P<note>[^()（）]*)[)）]$")
_ESTIMATE = re.compile(
    r"~?\s*\d+(?:[.,]\d+)?(?:\s*[-–]\s*\d+(?:[.,]\d+)?)?\s*\+?\s*"
    r"(?:h|hrs?|hours?|m|mins?|minutes?|d|days?|weeks?|pts?|points?|sp|loc|lines?|tests?)\b.*"
    r"|(?:week|day|sprint)s?\s*\d.*|priority:.*|type:.*|est(?:imate)?d?\b.*|new|optional|parallel"
    r"|p[0-3]|done|completed?|in progress|pending|todo|wip|[0-9a-f]{7,40}|mvp",
    re.I,
)
_NOTE_CODE = re.compile(r"[A-Z]{1,6}-?\d{1,4}(?:\.\d+)*")
_NOTE_CODES = re.compile(r"[A-Z]{1,6}-?\d+(?:\.\d+)*(?:\s*[-–+,&/]\s*[A-Z]{0,6}-?\d+(?:\.\d+)*)+")


def strip_suffixes(text: str) -> tuple[str, str, tuple[str, ...], tuple[str, ...]]:
    """Name without trailing estimates, status words, markers; (name, status, codes, notes)."""
    status, codes, notes = "", [], []
    name = text.strip()
    while True:
        match = _TRAILING_DECORATION.search(name)
        if match:
            status = status or match.group().strip()
            name = name[: match.start()]
        match = (
            _BRACKET_SUFFIX.search(name) or _FLAG_SUFFIX.search(name) or _STATUS_SUFFIX.search(name)
        )
        if match is None:
            match = _PAREN_SUFFIX.search(name)
            note = match["note"].strip() if match else ""
            if not (_ESTIMATE.fullmatch(note) or _NOTE_CODES.fullmatch(note)):
                if not _NOTE_CODE.fullmatch(note):
                    break
                codes.append(note)
            notes.append(note)
        elif "word" in match.groupdict():
            status = match["word"]
        if match is None or match.start() == 0:
            break
        name = name[: match.start()].rstrip()
    name = name.strip(" -–—:：")
    if name.startswith("(") and name.endswith(")") and name.count("(") == 1:
        name = name[1:-1].strip()
    return name, status, tuple(codes), tuple(notes)
