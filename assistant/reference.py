"""`python -m assistant.reference`: what is derived from the code, made true to it again: the tables of docs/configuration.md
and docs/permissions.md, in English and Korean, the examples as the planner reads them, and the vectors of what people ask
about.

Names of settings are what the reader of `baepo.toml` accepts, defaults what it gives, operations what tools and actions
declare. What a setting means is written by people, in its row, and kept, as is their order. A new setting comes as a row
with an empty last cell. A table stands between `<!-- settings PLACE -->`, `<!-- permissions BACKEND -->` or
`<!-- actions BACKEND -->` and `<!-- end -->`.
"""

import re
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, fields
from importlib import import_module
from pathlib import Path
from typing import Any

import assistant.playbooks
import tools
from assistant import settings
from assistant.catalog import catalog
from assistant.errors import UsageError
from assistant.guides import search_guides
from assistant.language import Lang, Text, language_of, same
from assistant.models.costs import Price
from assistant.permissions import declared_tools, needed
from assistant.planner import examples
from assistant.playbooks.spec import Playbook
from assistant.wiring import declared_actions
from knowledge import phrase_vectors, topics
from knowledge.embedding import DEFAULT, named
from knowledge.phrase_vectors import PhraseVectors
from tools.spec import Tool, discover

DOCS = Path(__file__).parent.parent / "docs"
MADE = ("configuration.md", "permissions.md")
_TABLE = re.compile(r"(<!-- (?P<kind>settings|permissions|actions) (?P<place>\S+) -->\n).*?(?=<!-- end -->)", re.DOTALL)
_TOP = "(top)"
# How each table of the file is written. The others are the backends that an environment may have.
_HEADS = {
    _TOP: "",
    "me": "[me]",
    "store": "[store]",
    "evidence": "[evidence]",
    "model": "[model]",
    "knowledge": "[knowledge]",
    "model.price": "[model.price]",
    "environments.NAME": "[environments.NAME]",
    "approvers.NAME": "[approvers.NAME]",
    "policy": "[[policy]]",
}
_SETTINGS_HEAD: dict[Lang, tuple[str, ...]] = {"en": ("setting", "default", "meaning"), "ko": ("설정", "기본값", "뜻")}
_PERMISSIONS_HEAD: dict[Lang, tuple[str, ...]] = {"en": ("to read", "for changes"), "ko": ("읽을 때", "바꿀 때")}
_ACTIONS_HEAD: dict[Lang, tuple[str, ...]] = {
    "en": ("action", "what it does", "to plan and verify", "to carry out and undo", "can be undone"),
    "ko": ("작업", "하는 일", "계획하고 확인할 때", "실행하고 되돌릴 때", "되돌릴 수 있음"),
}
_UNDONE = {True: Text(ko="예", en="yes"), False: Text(ko="아니요", en="no")}
_NONE, _REQUIRED = Text(ko="없음", en="none"), Text(ko="필수", en="required")
_VERBS = {"yes": Text(ko="필요", en="yes"), "patch as dry run": Text(ko="patch 시험 실행", en="patch as dry run")}
REQUIRED = """
[environments.NAME]
risk = "sandbox"
[[policy]]
environments = ["NAME"]
actions = ["kube.*"]
propose = ["operator"]
approve = ["sre"]
"""


def main() -> int:
    for path in (folder / name for folder in (DOCS, DOCS / "ko") for name in MADE):
        path.write_text(remade(path.read_text(encoding="utf-8")), encoding="utf-8")
        print(path)
    examples.WRITTEN.write_text(examples.written(catalog_examples()), encoding="utf-8")
    print(examples.WRITTEN)
    with tempfile.TemporaryDirectory() as cache:
        vectors = PhraseVectors(topics.load(), named(DEFAULT, cache=Path(cache)))
        if not vectors.are_kept:
            vectors.keep()
    print(phrase_vectors.FILE)
    return 0


def catalog_examples() -> Iterator[str]:
    """What the planner reads of every tool and playbook: their examples, or else their titles."""
    found = catalog((*discover(tools, Tool), search_guides), discover(assistant.playbooks, Playbook))
    for entry in found:
        yield from entry.examples or (entry.title,)


def remade(document: str) -> str:
    """The same document with its tables made anew; people's words in them are kept."""

    lang = language_of(document.partition("\n")[0])  # of its title

    def table(found: re.Match[str]) -> str:
        old = found[0].removeprefix(found[1])
        make = _TABLES[found["kind"]]
        return f"{found[1]}\n{make(found['place'], old, lang)}\n"

    return _TABLE.sub(table, document)


def places() -> tuple[str, ...]:
    """Every table that `baepo.toml` may have, as the markers call them."""
    return (*_HEADS, *(f"environments.NAME.{backend}" for backend in settings.backends()))


def names(place: str) -> tuple[str, ...]:
    """The settings of one table. Tables below it that have a place of their own are left out."""
    if place == "model.price":
        return tuple(f.name for f in fields(Price))
    if target := _target(place):
        return tuple(f.name for f in fields(target))
    below = {p.removeprefix(f"{place}.").split(".")[0] for p in places() if place == _TOP or p.startswith(f"{place}.")}
    return tuple(n for n in _accepted(_HEADS[place]) if n not in below)


def default(place: str, name: str) -> str:
    """As it would be written in the file, or "required"; "" where it is nothing, or depends on the machine."""
    if target := _target(place):
        return "required" if name in _without_default(target) else ""
    if place in ("environments.NAME", "policy") and re.search(rf"^{name} = ", REQUIRED, re.MULTILINE):
        return "required"
    return _written(_values()[place].get(name)) if place in _values() else ""


def _accepted(head: str) -> tuple[str, ...]:
    """What the reader says may stand there when it is given a name that may not."""
    try:
        load(f"{head}\nno-such-setting = 1\n")
    except UsageError as error:
        return tuple(error.remedy.removeprefix("Known here: ").removesuffix(".").split(", "))
    raise AssertionError(f"anything may be written in {head}")


def _values() -> Mapping[str, Mapping[str, Any]]:
    """What the reader gives for settings that are not written, by table."""
    loaded = load(REQUIRED)
    return {
        "me": {"roles": loaded.roles},
        "evidence": {"days": loaded.evidence_days},
        "model": vars(loaded.model_access),
        "knowledge": vars(loaded.knowledge),
        "environments.NAME": vars(loaded.environments["NAME"]),
        "policy": vars(loaded.policy.rules[0]),
    }


def load(text: str) -> settings.Settings:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "baepo.toml"
        path.write_text(text, encoding="utf-8")
        return settings.load(path, environ={})


def _target(place: str) -> Any:
    """The type of an environment's backend, None for other places."""
    _, _, backend = place.partition("environments.NAME.")
    return import_module(f"tools.{backend}.target").Target if backend else None


def _without_default(kind: Any) -> set[str]:
    return {f.name for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING}


def _written(value: Any) -> str:
    """A value in TOML; "" for none, and for what has no short form."""
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return f'`"{value}"`' if value else ""
    if isinstance(value, frozenset | tuple) and value:
        return "`[" + ", ".join(f'"{v}"' for v in sorted(value)) + "]`"
    return ""


def _settings_table(place: str, old: str, lang: Lang) -> str:
    said = {row[0].strip("`"): row for row in _rows(old)}
    known = names(place)
    rows = []
    for name in (*(n for n in said if n in known), *(n for n in known if n not in said)):
        _, by_hand, meaning = said.get(name, ("", _NONE.in_(lang), ""))
        made = default(place, name)
        rows.append((f"`{name}`", _REQUIRED.in_(lang) if made == _REQUIRED.en else made or by_hand, meaning))
    return _markdown(_SETTINGS_HEAD[lang], rows)


def _permissions_table(backend: str, _old: str, lang: Lang) -> str:
    """One row a resource (Kubernetes) or operation (AWS): what reading does with it, and what changes need besides."""
    reading = needed(backend, declared_tools())
    acting = [a for a in declared_actions() if a.backend == backend]
    changing = needed(backend, (), acting) - reading
    rows = []
    for subject in sorted({_split(o)[1] for o in reading | changing}):
        rows.append((f"`{subject}`", _said(_verbs(subject, reading), lang), _said(_verbs(subject, changing), lang)))
    kind = Text(ko="리소스", en="resource") if backend == "kube" else Text(ko="작업", en="operation")
    return _markdown((kind.in_(lang), *_PERMISSIONS_HEAD[lang]), rows)


def _said(verbs: Iterable[str], lang: Lang) -> str:
    return ", ".join(_VERBS.get(v, same(v)).in_(lang) for v in verbs)


def _actions_table(backend: str, _old: str, lang: Lang) -> str:
    """One row an action: what it is called, and the least it must be allowed to be planned and carried out."""
    rows = [
        (
            f"`{a.name}`",
            a.title.in_(lang),
            ", ".join(f"`{o}`" for o in sorted(a.reads)),
            ", ".join(f"`{o}`" for o in sorted(a.writes)),
            _UNDONE[a.reversible].in_(lang),
        )
        for a in sorted(declared_actions(), key=lambda a: a.name)
        if a.backend == backend
    ]
    return _markdown(_ACTIONS_HEAD[lang], rows)


def _verbs(subject: str, operations: Iterable[str]) -> list[str]:
    return sorted(verb for verb, of in map(_split, operations) if of == subject)


def _split(operation: str) -> tuple[str, str]:
    """Verb and subject: ("patch as dry run", "deployments.apps"), ("yes", "ec2:DescribeVolumes")."""
    verb, _, resource = operation.partition(" ")
    if not resource:
        return "yes", operation
    resource, _, how = resource.partition(" (")
    return (f"{verb} as {how[:-1]}" if how else verb), resource


def _rows(table: str) -> list[tuple[str, str, str]]:
    lines = [line for line in table.splitlines() if line.startswith("|")]
    cells = [re.split(r"(?<!\\)\|", line)[1:-1] for line in lines[2:]]
    return [(a.strip(), b.strip(), c.strip()) for a, b, c in cells]


def _markdown(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "".join(f"| {' | '.join(line)} |\n".replace("|  |", "| |") for line in lines)


_TABLES = {"settings": _settings_table, "permissions": _permissions_table, "actions": _actions_table}


if __name__ == "__main__":
    sys.exit(main())
