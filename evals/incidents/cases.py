"""The recorded incidents of a data folder: what was asked, what was expected, what each tool had returned.

Called by the suite `k8s_incidents`. Source: the HolmesGPT evals (Apache-2.0): `cases.jsonl` and `fixtures/<case>/`, where
the first line of a `.txt` is the tool and its parameters, the second the result's metadata, the rest its raw output.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_WRAPPED = re.compile(r"(?:^|\n)stdout:\n(?P<out>.*?)(?:\n+stderr:.*)?\Z", re.DOTALL)
_FAILED = re.compile(r"^(?:Command `.*` failed with return code \d+|Error from server|error: )", re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """One tool output."""

    file: str
    tool: str
    params: Mapping[str, Any]
    body: str
    failed: bool

    def param(self, name: str) -> str:
        value = self.params.get(name)
        return value if isinstance(value, str) else ""


@dataclass(frozen=True, kw_only=True)
class Incident:
    """One case. `manifests` are the files that were applied to its cluster before anything was asked; `earlier` is what
    had been posted in the thread before the question."""

    id: str
    tags: tuple[str, ...]
    earlier: tuple[str, ...]
    questions: tuple[str, ...]
    expected: tuple[str, ...]
    outputs: tuple[Recorded, ...]
    manifests: tuple[str, ...]


def load(folder: Path) -> tuple[Incident, ...]:
    """All cases in file order. Raises `OSError` or `ValueError` when the folder is not the data set."""
    lines = (folder / "cases.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(_incident(folder, json.loads(line)) for line in lines if line.strip())


def _incident(folder: Path, case: Mapping[str, Any]) -> Incident:
    where = folder / "fixtures" / case["id"]
    recorded = tuple(_recorded(where / call["file"]) for call in case["recorded_calls"])
    manifests = (*sorted(where.glob("manifest.y*ml")), *sorted(where.glob("helm/*.y*ml")))
    expected = case["expected"]
    thread = [p for p in sorted(where.glob("conversation_history/*.md")) if "system" not in p.name]
    return Incident(
        id=case["id"],
        tags=tuple(case["tags"] or ("untagged",)),
        earlier=tuple(p.read_text(encoding="utf-8") for p in thread),
        questions=_questions(where, case["prompt"]),
        expected=tuple(expected) if isinstance(expected, list) else (expected,),
        outputs=recorded,
        manifests=tuple(m.read_text(encoding="utf-8") for m in manifests),
    )


def _recorded(path: Path) -> Recorded:
    head, meta, *rest = path.read_text(encoding="utf-8").split("\n", 2)
    call, result = json.loads(head), json.loads(meta)
    raw = rest[0] if rest else ""
    body = _unwrapped(raw)
    wrapped = "stdout:\n" in raw  # then a failed command may still have printed something
    return Recorded(
        file=path.name,
        tool=str(call["tool_name"]),
        params={**(result.get("params") or {}), **(call.get("match_params") or {})},
        body=body,
        failed=result.get("status") == "error" or (bool(_FAILED.search(raw[:500])) and not (wrapped and body.strip())),
    )


def _unwrapped(raw: str) -> str:
    """What the command printed; escapes that a JSON encoder left in the text are undone."""
    match = _WRAPPED.search(raw)
    body = match["out"] if match else raw
    if '\\"' in body or body.lstrip().startswith('"'):
        body = re.sub(r'\A\s*"(?:data": ")?', "", body)
        body = re.sub(r'",?\s*\Z', "", body).replace('\\"', '"').replace("\\t", "\t")
    return body


def _questions(where: Path, prompt: str | list[str] | None) -> tuple[str, ...]:
    """The prompt, or each of several wordings; without one what the recorded request asks: its words, or its alert."""
    if isinstance(prompt, list):
        return tuple(prompt)
    if prompt:
        return (prompt,)
    for name in ("workload_health_request.json", "investigate_request.json"):
        path = where / name
        if path.is_file():
            request = json.loads(path.read_text(encoding="utf-8"))
            return (str(request["ask"]),) if request.get("ask") else (_alert(request),)
    raise ValueError(f"{where}: no question")


def _alert(request: Mapping[str, Any]) -> str:
    """An alert as people paste it."""
    subject = request["subject"]
    kind = subject.get("kind") or subject.get("subject_type") or ""
    name = "/".join(p for p in (subject.get("namespace"), subject["name"]) if p)
    words = ": ".join(p.strip(" .") for p in (request["title"], request["description"]) if p)
    return f"Why is this alert firing? {words} ({kind} {name})"
