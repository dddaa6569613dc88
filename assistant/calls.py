"""Carries out the calls that a model wants in one turn: reads through the toolbox, playbooks, proposals for findings.

Called by `assistant.agent`. What goes wrong with one call is an observation like what it found.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from assistant import arguments
from assistant.events import Event, FindingRaised, ToolCalled, ToolFailed
from assistant.findings import Suppression, apply_suppressions, ranked
from assistant.known import Known, known_in
from assistant.models.spec import CallWanted, Observation
from assistant.playbooks.spec import Diagnosis, Playbook, Request
from assistant.proposals import Proposals
from assistant.toolbox import TurnLook
from tools.spec import Tool, ToolError


class CallRunner:
    """The calls of one turn, and what came of them so far in `observations`."""

    def __init__(
        self,
        look: TurnLook,
        playbooks: Mapping[str, Playbook],
        *,
        proposals: Proposals,
        suppressions: tuple[Suppression, ...],
        emit: Callable[[Event], None],
        observations: list[Observation],
    ) -> None:
        self.look = look
        self.observations = observations
        self._playbooks = playbooks
        self._proposals = proposals
        self._suppressions = suppressions
        self._emit = emit
        self._playbook_calls = 0

    def run(self, wanted: Sequence[CallWanted]) -> None:
        """The plain reads at once, then the playbooks. Raises: `OutOfBudget`, `Cancelled`; what was found is kept."""
        reads = [i for i, c in enumerate(wanted) if c.name not in self._playbooks]
        found: dict[int, Observation] = {}
        try:
            answers = self.look.read_each([Request(tool=wanted[i].name, arguments=wanted[i].arguments) for i in reads])
            for i, answer in zip(reads, answers, strict=True):
                if isinstance(answer, ToolError):
                    found[i] = Observation(call=wanted[i], error=answer)
                else:
                    found[i] = Observation(call=wanted[i], evidence=answer)
            for i, call in enumerate(wanted):
                if i not in found:
                    found[i] = self._investigated(call)
        finally:  # what was found before a stop is kept, in the order in which it was wanted
            self.observations.extend(found[i] for i in sorted(found))

    def known(self, tools: Iterable[Tool], backend: str) -> tuple[Known, ...]:
        """What exists in a backend, from the tools that are cheap enough to list names; read once a turn.

        `kube:cronjobs.batch`: of one kind that these do not list.
        """
        backend, _, kind = backend.partition(":")
        found: list[Known] = []
        if kind:
            return self._of_kind(kind) if self.look.environment.has(backend) else ()
        for tool in tools:
            if tool.names and tool.backend == backend and self.look.environment.has(backend):
                try:
                    found.extend(known_in(self.look.read(tool.name).items, tool.names))
                except ToolError:
                    continue  # the call that needed the name will say what could not be read
        return tuple(found)

    def _of_kind(self, kind: str) -> tuple[Known, ...]:
        try:
            rows = self.look.read("list_resources", kind=kind).items
        except ToolError:
            return ()
        return tuple(replace(known, kind=kind) for known in known_in(rows, "name"))

    def _investigated(self, call: CallWanted) -> Observation:
        try:
            diagnosis = self._investigate(self._playbooks[call.name], call.arguments)
        except ToolError as error:
            return Observation(call=call, error=error)
        return Observation(call=call, diagnosis=diagnosis, planned=self._proposals.of(diagnosis))

    def _investigate(self, playbook: Playbook, given: dict[str, Any]) -> Diagnosis:
        self._playbook_calls += 1
        called, place = f"p{self._playbook_calls}", self.look.environment.name
        self._emit(ToolCalled(call=called, name=playbook.name, arguments=given, environment=place))
        try:
            parsed = arguments.parse(playbook.name, playbook.function, given)
            diagnosis = playbook.function(self.look, **parsed)
        except ToolError as error:
            self._emit(
                ToolFailed(call=called, name=playbook.name, kind=error.kind, message=error.message, remedy=error.remedy)
            )
            raise
        shown, _suppressed = apply_suppressions(diagnosis.findings, self._suppressions, self.look.now)
        for finding in ranked(shown):
            self._emit(FindingRaised(finding=finding.to_json()))
        return replace(diagnosis, findings=shown)
