"""`baepo env`: the configured environments; with a name, who really answers there and whether it is the one pinned."""

from assistant.commands import options as common
from assistant.commands import output
from assistant.connections import Connections
from assistant.environments import Environment
from assistant.errors import DONE, PARTLY, REFUSED, UsageError
from assistant.language import Text
from tools.spec import ToolError

_UNREACHABLE, _ELSEWHERE = "unreachable", "another place"


def main(argv: list[str]) -> int:
    """0, or 3 when another identity answers than the one pinned, 4 when a backend cannot be reached."""
    parser = common.parser("env", "List environments, or ask one who it is.", "  baepo env\n  baepo env prod-seoul")
    parser.add_argument("name", nargs="?", default="")
    options = parser.parse_args(argv)
    settings = common.load(options)
    known = settings.environments
    if not options.name:
        listed = [
            {
                "name": e.name,
                "risk": e.risk.value,
                "readers": sorted(e.readers),
                "backends": {b: t.label for b, t in e.targets.items()},
            }
            for e in known.values()
        ]
        if options.json:
            common.print_json("baepo.environments/1", source=settings.source, environments=listed)
        elif not known:
            where = settings.source or "baepo.toml"
            none = Text(
                ko=f"{where}에 환경이 없습니다. `baepo init`이나 `baepo demo`를 실행해 보세요.",
                en=f"No environments in {where}. Try `baepo init`, or `baepo demo`.",
            )
            print(none.in_(common.language(options)))
        else:
            cells = [
                (e.name, e.risk.value, ", ".join(f"{b}: {t.label}" for b, t in e.targets.items()))
                for e in known.values()
            ]
            head = Text(ko="환경 위험 백엔드", en="environment risk backends")
            print(output.table(head.in_(common.language(options)).split(), cells))
        return DONE
    if options.name not in known:
        raise UsageError(
            Text(ko=f"이름이 {options.name}인 환경이 없습니다.", en=f"There is no environment {options.name}."),
            remedy=Text(ko="baepo env로 목록을 볼 수 있습니다.", en="baepo env lists them."),
        )
    environment = known[options.name]
    answers = [_asked(environment, backend) for backend in environment.targets]
    if options.json:
        common.print_json("baepo.environment/1", name=environment.name, risk=environment.risk.value, backends=answers)
    else:
        for answer in answers:
            said = f"{answer['message']} {answer['remedy']}" if "message" in answer else answer["live"]
            print(output.one_line(": ".join(filter(None, (answer["backend"], answer["state"], said)))))
    states = {a["state"] for a in answers}
    return REFUSED if _ELSEWHERE in states else PARTLY if _UNREACHABLE in states else DONE


def _asked(environment: Environment, backend: str) -> dict[str, str]:
    """Who answers at a backend, against who should."""
    pinned = environment.targets[backend].pinned
    try:
        live = Connections().live_identity(environment, backend)
    except ToolError as error:
        return {"backend": backend, "state": _UNREACHABLE, "message": error.message, "remedy": error.remedy}
    answer = {"backend": backend, "state": "ok", "pinned": pinned, "live": live}
    if live == pinned:
        return answer
    if not pinned:
        return answer | {"state": "not pinned"}
    return answer | {
        "state": _ELSEWHERE,
        "message": f"{pinned} was expected, but {live} answers.",
        "remedy": "Correct the profile, context or pinned identity in baepo.toml.",
    }
