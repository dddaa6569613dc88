"""Answers as they are shown, from rows as tools return them; used by the tests of this package."""

from collections.abc import Mapping, Sequence
from typing import Any

from assistant.evidence import Evidence
from assistant.language import language_of
from assistant.models.spec import CallWanted, Observation
from assistant.planner.composing.compose import compose
from assistant.planner.narrowing.asked import narrowing_of_turn
from assistant.verifier import verify
from tests.unit.planner.asking import NOW, SEOUL


def observed(
    tool: str, rows: Sequence[Mapping[str, Any]], *, id: str = "E1", cut: bool = False, **arguments: Any
) -> Observation:
    """One read of `tool`, kept as evidence `id`."""
    evidence = Evidence(
        id=id, session="s", tool=tool, arguments=arguments, environment="live", taken_at=NOW, digest=str(hash(str(rows))),
        items=tuple(rows), cut=cut,
    )  # fmt: skip
    return Observation(call=CallWanted(name=tool, arguments=arguments), evidence=evidence)


def said(text: str, *observations: Observation, previous: tuple[str, ...] = ()) -> str:
    """The answer to `text`; the verifier must have nothing against it."""
    wanted, lang = narrowing_of_turn(text, previous, NOW, SEOUL), language_of(text)
    answer = compose(observations, lang, environment="live", wanted=wanted)
    checked = verify(answer, observations=observations, lang=lang, question=text, wanted=wanted)
    assert checked.ok, (answer, checked.removed, checked.marked)
    return answer
