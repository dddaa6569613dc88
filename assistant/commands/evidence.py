"""`baepo evidence`: list, show and query what answers rest on."""

import argparse
import json
import sys
from typing import Any

from assistant.commands import options as common
from assistant.commands import output
from assistant.errors import DONE, PARTLY, UsageError
from assistant.language import Text, with_particle
from assistant.refusals import told
from assistant.store import sessions
from assistant.store.evidence import EvidenceChanged
from assistant.wiring import Wiring

_EXAMPLES = """  baepo evidence list
  baepo evidence show E3
  baepo evidence show E3 --item 2
  baepo evidence sql "SELECT state, count(*) FROM E2 GROUP BY state" --session s-1a2b3c4d"""
_SHOWN = 20
_ITEM_WIDTH = 400


def main(argv: list[str]) -> int:
    parser = common.parser("evidence", "What answers rest on: list it, show one, or query it with SQL.", _EXAMPLES)
    parser.add_argument("verb", choices=["list", "show", "sql"], help="list what was read, show one of it, or query it")
    parser.add_argument("what", nargs="?", default="", help="an evidence id (show), or the SQL (sql)")
    parser.add_argument("--session", default="last", metavar="ID", help='a session (default "last")')
    parser.add_argument("--item", type=int, default=None, metavar="N", help="show one item whole")
    parser.add_argument("--all", action="store_true", help="show every item whole, not the first few in brief")
    options = parser.parse_args(argv)
    if options.verb != "list" and not options.what:
        raise UsageError(
            Text(
                ko=f"evidence {options.verb}에는 한 단어가 더 필요합니다.",
                en=f"evidence {options.verb} needs one more word.",
            ),
            remedy=Text(ko=f"예:\n{_EXAMPLES}", en=f"examples:\n{_EXAMPLES}"),
        )
    if options.verb == "list" and options.what:
        raise UsageError(
            Text(
                ko=f"evidence list에는 {with_particle(repr(options.what), '을')} 줄 수 없습니다.",
                en=f"evidence list takes no {options.what!r}.",
            ),
            remedy=Text(
                ko=f"혹시: baepo evidence show {options.what}", en=f"Did you mean: baepo evidence show {options.what}"
            ),
        )
    wiring = Wiring(common.load(options))
    session = sessions.load_session(wiring.database, options.session).id
    if options.verb == "list":
        return _list(wiring, session, options)
    {"show": _show, "sql": _sql}[options.verb](wiring, session, options)
    return DONE


def _list(wiring: Wiring, session: str, options: argparse.Namespace) -> int:
    """`PARTLY`, and which on stderr, when some of it is not as it was recorded."""
    rows = wiring.evidence.of_session(session)
    changed = {*wiring.evidence.changed(session, [f"E{r.number}" for r in rows])}
    changed |= {f"E{r.number}" for r in rows if not isinstance(r.number, int)}
    if options.json:
        listed = [
            {
                "id": f"E{r.number}",
                "tool": r.tool,
                "arguments": _parsed(r.arguments),
                "items": r.item_count,
                "environment": r.environment,
                "taken_at": r.taken_at,
                "digest": r.digest,
                "cut": r.cut,
                "changed": f"E{r.number}" in changed,
            }
            for r in rows
        ]
        common.print_json("baepo.evidence_list/1", session=session, evidence=listed)
    else:
        altered = Text(ko="바뀜", en="changed").in_(common.language(options))
        cells = [
            (
                f"E{r.number}",
                str(r.tool),
                altered if f"E{r.number}" in changed else f"{r.item_count}{'+' * bool(r.cut)}",
                str(r.environment),
                str(r.taken_at)[11:19],
                str(r.arguments),
            )
            for r in rows
        ]
        head = Text(ko="근거 도구 항목 환경 시각 인자", en="id tool items environment time arguments")
        print(output.table(head.in_(common.language(options)).split(), cells))
    for row in rows:
        if f"E{row.number}" in changed:
            changed_one = EvidenceChanged(session, f"E{row.number}")
            print(" ".join(changed_one.told(common.language(options))), file=sys.stderr)
    return PARTLY if changed else DONE


def _parsed(arguments: str) -> Any:
    """As recorded; what is no JSON any more as it stands there."""
    try:
        return json.loads(arguments)
    except (ValueError, TypeError, RecursionError):
        return str(arguments)


def _show(wiring: Wiring, session: str, options: argparse.Namespace) -> None:
    evidence = wiring.evidence.load(session, options.what.strip().upper())
    if options.json:
        common.print_json(
            "baepo.evidence/1",
            id=evidence.id,
            session=session,
            tool=evidence.tool,
            arguments=evidence.arguments,
            environment=evidence.environment,
            taken_at=evidence.taken_at.isoformat(),
            digest=evidence.digest,
            items=list(evidence.items),
            cut=evidence.cut,
            not_read=[{"what": n.what, "why": n.why, "remedy": n.remedy} for n in evidence.not_read],
        )
        return
    if options.item is not None and not 1 <= options.item <= len(evidence.items):
        count = len(evidence.items)
        its = Text(ko=f"항목은 1번부터 {count}번까지입니다.", en=f"Its items are 1 to {count}.")
        if not count:
            its = Text(ko="항목이 없습니다. 거기에 아무것도 없었습니다.", en="It has none: nothing was there.")
        raise UsageError(
            Text(
                ko=f"{evidence.id}에는 {options.item}번 항목이 없습니다.",
                en=f"{evidence.id} has no item {options.item}.",
            ),
            remedy=its,
        )
    lang = common.language(options)
    plus = Text(ko=" (잘림: 더 있습니다)", en=" (cut: more exist)").in_(lang) if evidence.cut else ""
    items = Text(ko=f"항목 {len(evidence.items)}개", en=f"{len(evidence.items)} items").in_(lang)
    taken_at = f"{evidence.taken_at:%Y-%m-%d %H:%M:%S} UTC"
    print(" · ".join([evidence.id, evidence.tool, evidence.environment, taken_at, f"sha256 {evidence.digest[:12]}"]))
    arguments = output.one_line(json.dumps(evidence.arguments, ensure_ascii=False))
    print(f"{arguments} -> {items}{plus}")
    if options.item is not None:
        print(output.neutral(json.dumps(dict(evidence.items[options.item - 1]), ensure_ascii=False, indent=2)))
        return
    shown = evidence.items if options.all else evidence.items[:_SHOWN]
    cut_one = 0
    for number, item in enumerate(shown, start=1):
        text = output.one_line(json.dumps(dict(item), ensure_ascii=False))
        long = len(text) > _ITEM_WIDTH and not options.all
        print(output.flowing(f"{number:>4}  {text[:_ITEM_WIDTH] + ' …' if long else text}"))
        cut_one = cut_one or (number if long else 0)
    if len(shown) < len(evidence.items):
        rest, sql = len(evidence.items) - len(shown), f'baepo evidence sql "SELECT * FROM {evidence.id}"'
        more = Text(ko=f"… {rest}개 더 있음: --all 또는", en=f"… {rest} more: --all, or").in_(lang)
        print(f"{more} {sql} --session {session}")
    if cut_one:
        whole = Text(ko="하나를 전부:", en="One of them whole:").in_(lang)
        print(f"{whole} baepo evidence show {evidence.id} --item {cut_one} --session {session}")
    for part in evidence.not_read:
        unseen = Text(ko="볼 수 없었음:", en="Could not look at").in_(lang)
        print(output.one_line(f"{unseen} {part.what}: {told(part, lang).why}"), file=sys.stderr)


def _sql(wiring: Wiring, session: str, options: argparse.Namespace) -> None:
    columns, rows, cut = wiring.evidence.query(session, options.what)
    if options.json:
        common.print_json("baepo.evidence_rows/1", columns=columns, rows=rows, cut=cut)
        return
    if columns:
        print(output.table(columns, [[str(v) if v is not None else "" for v in row] for row in rows]))
    if cut:
        first = Text(
            ko=f"처음 {len(rows):,}행만 보여 줍니다. SQL에 WHERE, GROUP BY, LIMIT을 넣으세요.",
            en=f"Only the first {len(rows):,} rows: add WHERE, GROUP BY or LIMIT to the SQL.",
        )
        print(first.in_(common.language(options)), file=sys.stderr)
