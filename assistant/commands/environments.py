"""`baepo env`: the configured environments; with a name, who really answers there and whether it is the one pinned."""

from assistant.commands import options as common
from assistant.commands import output
from assistant.connections import Connections
from assistant.errors import DONE, PARTLY, REFUSED, UsageError
from tools.spec import ToolError


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
            print(
                f"No environments in {settings.source or 'any baepo.toml'}. Try `baepo demo`, or see docs/configuration.md."
            )
        else:
            cells = [
                (e.name, e.risk.value, ", ".join(f"{b}: {t.label}" for b, t in e.targets.items()))
                for e in known.values()
            ]
            print(output.table(("environment", "risk", "backends"), cells))
        return DONE
    if options.name not in known:
        raise UsageError(f"There is no environment {options.name}.", remedy="baepo env lists them.")
    environment, code, answers = known[options.name], DONE, []
    for backend, target in environment.targets.items():
        try:
            live = Connections().live_identity(environment, backend)
        except ToolError as error:
            answers.append(
                {"backend": backend, "state": "unreachable", "message": error.message, "remedy": error.remedy}
            )
            code = max(code, PARTLY)
            continue
        state = "ok" if live == target.pinned else "not pinned" if not target.pinned else "another place"
        answers.append({"backend": backend, "state": state, "pinned": target.pinned, "live": live})
        code = REFUSED if state == "another place" else code
    if options.json:
        common.print_json("baepo.environment/1", name=environment.name, risk=environment.risk.value, backends=answers)
    else:
        for answer in answers:
            print(
                ": ".join(
                    output.neutral(answer[k])
                    for k in ("backend", "state", "live", "message", "remedy")
                    if answer.get(k)
                )
            )
    return code
