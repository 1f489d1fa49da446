"""The words of labels and of table headers, by what they mean (grammar 3.4, 3.5, 3.8, 3.9).

Words are written in lower case, apart by ``|``; ``(s)`` at an end stands for both numbers.
"""

from __future__ import annotations

from collections.abc import Mapping

LABELS: dict[str, str] = {
    "tests": "test(s)|unit test(s)|new test(s)|failing test(s)|test file(s)|test(s) first"
    "|test(s) to write|test(s) to write first|test path(s)|test location(s)|test module(s)"
    "|tests (red)|red test(s)|automated test(s)|验证文件|new test file(s)"
    "|tests required|tdd tests|tdd tests required"
    "|required test file(s)|test file(s) to update|test file(s) to create|test file(s) to modify"
    "|tests to update|tests to add|tests to modify|update tests|tests to create"
    "|테스트 파일|테스트|テストファイル|テスト|测试文件|测试|prueba(s)|testes|tests unitaires"
    "|测试用例文件|单元测试|단위 테스트|archivo de prueba|tests unitarios|testdatei(en)|berkas tes",
    "cases": "test case(s)|key test(s)|cases|test list|test(s) specification(s)|test scenario(s)"
    "|tests scenario(s)|required tests|케이스|テストケース|测试用例|casos de prueba|casos de teste"
    "|testfälle",
    "integration": "integration|integration test(s)|integration test file(s)|e2e|e2e test(s)"
    "|end-to-end|end-to-end test(s)|集成测试|통합 테스트|結合テスト",
    "files": "file(s)|where|file location(s)|file changes|file(s) to create|file(s) to modify"
    "|file(s) to change|file(s) to touch|file(s) to create/modify|file(s) to modify/create"
    "|file(s) created|file(s) modified|file(s) changed|file(s) affected|file(s) involved"
    "|file(s) touched|파일|文件|ファイル|archivos|arquivos|dateien|fichiers|berkas",
    "create": "create(s)|add(s)|new|new file(s)|file(s) to add|scaffold"
    "|创建|新建|생성|作成|crear|criar",
    "modify": "modify|modifies|update(s)|edit(s)|change(s)|modified|modified file(s)|extend"
    "|修改|수정|変更|modificar",
    "delete": "delete(s)|remove(s)|删除|삭제|削除",
    "implementation": "implementation|implementation file(s)|impl|implement|location(s)|module(s)"
    "|path(s)|artifact(s)|source(s)|source file(s)|target(s)|target file(s)|production"
    "|production code|production file(s)|구현|구현 파일|実装|实现|实现文件|implementación"
    "|implementação|umsetzung",
    "depends": "depends|depends on|depend on|blocked by|의존|의존성|依存|依存関係|依赖|前置任务"
    "|depende de|dépend de|hängt ab von|bergantung pada",
    "blocks": "blocks|unblocks|required by|needed by",
    # These also head lists of packages, documents and tools: not resolved is no problem.
    "prerequisites": "prerequisite(s)|pre-requisite(s)|precondition(s)|dependency|dependencies"
    "|requires|after|needs",
    "red": "red|red phase|red step|step 1 red",
    "green": "green|green phase|green step|minimal implementation|implementation step(s)"
    "|implementation details|implementation code|implementation approach|implementation sketch"
    "|implementation notes|step 2 green|step 3 green",
    "refactor": "refactor|refactoring|blue",
    "run": "run(s)|verify|command(s)|run test(s)|test command(s)|verification"
    "|verification command(s)|validate|check|run command|track file command",
    "expected": "expected|expected output|expected result|expect",
    "criteria": "acceptance|acceptance criteria|success criteria|done when|definition of done"
    "|criteria|exit criteria|verification criteria|验收标准|验收|완료 조건|完了条件",
    "status": "status|state|progress|状态|상태|ステータス|状態|estado",
    "lane": "lane|kind|type",
    "questions": "open question(s)|question(s)|to clarify",
    "notes": "note(s)|implementation note(s)|gotcha(s)",
    "other": "goal(s)|why|what|rationale|context|description|objective|purpose|scope|commit|step(s)"
    "|effort|estimate|priority|complexity|risk(s)|owner|outcome|result|produces|consumes"
    "|independent test|human test|test procedure|manual test|manual verification|approach|summary"
    "|deliverable(s)|given|when|then|input|output|example|key design decision(s)|user story"
    "|tech stack|architecture|tool(s)|warning|important|note that|requirement(s)|validates"
    "|interface(s)",
}

COLUMNS: dict[str, str] = {
    "id": "#|id|no|no.|step|task|cycle|phase|task id",
    "name": "component(s)|name|model(s)|module(s)|title(s)|description|feature|unit|class|service"
    "|utility|task name|이름|名称|名前|任务|구성 요소",
    "tests": "test file(s)|test(s)|test path(s)|spec file|테스트 파일|テストファイル|测试文件",
    "cases": "key test(s)|test case(s)|red (test name)|red|tests to write|case(s)|케이스|テスト"
    "|测试用例|test name(s)",
    "implementation": "file(s)|implementation|location|module path|what green adds|green|source"
    "|source file(s)|구현 파일|実装|实现",
    "depends": "depends|depends on|dependencies|dependency|requires|blocked by|after"
    "|의존|依存|依赖",
    "blocks": "blocks|unblocks",
    "status": "status|state|done|progress|状态|상태",
}


def spelled(words: Mapping[str, str]) -> dict[str, str]:
    """Each spelling to its key; the first key with a spelling has it."""
    found: dict[str, str] = {}
    for key, line in words.items():
        for spelling in line.split("|"):
            plural = spelling.replace("(s)", "s").replace("(en)", "en")
            for each in (spelling.replace("(s)", "").replace("(en)", ""), plural):
                found.setdefault(each, key)
    found.setdefault("file(s)", "files")
    return found
