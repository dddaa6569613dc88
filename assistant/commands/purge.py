"""`baepo purge`: forget kept evidence, at once or what has outlived its time."""

import sys

from assistant import ledger
from assistant.commands import options as common
from assistant.errors import DONE, Cancelled, UsageError
from assistant.language import Lang, Text
from assistant.store import sessions
from assistant.wiring import Wiring


def main(argv: list[str]) -> int:
    parser = common.parser(
        "purge",
        "Forget kept evidence. Without options: what is older than [evidence] days.",
        "  baepo purge\n  baepo purge --session s-1a2b3c4d\n  baepo purge --all --yes",
    )
    parser.add_argument("--session", default="", metavar="ID", help="everything of one session")
    parser.add_argument("--all", action="store_true", help="everything; asks first")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    options = parser.parse_args(argv)
    if options.all and options.session:
        raise UsageError(
            Text(ko="--all과 --session은 함께 쓸 수 없습니다.", en="--all and --session exclude each other."),
            remedy=Text(ko="하나만 주세요.", en="Give one of them."),
        )
    wiring = Wiring(common.load(options))
    if options.all and not options.yes:
        _confirm(common.language(options))
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
        told = Text(ko=f"근거 {count}개를 지웠습니다.", en=f"Forgot {count} pieces of evidence.")
        print(told.in_(common.language(options)))
    return DONE


def _confirm(lang: Lang) -> None:
    """Raises `UsageError` where nobody can be asked, `Cancelled` for any answer but yes."""
    if not sys.stdin.isatty():
        raise UsageError(
            Text(
                ko="여기서는 근거를 모두 지울지 물어볼 수 없습니다.",
                en="Nobody can be asked here whether to forget all evidence.",
            ),
            remedy="baepo purge --all --yes",
        )
    asked = Text(
        ko="모든 대화의 근거를 전부 지울까요? yes를 입력하세요: ",
        en="Forget all kept evidence, of every session? Type yes: ",
    )
    print(asked.in_(lang), end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().lower() != "yes":
        raise Cancelled(Text(ko="아무것도 지우지 않았습니다.", en="Nothing was forgotten."))
