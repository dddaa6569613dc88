"""`baepo freeze` and `baepo unfreeze`: the kill switch that every executor checks before it writes."""

from assistant import ledger
from assistant.commands import options as common
from assistant.errors import DONE, UsageError
from assistant.language import Text
from assistant.store import plans as plan_store
from assistant.wiring import Wiring


def freeze_main(argv: list[str]) -> int:
    parser = common.parser(
        "freeze",
        "Stop every change, everywhere or in one environment, at once.",
        '  baepo freeze --reason "incident 214"\n  baepo freeze --env prod --reason "sale"',
        env=True,
    )
    parser.add_argument("--reason", required=True, help="shown to everyone who is refused")
    options = parser.parse_args(argv)
    settings = common.load(options)
    if options.env and options.env not in settings.environments:
        raise UsageError(
            Text(ko=f"이름이 {options.env}인 환경이 없습니다.", en=f"There is no environment {options.env}."),
            remedy=Text(ko="baepo env로 목록을 볼 수 있습니다.", en="baepo env lists them."),
        )
    wiring, where = Wiring(settings), options.env or "*"
    now = wiring.clock.now()
    with wiring.database.write() as connection:
        plan_store.freeze(connection, environment=where, reason=options.reason, principal=wiring.principal.name, at=now)
        ledger.append(
            connection,
            at=now,
            kind="frozen",
            principal=wiring.principal.name,
            environment=where,
            subject=where,
            body={"reason": options.reason},
        )
    if options.json:
        common.print_json("baepo.frozen/1", environment=where, reason=options.reason, at=now.isoformat())
    else:
        ko, en = (f"{options.env}에서는", f"in {options.env}") if options.env else ("어디에서도", "anywhere")
        told = Text(
            ko=f"동결했습니다. `baepo unfreeze`까지 {ko} 아무것도 바꾸지 않습니다.",
            en=f"Frozen: nothing will be changed {en} until `baepo unfreeze`.",
        )
        print(told.in_(common.language(options)))
    return DONE


def unfreeze_main(argv: list[str]) -> int:
    parser = common.parser(
        "unfreeze", "Allow changes again.", "  baepo unfreeze\n  baepo unfreeze --env prod", env=True
    )
    options = parser.parse_args(argv)
    wiring, where = Wiring(common.load(options)), options.env or "*"
    with wiring.database.write() as connection:
        if not plan_store.unfreeze(connection, where):
            raise UsageError(
                Text(
                    ko=f"{options.env or '설치 전체'}: 동결되어 있지 않습니다.",
                    en=f"{options.env or 'The whole installation'} is not frozen.",
                ),
                remedy="baepo unfreeze [--env NAME]",
            )
        ledger.append(
            connection,
            at=wiring.clock.now(),
            kind="unfrozen",
            principal=wiring.principal.name,
            environment=where,
            subject=where,
            body={},
        )
    if options.json:
        common.print_json("baepo.unfrozen/1", environment=where)
    else:
        print(Text(ko="이제 다시 바꿀 수 있습니다.", en="Changes are allowed again.").in_(common.language(options)))
    return DONE
