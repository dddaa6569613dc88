"""`baepo sessions`: earlier conversations: list, search, show, export."""

import sys
from pathlib import Path

from assistant import transcript
from assistant.commands import options as common
from assistant.commands import output
from assistant.errors import DONE, Failed, UsageError
from assistant.store import sessions
from assistant.wiring import Wiring

_EXAMPLES = """  baepo sessions list
  baepo sessions list --search checkout
  baepo sessions show last
  baepo sessions export s-1a2b3c4d --out incident.md
  baepo ask "그 파드 로그는?" --session last"""


def main(argv: list[str]) -> int:
    parser = common.parser("sessions", "Earlier conversations: list, search, show, export.", _EXAMPLES)
    parser.add_argument("verb", choices=["list", "show", "export"])
    parser.add_argument("session", nargs="?", default="last", metavar="ID", help='a session, or "last"')
    parser.add_argument(
        "--search", default="", metavar="TEXT", help="only sessions in which this was asked or answered"
    )
    parser.add_argument(
        "--out", type=Path, metavar="FILE", help="where to export to (.md or .json; default: the screen)"
    )
    options = parser.parse_args(argv)
    wiring = Wiring(common.load(options))
    if options.verb == "list":
        records = sessions.list_sessions(wiring.database, search=options.search)
        if options.json:
            listed = [
                {
                    "id": r.id,
                    "title": r.title,
                    "environment": r.environment,
                    "principal": r.principal,
                    "created_at": r.created_at.isoformat(),
                }
                for r in records
            ]
            common.print_json("baepo.sessions/1", sessions=listed)
        else:
            rows = [(r.id, f"{r.created_at:%m-%d %H:%M}", r.environment, r.title) for r in records]
            print(output.table(("session", "time (UTC)", "environment", "first question"), rows))
        return DONE
    record = sessions.load_session(wiring.database, options.session)
    past = transcript.turns(sessions.load_events(wiring.database, record.id))
    text = transcript.markdown(record, past, folded=options.verb == "export")
    if options.verb == "export" and options.out:
        _write(options.out, text, record, past)
        if options.json:
            common.print_json("baepo.exported/1", session=record.id, path=str(options.out))
        else:
            print(f"Exported {record.id} to {options.out}.")
    elif options.json:
        common.print_json("baepo.session/1", **transcript.to_json(record, past))
    else:
        shown = options.verb == "show"
        print(output.markdown(text, style=output.styled(sys.stdout)) if shown else output.neutral(text), end="")
    return DONE


def _write(path: Path, text: str, record: sessions.SessionRecord, past: list[transcript.PastTurn]) -> None:
    import json

    if path.suffix not in (".md", ".json"):
        raise UsageError(f"{path} ends neither in .md nor in .json.", remedy="The ending says which format.")
    if path.suffix == ".json":
        document = {"schema": "baepo.session/1", **transcript.to_json(record, past)}
        text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise Failed(f"{path} could not be written: {error.strerror}.", remedy="Choose another --out.") from error
