"""`baepo ledger`: what was asked, seen, proposed, decided and done, and whether the record can be trusted."""

import json

from assistant import ledger
from assistant.commands import options as common
from assistant.commands import output
from assistant.decisions import signed_heads
from assistant.errors import DONE, FAILED
from assistant.language import Text
from assistant.ledger_text import HEAD, kind, verdict
from assistant.store import plans as plan_store
from assistant.wiring import Wiring


def main(argv: list[str]) -> int:
    parser = common.parser(
        "ledger",
        "Show the record, or verify that nothing in it was altered, removed or forged.",
        "  baepo ledger show --newest 20\n  baepo ledger show --subject p-7f3a\n  baepo ledger verify",
    )
    parser.add_argument("verb", choices=["show", "verify"], help="show the newest entries, or verify all of them")
    parser.add_argument(
        "--newest", type=int, default=50, metavar="N", help="how many of the newest entries (default 50)"
    )
    parser.add_argument("--subject", default="", metavar="ID", help="only entries of one session or plan")
    options = parser.parse_args(argv)
    settings, lang = common.load(options), common.language(options)
    wiring = Wiring(settings)
    if options.verb == "show":
        with wiring.database.read() as connection:
            entries = ledger.entries(connection, newest=options.newest, subject=options.subject)
        if options.json:
            common.print_json("baepo.ledger/1", entries=[e.to_json() for e in entries])
        else:
            cells = [
                (
                    str(e.seq),
                    e.at[:19],
                    kind(e.kind, lang),
                    e.principal,
                    e.environment,
                    e.subject,
                    json.dumps(e.body, ensure_ascii=False),
                )
                for e in entries
            ]
            head = (*HEAD, Text(ko="자세히", en="details"))
            print(output.table([h.in_(lang) for h in head], cells))
        return DONE
    with wiring.database.read() as connection:
        heads = signed_heads(plan_store.load_decisions(connection), settings.approvers)
        audit = ledger.verify(connection, heads)
    if options.json:
        common.print_json(
            "baepo.ledger_audit/1",
            ok=audit.ok,
            entries=audit.count,
            attested=audit.attested,
            faults=[f.en for f in audit.faults],
        )
    elif audit.ok:
        print(verdict(audit, lang))
    else:
        print(verdict(audit, lang))
        print("\n".join(f"  - {fault.in_(lang)}" for fault in audit.faults))
    return DONE if audit.ok else FAILED
