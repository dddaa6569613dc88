"""A `Look` over one connection: calls the real tools, redacts and keeps what they return, nothing else."""

import time
from datetime import datetime
from pathlib import Path
from typing import Any

import tools.kube
from assistant.environments import Environment, Risk
from assistant.evidence import Evidence
from assistant.playbooks.spec import Request
from assistant.redaction import Redactor
from tools.kube.client import connect
from tools.kube.target import Target
from tools.spec import Call, NotRead, Tool, ToolError, discover

REDACTOR = Redactor(b"test")
TOOLS = {tool.name: tool for tool in discover(tools.kube, Tool)}


def environment_of(target: Target) -> Environment:
    return Environment(name="test", risk=Risk.SANDBOX, targets={"kube": target})


class DirectLook:
    """Reads in the calling thread."""

    def __init__(self, target: Target, now: datetime) -> None:
        self.environment = environment_of(target)
        self.now = now
        self.kept: dict[str, Evidence] = {}
        self._connection = connect(target)

    def read(self, tool: str, **arguments: Any) -> Evidence:
        declared = TOOLS[tool]
        call = Call(operations=declared.operations, deadline=time.monotonic() + declared.timeout_s)
        page = declared.function(self._connection.bound(call), **arguments)
        evidence = Evidence(
            id=f"E{len(self.kept) + 1}",
            session="s",
            tool=tool,
            arguments=arguments,
            environment="test",
            taken_at=self.now,
            digest="",
            items=tuple(REDACTOR.value(item) for item in page.items),
            cut=page.cut,
            not_read=page.not_read,
        )
        self.kept[evidence.id] = evidence
        return evidence

    def read_all(self, *requests: Request) -> list[Evidence | NotRead]:
        return [self._read_one(request) for request in requests]

    def _read_one(self, request: Request) -> Evidence | NotRead:
        try:
            return self.read(request.tool, **request.arguments)
        except ToolError as error:
            return NotRead.of(request.tool, error)


def snapshot_look(folder: Path, now: datetime, *, uid: str = "") -> DirectLook:
    return DirectLook(Target(snapshot=folder, cluster_uid=uid), now)
