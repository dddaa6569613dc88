"""`baepo tools`: what can be read, investigated and, after approval, changed."""

from assistant.commands import options as common
from assistant.commands import output
from assistant.errors import DONE
from assistant.wiring import Wiring


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
        print(output.table(("kind", "backend", "name", "what it does"), rows))
    return DONE
