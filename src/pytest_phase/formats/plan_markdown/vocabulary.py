"""Titles that are no components: planning stages, parts of a component, sections about the plan.

Grammar 3.2 (STRUCT) and 3.9. A title matches as a whole; an aside is never searched for components.
"""

from __future__ import annotations

import re

PLANNING = re.compile(
    r"(?:context analysis|problem definition|implementation options?|risk assessment"
    r"|effort estimation|research|initial understanding|exploration|write the plan|planning"
    r"|requirements(?: analysis| gathering)?|analysis|discovery|design"
    r"|implementation)(?:\s*\(.*\))?$",
    re.I,
)
STRUCT = re.compile(
    r"(?:(?:unit |integration |e2e |new |failing |key |required )?tests?(?: cases?| files?| first"
    r"| specifications?| specs?| list| plan| strategy| coverage| scenarios?| to write| structure"
    r"| data| commands?| procedure| matrix)?"
    r"|testing(?: strategy| plan| approach| requirements?)?|tests first|tdd(?: cycle| approach)?"
    r"|implementation(?: (?:details?|steps?|order|plan|approach|strategy|tasks?|phases?|files?"
    r"|checklist))?"
    r"|files?(?: (?:modified|changed|created|affected)\b.*)?|dependenc(?:y|ies)(?: .*)?"
    r"|edge cases?|overview|goals?|status|commit|where|what|how|data|algorithm|steps?|context"
    r"|objectives?|scope|summary|background|deliverables?|architecture|approach|description"
    r"|why .*|created|modified|deleted|(?:new|modified|removed) (?:files|components|modules)"
    r"|test implementation|(?:solution|technical) .*|rationale|purpose|motivation|changes?"
    r"|requirements?|interfaces?|api|signatures?|usage"
    r"|examples?|expected(?: .*)?|running tests|commands?|configuration|prerequisites?"
    r"|execution order|changes required|required changes|sub-?tasks?|action items"
    r"|current state|desired end state|what we're not doing|progress|tasks|phases|components)"
    r"\s*(?:[:：(].*)?",
    re.I,
)
GUIDE = re.compile(
    r"\b(?:guide|guidelines?|handbook|cheat ?sheet|best practices|tutorial|approach|philosophy"
    r"|report|faq)\b",
    re.I,
)
# What stands below these belongs to what they stand in, however it is numbered.
CHANGES = re.compile(r"(?:(?:changes|edits) required|(?:required|proposed) changes)\s*[:：]?", re.I)
ASIDE = re.compile(
    r"(?:examples? ?(?:\d+|[A-Z]\b).*"
    r"|(?:(?:\S+ ){0,2}(?:success|acceptance|exit|completion) criteria|acceptance"
    r"|definition of done"
    r"|done when|(?:(?:\S+ ){0,2}verification(?: checklist)?(?: template)?"
    r"|verification (?:steps?|plan|commands?))"
    r"|(?:\S+ ){0,3}checklist(?: template)?|(?:open |remaining "
    r"|outstanding )?questions?(?: .*)?|to clarify"
    r"|risks?(?: (?:and|&|assessment|mitigations?|register|analysis).*)?"
    r"|implementation notes?|(?:\S+ )?notes?|gotchas?|references?|appendix.*|changelog"
    r"|revision history|(?:testing|test|project|current|implementation) status(?: .*)?"
    r"|(?:critical|key) files?(?: .*)?|file (?:structure|map)(?: .*)?|files to (?:create"
    r"|change|modify).*"
    r"|(?:key |design )?decisions?(?: log)?"
    r"|(?:key |guiding )?principles?|non-goals?|out of scope|rollback(?: (?:plan|strategy"
    r"|procedure))?"
    r"|troubleshooting|glossary|alternatives(?: considered)?|future (?:work|enhancements"
    r"|improvements|considerations)"
    r"|lessons learned|self-review.*|review (?:notes?|comments?|findings|checklist)"
    r"|execution handoff)"
    r"|.{0,20}(?:验收|完了条件|受け入れ|관문).{0,20}"
    r"|(?:.*\b)?(?:schema vs\.? spec|spec vs\.? \S+|spec corrections|corrections|discrepanc\w+"
    r"|reconcil\w+)\b.*)"
    r"\s*(?:[:：(].*)?",
    re.I,
)
WRITES_TESTS = re.compile(
    r"\W*(?:\d+(?:\.\d+)*[.)]?\s+)?(?:sub-?task\s*[:：]\s*)?"
    r"(?:(?:write|add|create|implement|extend|develop)\b.{0,80}?\btests?\b"
    r"|(?:\w+ ){0,2}(?:contract|integration|unit|e2e|end-to-end|property|property-based"
    r"|regression|failing) tests?\b"
    r"|编写.{0,20}测试|(?:单元|集成|单元/集成|回归|端到端)测试|테스트.{0,10}작성"
    r"|(?:단위|통합) 테스트"
    r"|テストを(?:書|作成)|(?:単体|結合|ユニット)テスト)",
    re.I,
)
RUNS_TESTS = re.compile(
    r"(?=.{0,80}\btests? (?:still )?(?:pass(?:es|ing)?|green)\b)"
    r"|\W*(?:\d+(?:\.\d+)*[.)]?\s+)?(?:sub-?task\s*[:：]\s*)?"
    r"(?:(?:re-?run|run|execute|verify|ensure|check|confirm|validate|keep|remove|delete|drop)\b"
    r"|.{0,60}\btests? (?:folder|folders|directory|directories|structure|layout|skeleton)\b)",
    re.I,
)
ABOUT_ORDER = re.compile(
    r"depend|\border\b|graph|sequence|critical path|\bwaves?\b|parallel|의존|依存|依赖|顺序|順序",
    re.I,
)
