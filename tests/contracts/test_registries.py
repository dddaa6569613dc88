"""Walks every tool, playbook, check and action: documented, exemplified, closed, declared, and named once."""

import ast
import inspect
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import knowledge.guides
from assistant.arguments import schema
from assistant.catalog import catalog
from assistant.checks.spec import Check
from assistant.executors.spec import Action
from assistant.language import Text
from assistant.playbooks.spec import Playbook
from assistant.settings import backends
from tests.contracts.registries import ACTIONS, CHECKS, PLAYBOOKS, TOOLS
from tools.spec import Tool

ROOT = Path(__file__).parents[2]
PASSAGES = {(p.lang, p.id) for p in knowledge.guides.load()}
_HANGUL = re.compile("[가-힣]")
_VERB_NOUN = re.compile(r"(?:list|read|describe|search|find|explain|compare|count|check)_[a-z0-9_]+")
_SCALARS = {"string", "integer", "number", "boolean"}


def _id(value: Any) -> str:
    return str(getattr(value, "name", "") or getattr(value, "id", value))


def _bilingual(text: Text) -> bool:
    return bool(_HANGUL.search(text.ko)) and bool(text.en) and not _HANGUL.search(text.en)


def _examples_in_both(examples: tuple[str, ...]) -> bool:
    korean = sum(bool(_HANGUL.search(e)) for e in examples)
    return len(examples) >= 4 and 2 <= korean <= len(examples) - 2 and len(set(examples)) == len(examples)


def test_there_is_something_to_walk() -> None:
    assert min(len(TOOLS), len(PLAYBOOKS), len(CHECKS), len(ACTIONS)) >= 2


def test_names_are_unique() -> None:
    for names in (
        [t.name for t in TOOLS] + [p.name for p in PLAYBOOKS],  # one list for planner and models
        [c.id for c in CHECKS],
        [a.name for a in ACTIONS],
    ):
        assert [n for n, count in Counter(names).items() if count > 1] == []


@pytest.mark.parametrize("declared", [*TOOLS, *PLAYBOOKS], ids=_id)
def test_tools_and_playbooks_are_documented_for_the_model(declared: Tool | Playbook) -> None:
    lines = declared.description.splitlines()
    assert lines
    assert lines[0].rstrip().endswith((".", ":"))
    assert len(lines[0]) <= 120
    assert "Raises:" in declared.description
    assert "Source:" in declared.description
    assert f"{declared.name}(" in declared.description, "one example call"


@pytest.mark.parametrize("declared", [*TOOLS, *PLAYBOOKS], ids=_id)
def test_tools_and_playbooks_have_examples_in_both_languages(declared: Tool | Playbook) -> None:
    assert _examples_in_both(declared.examples)


@pytest.mark.parametrize("declared", [*TOOLS, *PLAYBOOKS], ids=_id)
def test_arguments_are_a_closed_schema_that_models_understand(declared: Tool | Playbook) -> None:
    described = schema(declared.function)
    assert described["additionalProperties"] is False
    for name, field in described.get("properties", {}).items():
        kinds = {p.get("type") for p in field.get("anyOf", [field])}
        assert kinds <= {*_SCALARS, "null", "array"}, f"{name} is {kinds}"
    parameters = list(inspect.signature(declared.function).parameters.values())
    assert parameters[0].kind is not inspect.Parameter.KEYWORD_ONLY
    assert all(p.kind is inspect.Parameter.KEYWORD_ONLY for p in parameters[1:])
    assert not {"shell", "command", "url", "headers"} & {p.name for p in parameters}


@pytest.mark.parametrize("tool", TOOLS, ids=_id)
def test_tools_declare_what_they_may_call(tool: Tool) -> None:
    assert _VERB_NOUN.fullmatch(tool.name)
    assert tool.backend == "guides" or tool.backend in backends()
    assert tool.operations or tool.backend == "guides"
    assert 0 < tool.timeout_s <= 120
    for operation in tool.operations:
        _reads_only(tool.backend, operation)
    if tool.names:
        assert not schema(tool.function).get("required"), "is called without arguments to list names"


def _reads_only(backend: str, operation: str) -> None:
    if backend == "kube":
        verb, resource = operation.split()
        assert verb in ("get", "list", "watch")
        assert resource
    elif backend == "aws":
        assert re.match(r"(?:Describe|Get|List|Lookup|Search|Head)[A-Z]", operation.partition(":")[2])


_AWS = {o for t in TOOLS if t.backend == "aws" for o in t.operations} | {
    o for a in ACTIONS if a.backend == "aws" for o in a.reads | a.writes
}


@pytest.mark.parametrize("operation", sorted(_AWS))
def test_aws_operations_exist(operation: str) -> None:
    import botocore.session

    service, _, name = operation.partition(":")
    assert name in botocore.session.Session().get_service_model(service).operation_names


@pytest.mark.parametrize("playbook", PLAYBOOKS, ids=_id)
def test_playbooks_have_a_title_in_both_languages(playbook: Playbook) -> None:
    assert _bilingual(playbook.title)


@pytest.mark.parametrize("check", CHECKS, ids=_id)
def test_checks_are_documented_and_have_a_runbook(check: Check[Any]) -> None:
    assert (check.function.__doc__ or "").strip()
    assert _bilingual(check.title)
    assert re.fullmatch(r"[a-z]+\.[a-z_]+", check.id)
    for lang in ("ko", "en"):
        assert (lang, check.runbook) in PASSAGES


def _runbooks_named() -> list[tuple[str, str]]:
    """(where, what) of every string in the product that names a section of a runbook, or a runbook."""
    found = []
    for path in sorted((ROOT / "assistant").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                named = re.fullmatch(r"runbooks/[a-z0-9-]+(?:#[a-z0-9-]+)?", node.value)
                if named:
                    found.append((f"{path.relative_to(ROOT)}:{node.lineno}", node.value))
    return found


@pytest.mark.parametrize(("where", "runbook"), _runbooks_named())
def test_runbooks_that_findings_name_exist_in_both_languages(where: str, runbook: str) -> None:
    section = runbook if "#" in runbook else f"{runbook}#check"
    for lang in ("ko", "en"):
        assert (lang, section) in PASSAGES, where


@pytest.mark.parametrize("action", ACTIONS, ids=_id)
def test_actions_are_documented_declared_and_undoable_in_words(action: Action) -> None:
    assert re.fullmatch(rf"{action.backend}\.[a-z]+_[a-z_]+", action.name)
    assert action.backend in backends()
    assert _bilingual(action.title)
    assert _bilingual(action.undo_text)
    assert action.kind
    assert action.reads
    assert action.writes
    assert not action.reads & action.writes
    executor = type(action._executor)
    assert (executor.__doc__ or "").strip()
    for method in ("apply", "undo"):
        assert "Raises:" in (getattr(executor, method).__doc__ or ""), method
    assert "Source:" in (inspect.getmodule(executor).__doc__ or "") + (executor.__doc__ or ""), "what API it follows"


@pytest.mark.parametrize("action", ACTIONS, ids=_id)
def test_an_action_shows_no_unguarded_way_to_write(action: Action) -> None:
    public = {n for n in dir(action) if not n.startswith("_") and callable(getattr(action, n))}
    assert public == {"plan", "apply", "verify", "undo"}
    module = inspect.getmodule(type(action._executor))
    assert module is not None
    classes = [v for v in vars(module).values() if inspect.isclass(v) and v.__module__ == module.__name__]
    executors = [c.__name__ for c in classes if hasattr(c, "apply")]
    assert all(n.startswith("_") for n in executors)


@pytest.mark.parametrize("action", ACTIONS, ids=_id)
def test_an_action_refuses_without_a_warrant_that_holds(action: Action) -> None:
    """Whatever is handed in as writer, it is not touched."""
    from assistant.errors import Refused

    class Untouchable:
        def __getattr__(self, name: str) -> Any:
            raise AssertionError(f"{name} was touched")

    class NoWarrant:
        def require(self, _action: str, _operation: str) -> Any:
            raise Refused("no")

    operation: Any = type("Operation", (), {"id": "op-1"})()
    warrant: Any = NoWarrant()
    with pytest.raises(Refused):
        action.apply(warrant, writer=Untouchable(), operation=operation, resumed={})
    with pytest.raises(Refused):
        action.undo(warrant, {}, writer=Untouchable(), operation=operation)


def test_the_catalog_is_all_tools_and_playbooks() -> None:
    entries = catalog(TOOLS, PLAYBOOKS)
    assert [e.name for e in entries] == [p.name for p in PLAYBOOKS] + [t.name for t in TOOLS]
    assert all(e.title and e.description and e.examples for e in entries)


def test_every_action_on_a_cluster_can_be_asked_for() -> None:
    """The table of changes names each action once, for its own kind, but those that no conversation may ask for."""
    from assistant import changes

    named = {(kind, name) for kinds in changes.ACTIONS.values() for kind, name in kinds.items()}
    assert named == {(a.kind, a.name) for a in ACTIONS if a.backend == "kube" and not a.by_hand}
    assert set(changes.ACTIONS) == set(changes.CHANGES)
