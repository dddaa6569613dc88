"""What a session hands to its next turn, read from the store: earlier findings by turn, and plans with their state."""

from dataclasses import replace
from datetime import timedelta

from assistant.events import Event, FindingRaised, TurnStarted
from assistant.findings import Finding
from assistant.standing import Standing
from assistant.store import sessions
from assistant.store.standing import standing
from assistant.store.tables import events
from tests.unit.core.bench import Bench
from tests.unit.planner.standing import crash, leftover


def _session(bench: Bench, *said: Event) -> str:
    record = sessions.create_session(
        bench.database, title="t", principal="jun", environment="prod", at=bench.clock.now()
    )
    for seq, event in enumerate(said, start=1):
        sessions.append_event(bench.database, record.id, replace(event, seq=seq), bench.clock.now())
    return record.id


def _asked(question: str, environment: str = "prod") -> TurnStarted:
    return TurnStarted(question=question, lang="en", environment=environment, model="planner")


def _raised(finding: Finding) -> FindingRaised:
    return FindingRaised(finding=finding.to_json())


def _read(bench: Bench, session: str) -> Standing:
    return standing(bench.database, session=session, environment="prod", now=bench.clock.now())


def test_findings_come_back_as_they_were_raised_under_the_question_that_raised_them(bench: Bench) -> None:
    session = _session(bench, _asked("why?"), _raised(crash()), _asked("and waste?"), _raised(leftover()), _asked("hm"))
    found = _read(bench, session)
    assert [(t.question, t.findings) for t in found.turns] == [
        ("why?", (crash(),)),
        ("and waste?", (leftover(),)),
        ("hm", ()),
    ]
    assert found.findings == (leftover(), crash())


def test_what_was_found_elsewhere_is_not_about_this_environment(bench: Bench) -> None:
    session = _session(bench, _asked("why?", "staging"), _raised(crash()), _asked("and here?"))
    assert _read(bench, session).findings == ()


def test_a_claim_made_again_counts_as_it_was_last_made(bench: Bench) -> None:
    older, newer = crash(revision=6), crash(revision=7)
    session = _session(bench, _asked("why?"), _raised(older), _asked("why again?"), _raised(newer))
    assert _read(bench, session).findings == (newer,)


def test_a_finding_of_an_older_version_is_passed_over(bench: Bench) -> None:
    session = _session(bench, _asked("why?"), FindingRaised(finding={"check": "kube.memory"}), _raised(leftover()))
    assert _read(bench, session).findings == (leftover(),)


def test_plans_have_the_state_they_are_in_now(bench: Bench) -> None:
    session = _session(bench, _asked("why?"))
    plan = bench.propose()
    waiting = _read(bench, session)
    assert [(p.plan.id, p.state) for p in waiting.plans] == [(plan.id, "waiting")]
    assert waiting.plan_for(plan.actions[0].target) == waiting.plans[0]
    bench.clock.advance(timedelta(hours=1).total_seconds())
    assert _read(bench, session).plans == ()  # nobody can approve another session's plan that is over
    own = standing(bench.database, session="s-1", environment="prod", now=bench.clock.now())
    assert [p.state for p in own.plans] == ["expired"]


def test_an_approved_plan_of_this_session_is_still_known(bench: Bench) -> None:
    plan = bench.propose()
    bench.approve(plan)
    own = standing(bench.database, session="s-1", environment="prod", now=bench.clock.now())
    assert [p.state for p in own.plans] == ["approved"]


def _unreadable(bench: Bench, session: str, seq: int) -> None:
    """Whoever reads this one event fails."""
    with bench.database.write() as connection:
        one = events.c.session == session, events.c.seq == seq
        connection.execute(events.update().where(*one).values(body="{"))


def test_a_long_transcript_is_not_read_from_its_start(bench: Bench) -> None:
    questions = [f"question {n}" for n in range(100)]
    session = _session(bench, *(_asked(q) for q in questions))
    _unreadable(bench, session, seq=1)
    assert [t.question for t in _read(bench, session).turns] == questions[-30:]
    assert sessions.questions(bench.database, session, newest=3) == tuple(questions[-3:])


def test_the_latest_turns_about_an_environment_are_found_behind_those_about_others(bench: Bench) -> None:
    session = _session(
        bench, _asked("why?"), _raised(crash()), *(_asked(f"elsewhere {n}", "staging") for n in range(100))
    )
    assert [(t.question, t.findings) for t in _read(bench, session).turns] == [("why?", (crash(),))]
