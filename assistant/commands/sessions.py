"""`baepo sessions`: earlier conversations: list, search, show, export."""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from assistant import ledger, transcript
from assistant.commands import options as common
from assistant.commands import output
from assistant.errors import DONE, PARTLY, Failed, UsageError
from assistant.language import Lang, Text, with_particle
from assistant.store import sessions
from assistant.store.sessions import SessionRecord
from assistant.transcript import PastTurn
from assistant.wiring import Wiring

_EXAMPLES = """  baepo sessions list
  baepo sessions list --search checkout
  baepo sessions show last
  baepo sessions export s-1a2b3c4d --out incident.md
  baepo ask "그 파드 로그는?" --session last"""

_HEAD = (
    Text(ko="대화", en="session"),
    Text(ko="시각(UTC)", en="time (UTC)"),
    Text(ko="환경", en="environment"),
    Text(ko="첫 질문", en="first question"),
)


def main(argv: list[str]) -> int:
    parser = common.parser("sessions", "Earlier conversations: list, search, show, export.", _EXAMPLES)
    parser.add_argument("verb", choices=["list", "show", "export"], help="list them, show one, or write one down")
    parser.add_argument("session", nargs="?", default=None, metavar="ID", help='a session (default "last")')
    parser.add_argument(
        "--search", default="", metavar="TEXT", help="only sessions in which this was asked or answered"
    )
    parser.add_argument(
        "--out", type=Path, metavar="FILE", help="where to export to (.md or .json; default: the screen)"
    )
    parser.add_argument("--force", action="store_true", help="export also over a file that exists")
    options = parser.parse_args(argv)
    _check(options)
    wiring = Wiring(common.load(options))
    if options.verb == "list":
        return _list(wiring, options)
    record = sessions.load_session(wiring.database, "last" if options.session is None else options.session)
    past = transcript.turns(sessions.load_events(wiring.database, record.id))
    with wiring.database.read() as connection:
        histories = ledger.histories(connection, (p.plan for turn in past for p in turn.plans))
    if options.out:
        _write(options.out, record, past, histories, force=options.force)
        if options.json:
            common.print_json("baepo.exported/1", session=record.id, path=str(options.out))
        else:
            told = Text(
                ko=f"대화 {with_particle(record.id, '을')} {options.out}에 내보냈습니다.",
                en=f"Exported {record.id} to {options.out}.",
            )
            print(output.neutral(told.in_(common.language(options))))
    elif options.json:
        common.print_json("baepo.session/1", **transcript.to_json(record, past, histories=histories))
    elif options.verb == "show":
        print(
            output.flowing(
                output.markdown(transcript.markdown(record, past, histories=histories), style=output.styled(sys.stdout))
            ),
            end="",
        )
    else:
        print(output.neutral(transcript.markdown(record, past, document=True, histories=histories)), end="")
    return _damage_told(wiring, [record], past, common.language(options))


def _check(options: argparse.Namespace) -> None:
    """Raises `UsageError` for what another verb understands: left unsaid, it would look done."""
    given = {"--search": options.search, "ID": options.session, "--out": options.out, "--force": options.force}
    meant = {"list": ["--search"], "show": ["ID"], "export": ["ID", "--out", "--force"]}[options.verb]
    if strange := [name for name, value in given.items() if value and name not in meant]:
        raise UsageError(
            Text(
                ko=f"`baepo sessions {options.verb}`에는 {with_particle(', '.join(strange), '을')} 줄 수 없습니다.",
                en=f"`baepo sessions {options.verb}` takes no {' and no '.join(strange)}.",
            ),
            remedy=Text(ko=f"예:\n{_EXAMPLES}", en=f"examples:\n{_EXAMPLES}"),
        )


def _list(wiring: Wiring, options: argparse.Namespace) -> int:
    lang = common.language(options)
    records = sessions.list_sessions(wiring.database, search=options.search)
    if options.json:
        listed = [
            {
                "id": r.id,
                "title": r.title,
                "environment": r.environment,
                "principal": r.principal,
                "created_at": r.created_at.isoformat() if r.created_at else None,
                "damage": r.damage,
            }
            for r in records
        ]
        common.print_json("baepo.sessions/1", sessions=listed)
    else:
        damaged = Text(ko="손상됨", en="damaged").in_(lang)
        rows = [
            (r.id, f"{r.created_at:%m-%d %H:%M}" if r.created_at else damaged, r.environment, r.title) for r in records
        ]
        print(output.table([h.in_(lang) for h in _HEAD], rows, prose=True))
    return _damage_told(wiring, records, (), lang)


def _damage_told(wiring: Wiring, records: Sequence[SessionRecord], past: Sequence[PastTurn], lang: Lang) -> int:
    """`PARTLY`, and where on stderr, when some of it could not be read; else `DONE`."""
    damage = [Text(ko=f"대화 {r.id}: {r.damage}.", en=f"Session {r.id}: {r.damage}.") for r in records if r.damage]
    damage += [
        Text(
            ko=f"대화 {records[0].id}, 질문 {number}: 이벤트 {d.seq} ({d.kind}) 읽지 못함: {d.why}.",
            en=f"Session {records[0].id}, question {number}: event {d.seq} ({d.kind}) cannot be read: {d.why}.",
        )
        for number, turn in enumerate(past, start=1)
        for d in turn.damaged
    ]
    if not damage:
        return DONE
    where = wiring.database.where
    remedy = Text(
        ko=f"나머지는 기록된 그대로입니다. 손상되었거나 더 새로운 버전이 쓴 것은 {where}에 있습니다: "
        "백업에서 되살리거나 업그레이드하세요.",
        en=f"The rest is as it was recorded. What is damaged, or of a newer version, is in {where}: "
        "restore that from a backup, or upgrade.",
    )
    print("\n".join(output.one_line(line.in_(lang)) for line in [*damage, remedy]), file=sys.stderr)
    return PARTLY


def _write(
    path: Path,
    record: SessionRecord,
    past: list[PastTurn],
    histories: Mapping[str, Sequence[ledger.Entry]],
    *,
    force: bool,
) -> None:
    """All of it or nothing, 0600. Raises `UsageError` for another ending, or a file that exists; `Failed`."""
    if path.suffix == ".md":
        text = output.neutral(transcript.markdown(record, past, document=True, histories=histories))
    elif path.suffix == ".json":
        document = {"schema": "baepo.session/1", **transcript.to_json(record, past, histories=histories)}
        text = output.json_text(document) + "\n"
    else:
        raise UsageError(
            Text(ko=f"{path}의 확장자가 .md도 .json도 아닙니다.", en=f"{path} ends neither in .md nor in .json."),
            remedy=Text(ko="확장자로 형식을 정합니다.", en="The ending says which format."),
        )
    partial = path.with_name(f".{os.getpid()}.partial")
    claimed = False
    try:
        if not force:
            path.open("x").close()
            claimed = True
        with os.fdopen(os.open(partial, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
        partial.replace(path)
    except FileExistsError as error:
        raise UsageError(
            Text(ko=f"{with_particle(str(path), '이')} 이미 있습니다.", en=f"{path} exists already."),
            remedy=Text(ko="--out을 바꾸거나 --force를 추가하세요.", en="Choose another --out, or add --force."),
        ) from error
    except OSError as error:
        for half in (partial, path) if claimed else (partial,):
            with suppress(OSError):
                half.unlink()
        raise Failed(
            Text(
                ko=f"{path}에 쓸 수 없습니다: {error.strerror}.", en=f"{path} could not be written: {error.strerror}."
            ),
            remedy=Text(ko="--out을 바꾸세요.", en="Choose another --out."),
        ) from error
