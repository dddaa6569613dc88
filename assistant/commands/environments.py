"""`baepo env`: the configured environments; with a name, who really answers there and whether it is the one pinned."""

from dataclasses import dataclass

from assistant.commands import options as common
from assistant.commands import output
from assistant.connections import Connections
from assistant.environments import Environment
from assistant.errors import DONE, PARTLY, REFUSED, UsageError
from assistant.language import Lang, Text, same, with_particle
from assistant.refusals import told as told_of
from tools.spec import ToolError

_OK, _UNPINNED, _UNREACHABLE, _ELSEWHERE = "ok", "not pinned", "unreachable", "another place"
_STATES = {
    _OK: same("ok"),
    _UNPINNED: Text(ko="고정되지 않음", en=_UNPINNED),
    _UNREACHABLE: Text(ko="연결할 수 없음", en=_UNREACHABLE),
    _ELSEWHERE: Text(ko="다른 곳", en=_ELSEWHERE),
}


def main(argv: list[str]) -> int:
    """0, or 3 when another identity answers than the one pinned, 4 when a backend cannot be reached."""
    parser = common.parser("env", "List environments, or ask one who it is.", "  baepo env\n  baepo env prod-seoul")
    parser.add_argument("name", nargs="?", default="", help="ask this one who it is (default: list them)")
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
            print(output.table(head.in_(common.language(options)).split(), cells, prose=True))
        return DONE
    if options.name not in known:
        raise UsageError(
            Text(ko=f"이름이 {options.name}인 환경이 없습니다.", en=f"There is no environment {options.name}."),
            remedy=Text(ko="baepo env로 목록을 볼 수 있습니다.", en="baepo env lists them."),
        )
    environment = known[options.name]
    answers = [_asked(environment, backend) for backend in environment.targets]
    if options.json:
        common.print_json(
            "baepo.environment/1",
            name=environment.name,
            risk=environment.risk.value,
            backends=[a.to_json() for a in answers],
        )
    else:
        lang = common.language(options)
        for answer in answers:
            print(output.one_line(answer.line(lang)))
    states = {a.state for a in answers}
    return REFUSED if _ELSEWHERE in states else PARTLY if _UNREACHABLE in states else DONE


@dataclass(frozen=True, kw_only=True)
class _Answer:
    """Who answers at a backend, against who should; `trouble` is what happened and what to do, where that is no identity."""

    backend: str
    state: str
    pinned: str = ""
    live: str = ""
    trouble: tuple[Text, Text] | None = None

    def line(self, lang: Lang) -> str:
        said = " ".join(t.in_(lang) for t in self.trouble) if self.trouble else self.live
        return ": ".join(filter(None, (self.backend, _STATES[self.state].in_(lang), said.strip())))

    def to_json(self) -> dict[str, str]:
        told = {"backend": self.backend, "state": self.state}
        if self.state != _UNREACHABLE:
            told |= {"pinned": self.pinned, "live": self.live}
        if self.trouble:
            told |= {"message": self.trouble[0].en, "remedy": self.trouble[1].en}
        return told


def _asked(environment: Environment, backend: str) -> _Answer:
    pinned = environment.targets[backend].pinned
    try:
        live = Connections().live_identity(environment, backend)
    except ToolError as error:
        korean, english = told_of(error, "ko"), told_of(error, "en")
        trouble = (Text(ko=korean[0], en=english[0]), Text(ko=korean[1], en=english[1]))
        return _Answer(backend=backend, state=_UNREACHABLE, trouble=trouble)
    if live == pinned or not pinned:
        return _Answer(backend=backend, state=_OK if live == pinned else _UNPINNED, pinned=pinned, live=live)
    trouble = (
        Text(
            ko=f"{with_particle(pinned, '이')} 있어야 하는데 {with_particle(live, '이')} 답합니다.",
            en=f"{pinned} was expected, but {live} answers.",
        ),
        Text(
            ko="baepo.toml의 프로필, 컨텍스트나 고정한 정체를 고치세요.",
            en="Correct the profile, context or pinned identity in baepo.toml.",
        ),
    )
    return _Answer(backend=backend, state=_ELSEWHERE, pinned=pinned, live=live, trouble=trouble)
