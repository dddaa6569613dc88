"""`baepo purge`: forget kept evidence, at once or what has outlived its time."""

from assistant import ledger
from assistant.commands import options as common
from assistant.errors import DONE, UsageError
from assistant.store import sessions
from assistant.wiring import Wiring


def main(argv: list[str]) -> int:
    parser = common.parser(
        "purge",
        "Forget kept evidence. Without options: what is older than [evidence] days.",
        "  baepo purge\n  baepo purge --session s-1a2b3c4d\n  baepo purge --all",
    )
    parser.add_argument("--session", default="", metavar="ID", help="everything of one session")
    parser.add_argument("--all", action="store_true", help="everything")
    options = parser.parse_args(argv)
    if options.all and options.session:
        raise UsageError("--all and --session exclude each other.")
    wiring = Wiring(common.load(options))
    now = wiring.clock.now()
    session = sessions.load_session(wiring.database, options.session).id if options.session else ""
    count = wiring.evidence.purge(before=None if options.all or session else now, session=session)
    with wiring.database.write() as connection:
        ledger.append(
            connection,
            at=now,
            kind="purged",
            principal=wiring.principal.name,
            environment="*",
            subject=session or "*",
            body={"evidence": count},
        )
    if options.json:
        common.print_json("baepo.purged/1", evidence=count)
    else:
        print(f"Forgot {count} pieces of evidence.")
    return DONE
