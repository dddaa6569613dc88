"""`baepo tools`: what can be read, investigated and, after approval, changed."""

from assistant.commands import options as common
from assistant.commands import output
from assistant.errors import DONE
from assistant.language import Text
from assistant.wiring import Wiring

_HEAD = (
    Text(ko="종류", en="kind"),
    Text(ko="백엔드", en="backend"),
    Text(ko="이름", en="name"),
    Text(ko="하는 일", en="what it does"),
)
_KINDS = {
    "playbook": Text(ko="조사", en="playbook"),
    "tool": Text(ko="읽기", en="tool"),
    "action": Text(ko="변경", en="action"),
}


def main(argv: list[str]) -> int:
    parser = common.parser(
        "tools",
        "List tools (reads), playbooks (investigations) and actions (changes).",
        "  baepo tools\n  baepo tools --json",
    )
    options = parser.parse_args(argv)
    wiring, lang = Wiring(common.load(options)), common.language(options)
    rows = [("playbook", p.backend, p.name, p.title.in_(lang)) for p in wiring.playbooks.values()]
    rows += [("tool", t.backend, t.name, t.description.split("\n", 1)[0]) for t in wiring.tools.values()]
    rows += [("action", a.backend, a.name, a.title.in_(lang)) for a in wiring.actions.values()]
    if options.json:
        common.print_json(
            "baepo.tools/1", tools=[dict(zip(("kind", "backend", "name", "title"), r, strict=True)) for r in rows]
        )
    else:
        cells = [(_KINDS[kind].in_(lang), *rest) for kind, *rest in rows]
        print(output.table([h.in_(lang) for h in _HEAD], cells, prose=True))
    return DONE
