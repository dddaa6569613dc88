"""The command line: one table of strings, imported on use, so that `--help` loads nothing."""

import io
import sys

# command: (where it is, what it does). The one upward reference of this package: tui and evals are named, not imported.
COMMANDS: dict[str, tuple[str, str]] = {
    "ask": ("assistant.commands.ask:main", "ask a question about a live system or the guides"),
    "check": ("assistant.commands.check:main", "run every check on a cluster, for people, cron and CI"),
    "kube": ("assistant.commands.kube:main", "kube snapshot: a cluster written down for somebody else to look at"),
    "chat": ("tui.app:main", "the terminal UI: chat, evidence and plans side by side"),
    "plans": ("assistant.commands.plans:list_main", "list plans and how far each is"),
    "plan": ("assistant.commands.plans:show_main", "plan show ID: what would change, risk, undo, digest"),
    "propose": ("assistant.commands.propose:main", "plan one action on one target you name"),
    "approve": ("assistant.commands.decide:approve_main", "read a plan, type its short digest, sign"),
    "reject": ("assistant.commands.decide:reject_main", "say no to a plan, signed"),
    "execute": ("assistant.commands.execute:execute_main", "carry out an approved plan, verify it, undo if it fails"),
    "undo": ("assistant.commands.execute:undo_main", "put back what a plan changed"),
    "evidence": ("assistant.commands.evidence:main", "evidence list|show|sql: what answers rest on"),
    "sessions": ("assistant.commands.sessions:main", "sessions list|show|export: earlier conversations"),
    "feedback": ("assistant.commands.feedback:main", "say what was wrong with an answer"),
    "ledger": ("assistant.commands.ledger:main", "ledger show|verify: what was asked, decided and done"),
    "suppress": ("assistant.commands.suppress:main", "mark a finding as known, with a reason and an end"),
    "freeze": ("assistant.commands.freeze:freeze_main", "kill switch: no change anywhere, or in one environment"),
    "unfreeze": ("assistant.commands.freeze:unfreeze_main", "allow changes again"),
    "env": ("assistant.commands.environments:main", "environments, and who really answers there"),
    "tools": ("assistant.commands.tools:main", "what can be read, investigated and changed"),
    "models": ("assistant.commands.models:main", "models list|preview|test: the language model, and what it is sent"),
    "permissions": ("assistant.commands.permissions:main", "least-privilege policy for aws or kube"),
    "init": ("assistant.commands.init:main", "write the first baepo.toml from what this machine knows"),
    "doctor": ("assistant.commands.doctor:main", "what works here, what is missing, and the next command"),
    "keys": ("assistant.commands.keys:main", "keys create|show: the key an approver signs with"),
    "purge": ("assistant.commands.purge:main", "forget kept evidence"),
    "completion": ("assistant.commands.completion:main", "completion bash|zsh|fish: names and options at Tab"),
    "eval": ("evals.run:main", "measure the product against known truth"),
    "demo": ("evals.demo:main", "a small company to try everything on, no account needed"),
}

_HELP = """Baepo (배포): ask about what you run; evidence in, plan out; nothing moves without a signed approval.

usage: baepo COMMAND [...]        baepo COMMAND --help tells more, with examples

{commands}

try it      baepo demo                                   no account, no key, no model needed
ask         baepo ask "checkout 배포가 왜 실패했어?"        baepo ask "what is wasted in this account?"
change      baepo plan show p-7f3a   baepo approve p-7f3a   baepo execute p-7f3a
exit codes  0 done  1 failed  2 usage  3 refused by policy  4 partly could not look  5 --fail-on met
"""


def main(argv: list[str] | None = None) -> int:
    """Runs one command; returns its exit code. Every error a person can do something about is a message, not a traceback."""
    arguments = sys.argv[1:] if argv is None else argv
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # where the locale says ASCII, Korean is escaped rather than an error
            stream.reconfigure(errors="backslashreplace")
    try:
        return _run(arguments)
    except KeyboardInterrupt:  # what `edge.run` cannot catch: its own import, and a second one while it tells the first
        print("Stopped.", file=sys.stderr)
        return 130


def _run(arguments: list[str]) -> int:
    if not arguments:
        return _bare()
    if arguments[0] in ("-h", "--help", "help"):
        width = max(map(len, COMMANDS))
        print(
            _HELP.format(commands="\n".join(f"  {name:{width}}  {what}" for name, (_, what) in COMMANDS.items())),
            end="",
        )
        return 0
    if arguments[0] in ("-V", "--version"):
        from assistant import __version__

        print(f"baepo {__version__}")
        return 0
    if arguments[:2] == ["completion", "values"]:  # runs at every Tab, so not even the edge is loaded
        from assistant.commands.completion import main as complete

        return complete(arguments[1:])
    from assistant.commands.edge import run

    return run(arguments[0], arguments[1:], COMMANDS)


def _bare() -> int:
    """`baepo` alone: the first run on a new machine, else the terminal UI, or help where there is no terminal."""
    from assistant import places
    from assistant.commands.edge import run

    if not places.configured():
        return run("first run", [], {"first run": ("assistant.commands.first_run:main", "")})
    on_terminal = sys.stdin.isatty() and sys.stdout.isatty()
    return run("chat", [], COMMANDS) if on_terminal else _run(["--help"])


if __name__ == "__main__":
    sys.exit(main())
