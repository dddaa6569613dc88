"""`baepo suppress`: a finding that is known and accepted, with an owner, a reason and an end."""

from datetime import timedelta

from assistant import ledger
from assistant.commands import options as common
from assistant.commands import output
from assistant.errors import DONE, UsageError
from assistant.findings import Suppression
from assistant.store import sessions
from assistant.wiring import Wiring

_EXAMPLES = """  baepo suppress 1f2e3d4c5b6a --env prod --reason "kept for the audit" --days 30
  baepo suppress list --env prod
  baepo suppress 1f2e3d4c5b6a --env prod --end"""


def main(argv: list[str]) -> int:
    parser = common.parser(
        "suppress", "Mark a finding as known; it is hidden until the end and then comes back.", _EXAMPLES, env=True
    )
    parser.add_argument("fingerprint", help='of the finding, as `baepo ask --json` prints it; or "list"')
    parser.add_argument("--reason", default="", help="why it is accepted")
    parser.add_argument("--days", type=int, default=30, help="for how long (default 30, at most 365)")
    parser.add_argument("--end", action="store_true", help="end a suppression now")
    options = parser.parse_args(argv)
    settings = common.load(options)
    environment = common.environment(options, settings)
    wiring = Wiring(settings)
    now = wiring.clock.now()
    if options.fingerprint == "list":
        known = sessions.load_suppressions(wiring.database, environment.name)
        cells = [
            (s.fingerprint, "active" if s.active(now) else "ended", s.owner, f"{s.expires_at:%Y-%m-%d}", s.reason)
            for s in known
        ]
        print(output.table(("finding", "state", "owner", "until", "reason"), cells))
        return DONE
    if not options.end and (not options.reason or not 1 <= options.days <= 365):
        raise UsageError("A suppression needs --reason, and --days from 1 to 365.", remedy=f"examples:\n{_EXAMPLES}")
    until = now if options.end else now + timedelta(days=options.days)
    suppression = Suppression(
        fingerprint=options.fingerprint,
        environment=environment.name,
        owner=wiring.principal.name,
        reason=options.reason or "ended",
        expires_at=until,
    )
    with wiring.database.write() as connection:
        sessions.save_suppression(connection, suppression)
        ledger.append(
            connection,
            at=now,
            kind="suppressed",
            principal=wiring.principal.name,
            environment=environment.name,
            subject=suppression.fingerprint,
            body={"reason": suppression.reason, "until": until.isoformat()},
        )
    print("Ended." if options.end else f"Hidden until {until:%Y-%m-%d}.")
    return DONE
