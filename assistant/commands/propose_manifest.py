"""`baepo propose manifest`: a plan that applies what a person has written in files, after the checks. Called by `propose`.

Only files and the standard input are read here, so that what is applied was written by a person and not by a model.
"""

import argparse
import sys
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from assistant.commands import options as common
from assistant.commands.propose import show
from assistant.errors import DONE, UsageError
from assistant.finding_text import in_one_line, not_looked_at
from assistant.identity import ResourceRef
from assistant.language import Lang, Text
from assistant.manifests.checking import Placed, check
from assistant.manifests.objects import Manifest
from assistant.manifests.proving import NEVER, blocking
from assistant.manifests.reading import STDIN, Manifests, read
from assistant.plans import Proposal
from assistant.settings import Settings
from assistant.wiring import Wiring

# What others need is made before them.
_ORDER = ("ConfigMap", "NetworkPolicy", "Service")
_LAST = ("HorizontalPodAutoscaler", "PodDisruptionBudget", "Ingress")


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Raises: UsageError (cannot be read, no such kind, refused by the checks), ToolError, Refused."""
    environment, wiring = common.environment(options, settings), Wiring(settings)
    paths = [options.target, *options.arguments]
    manifests = read(paths, sys.stdin.buffer.read() if STDIN in paths else b"")
    _require_proven(manifests, frozenset(options.accept))
    more = {
        **({"take_over": True} if options.take_over else {}),
        **({"accept": options.accept} if options.accept else {}),
    }
    by_kind = {a.kind: a.name for a in wiring.actions.values() if a.by_hand and a.backend == "kube"}
    backend = environment.targets.get("kube")
    proposals = tuple(
        _proposal(m, by_kind, namespace=options.namespace, scope=backend.pinned if backend else "", more=more)
        for m in sorted(manifests.found, key=_rank)
    )
    plan = wiring.proposer.propose(proposals, principal=wiring.principal, environment=environment, session="")
    show(plan, environment, settings, options)
    return DONE


def _rank(manifest: Manifest) -> int:
    if manifest.kind in _ORDER:
        return _ORDER.index(manifest.kind)
    return len(_ORDER) + 1 + (_LAST.index(manifest.kind) + 1 if manifest.kind in _LAST else 0)


def _require_proven(manifests: Manifests, accept: frozenset[str]) -> None:
    """Raises: UsageError naming file and line of what is in the way."""
    if manifests.not_read:
        raise UsageError(
            Text(
                ko=f"전부 읽지 못한 매니페스트는 적용하지 않습니다.\n{not_looked_at(manifests.not_read, 'ko')}",
                en=f"What was not read whole is not applied.\n{not_looked_at(manifests.not_read, 'en')}",
            )
        )
    grave = blocking(check(manifests, datetime.now(UTC)), accept)
    if not grave:
        return
    fixed = [p for p in grave if p.finding.check in NEVER]
    accepted = " ".join(f"--accept {i}" for i in dict.fromkeys(p.finding.check for p in grave))
    raise UsageError(
        Text(
            ko="매니페스트 검사에서 걸립니다.\n" + "\n".join(_line(p, "ko") for p in grave),
            en="The checks on manifests object.\n" + "\n".join(_line(p, "en") for p in grave),
        ),
        remedy=Text(ko="적힌 줄을 고치고 다시 실행하십시오.", en="Correct these lines and run it again.")
        if fixed
        else Text(
            ko=f"고치거나, 알고 하는 것이면: {accepted}", en=f"Correct them, or where they are meant: {accepted}"
        ),
    )


def _line(placed: Placed, lang: Lang) -> str:
    cause = next(s.text for s in placed.finding.statements if s.role == "cause")
    return f"  {placed.place} {placed.finding.check}: {in_one_line(cause, lang)}"


def _proposal(
    manifest: Manifest, by_kind: Mapping[str, str], *, namespace: str | None, scope: str, more: Mapping[str, Any]
) -> Proposal:
    """Raises: UsageError for a kind that is not applied, or an object without a namespace."""
    written = dict(manifest.root.value)
    place = f"{manifest.file}:{manifest.root.line}"
    action, meta = by_kind.get(manifest.kind), dict(written.get("metadata") or {})
    if action is None:
        raise UsageError(
            Text(
                ko=f"{place}: {manifest.kind} 종류는 적용하지 않습니다.",
                en=f"{place}: a {manifest.kind} is not applied.",
            ),
            remedy=Text(
                ko=f"적용하는 종류: {_list(by_kind)}. 나머지는 쓰던 도구로 적용하십시오.",
                en=f"It applies: {_list(by_kind)}. Apply the rest with the tool you use.",
            ),
        )
    meta.setdefault("namespace", namespace)
    if not meta["namespace"] or not meta.get("name"):
        raise UsageError(
            Text(
                ko=f"{place}: 이름이나 네임스페이스가 없습니다.", en=f"{place}: it names no namespace, or has no name."
            ),
            remedy=Text(
                ko="metadata에 적거나 -n으로 네임스페이스를 주십시오.",
                en="Write both in metadata, or give -n NAMESPACE.",
            ),
        )
    target = ResourceRef(
        provider="kube", scope=scope, place=str(meta["namespace"]), kind=manifest.kind, id=str(meta["name"])
    )
    arguments = {"manifest": {**written, "metadata": meta}, "file": place, **more}
    return Proposal(action=action, target=target, arguments=arguments)


def _list(kinds: Iterable[str]) -> str:
    return ", ".join(sorted(kinds))
