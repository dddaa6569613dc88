"""`baepo suppress`: a finding that is known and accepted, with an owner, a reason and an end."""

import argparse
import re
from datetime import datetime, timedelta

from assistant import ledger
from assistant.commands import options as common
from assistant.commands import output
from assistant.environments import Environment
from assistant.errors import DONE, UsageError
from assistant.findings import Suppression
from assistant.language import Text, with_particle
from assistant.store import sessions
from assistant.wiring import Wiring

_EXAMPLES = """  baepo suppress 1f2e3d4c5b6a --env prod --reason "kept for the audit" --days 30
  baepo suppress list --env prod
  baepo suppress 1f2e3d4c5b6a --env prod --end"""

_STATES = {"active": Text(ko="숨김", en="active"), "ended": Text(ko="끝남", en="ended")}


def main(argv: list[str]) -> int:
    parser = common.parser(
        "suppress", "Mark a finding as known; it is hidden until the end and then comes back.", _EXAMPLES, env=True
    )
    parser.add_argument("fingerprint", help='of the finding, as `baepo ask --json` prints it; or "list"')
    parser.add_argument("--reason", default="", help="why it is accepted")
    parser.add_argument("--days", type=int, default=30, help="for how long (default 30, at most 365)")
    parser.add_argument("--end", action="store_true", help="end a suppression now")
    options = parser.parse_args(argv)
    if options.fingerprint != "list" and not re.fullmatch("[0-9a-f]{12}", options.fingerprint):
        raise UsageError(
            Text(
                ko=f"{with_particle(repr(options.fingerprint), '은')} 발견의 지문이 아닙니다. 지문은 16진수 12자리입니다.",
                en=f"{options.fingerprint!r} is not the fingerprint of a finding: those are 12 hex digits.",
            ),
            remedy=Text(ko="`baepo ask --json`에 나옵니다.", en="`baepo ask --json` prints them."),
        )
    settings = common.load(options)
    environment = common.environment(options, settings)
    wiring = Wiring(settings)
    now = wiring.clock.now()
    known = sessions.load_suppressions(wiring.database, environment.name)
    if options.fingerprint == "list":
        _list(known, now, environment, options)
        return DONE
    if not options.end and (not options.reason or not 1 <= options.days <= 365):
        raise UsageError(
            Text(
                ko="숨기려면 --reason과 1에서 365 사이의 --days가 필요합니다.",
                en="A suppression needs --reason, and --days from 1 to 365.",
            ),
            remedy=Text(ko=f"예:\n{_EXAMPLES}", en=f"examples:\n{_EXAMPLES}"),
        )
    if options.end and not any(s.fingerprint == options.fingerprint and s.active(now) for s in known):
        raise UsageError(
            Text(
                ko=f"{with_particle(options.fingerprint, '은')} {environment.name}에서 숨겨져 있지 않습니다. 끝낼 것이 없습니다.",
                en=f"{options.fingerprint} is not suppressed in {environment.name}: there is nothing to end.",
            ),
            remedy=f"baepo suppress list --env {environment.name}",
        )
    suppression = Suppression(
        fingerprint=options.fingerprint,
        environment=environment.name,
        owner=wiring.principal.name,
        reason=options.reason or "ended",
        expires_at=now if options.end else now + timedelta(days=options.days),
    )
    _keep(wiring, suppression, now)
    if options.json:
        common.print_json("baepo.suppressed/1", environment=environment.name, **_as_json(suppression, now))
    else:
        day = f"{suppression.expires_at:%Y-%m-%d}"
        told = Text(ko=f"{day}까지 숨깁니다.", en=f"Hidden until {day}.")
        ended = Text(ko="다시 보여 줍니다.", en="Ended.")
        print((ended if options.end else told).in_(common.language(options)))
    return DONE


def _list(known: tuple[Suppression, ...], now: datetime, environment: Environment, options: argparse.Namespace) -> None:
    if options.json:
        listed = [_as_json(s, now) for s in known]
        common.print_json("baepo.suppressions/1", environment=environment.name, suppressions=listed)
    elif not known:
        none = Text(
            ko=f"{environment.name}에서 숨긴 것이 없습니다.", en=f"Nothing is suppressed in {environment.name}."
        )
        print(none.in_(common.language(options)))
    else:
        rows = [[*_as_json(s, now).values()] for s in known]
        lang = common.language(options)
        cells = [
            (finding, _STATES[state].in_(lang), owner, until[:10], reason)
            for finding, state, owner, until, reason in rows
        ]
        head = Text(ko="발견 상태 누가 언제까지 이유", en="finding state owner until reason")
        print(output.table(head.in_(lang).split(), cells, prose=True))


def _as_json(suppression: Suppression, now: datetime) -> dict[str, str]:
    return {
        "fingerprint": suppression.fingerprint,
        "state": "active" if suppression.active(now) else "ended",
        "owner": suppression.owner,
        "until": suppression.expires_at.isoformat(),
        "reason": suppression.reason,
    }


def _keep(wiring: Wiring, suppression: Suppression, now: datetime) -> None:
    with wiring.database.write() as connection:
        sessions.save_suppression(connection, suppression)
        ledger.append(
            connection,
            at=now,
            kind="suppressed",
            principal=wiring.principal.name,
            environment=suppression.environment,
            subject=suppression.fingerprint,
            body={"reason": suppression.reason, "until": suppression.expires_at.isoformat()},
        )
