"""`baepo demo`: a small company to try everything on: its cluster, cloud account and bill, with no account of your own.

With a terminal it ends in the terminal UI, and goes on there the next time; without one, or with `--tour`, it runs the whole
loop on a company that goes away again, and asserts each step.
"""

import argparse
import os
import shlex
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from assistant.commands import options as common
from assistant.commands.last_conversation import last_in
from assistant.commands.progress import waiting
from assistant.errors import DONE, Failed, UsageError
from assistant.language import Lang, Text
from evals import demo_home, foreground, worlds
from evals.demo_settings import write_settings
from evals.tour import run_tour
from evals.worlds.moto_server import ServerFailed, serve

_EXAMPLES = """  baepo demo                 the terminal UI on the demo company; the next time it goes on there
  baepo demo --new           the same company from its first day: earlier conversations and plans go
  baepo demo --serve         keep it running and use the command line yourself
  baepo demo --tour          the whole loop, step by step, each step checked
  baepo demo --remove        remove all that the demo keeps"""

_HUNG_UP = 128 + signal.SIGHUP


def main(argv: list[str]) -> int:
    options = _parser().parse_args(argv)
    lang = common.language(options)
    interactive = sys.stdin.isatty() and sys.stdout.isatty() and not options.tour
    home = demo_home.kept(options.seed)
    if options.remove:
        return _remove(home, lang)
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, _leave)
    demo_home.sweep()
    if not interactive and not options.serve:
        with demo_home.passing() as passing, _company(options.seed, passing, lang) as world:
            return run_tour(world, passing)
    if options.new:
        _removed(home)
    try:
        with demo_home.used(home), _company(options.seed, home, lang):
            code = _serve(home, lang) if options.serve else _chat(home, options)
    except demo_home.Running:
        return _join(home, options, lang)
    if code != _HUNG_UP:  # else nobody is left to read it
        _tell_kept(home, options, lang)
    return code


def _parser() -> common.Parser:
    parser = common.Parser(
        prog="baepo demo",
        description="Try everything on a made-up company. It is kept, and can be removed.",
        epilog=f"examples:\n{_EXAMPLES}",
        allow_abbrev=False,
    )
    parser.add_argument("--seed", type=int, default=1, help="which company; another seed has other faults")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--new", action="store_true", help="begin anew: what was asked and planned there before goes")
    how.add_argument("--tour", action="store_true", help="run the loop and check it, without a terminal")
    how.add_argument("--remove", action="store_true", help="remove what this demo company has kept, and nothing else")
    parser.add_argument("--serve", action="store_true", help="keep the company running until Ctrl-C")
    parser.add_argument("--lang", choices=["ko", "en"], help="of screens and messages (default: the locale's)")
    parser.add_argument("--json", action="store_true", help=argparse.SUPPRESS)
    return parser


@contextmanager
def _company(seed: int, home: Path, lang: Lang) -> Iterator[worlds.World]:
    """The company as it is today, its account being served and its settings written."""
    with ExitStack() as served:
        with waiting(Text(ko="데모 회사를 준비하는 중", en="getting the demo company ready"), lang):
            world = _started(seed, home, served)
        yield world


def _started(seed: int, home: Path, served: ExitStack) -> worlds.World:
    try:
        shutil.rmtree(home / "world", ignore_errors=True)
        world = worlds.build(seed, home / "world", now=datetime.now(UTC))
        write_settings(home, world, served.enter_context(serve(world)))
        return world
    except ServerFailed as error:
        raise Failed(
            Text(
                ko=f"데모의 클라우드 계정을 시작하지 못했습니다: {error}",
                en=f"The demo's cloud account did not start: {error}",
            ),
            remedy="pip install 'baepo[demo]'",
        ) from error


def _leave(signum: int, _frame: object) -> None:
    """What is not kept goes away however it is ended."""
    raise SystemExit(128 + signum)


def _chat(home: Path, options: argparse.Namespace) -> int:
    """The terminal UI, where the newest conversation goes on."""
    command = [sys.executable, "-m", "assistant.cli", "chat"]
    command += ["--lang", options.lang] if options.lang else []
    command += ["--session", "last"] if last_in(home) else []
    environ = os.environ | {"BAEPO_HOME": str(home), "BAEPO_CONFIG": str(home / "baepo.toml")}
    return foreground.run(command, environ)


def _serve(home: Path, lang: Lang) -> int:
    running = Text(ko="데모 회사가 실행 중입니다. 다른 터미널에서:", en="The company is running. In another terminal:")
    ends = Text(ko="끝내려면 Ctrl-C를 누르세요.", en="Ctrl-C ends it.")
    try:  # around what it says, too: it may be taken at its word at once
        print(f"{running.in_(lang)}\n\n{_commands(home, lang)}\n\n{ends.in_(lang)}", flush=True)
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        return DONE


def _commands(home: Path, lang: Lang) -> str:
    question = Text(ko="어디에서 돈이 새고 있어?", en="what is wasted in this account?").in_(lang)
    place = shlex.quote(str(home))
    path = "" if shutil.which("baepo") else f' PATH={shlex.quote(str(_program().parent.absolute()))}:"$PATH"'
    exported = f"  export BAEPO_HOME={place} BAEPO_CONFIG={place}/baepo.toml{path}"
    return f'{exported}\n  baepo env\n  baepo ask "{question}"'


def _program() -> Path:
    """As it can be typed here: its name where the shell finds it, else where it is, from this folder if it lies below it."""
    begun = Path(sys.argv[0])
    if shutil.which("baepo") or begun.name != "baepo":
        return Path("baepo")
    with suppress(ValueError):
        return begun.absolute().relative_to(Path.cwd())
    return begun.absolute()


def _join(home: Path, options: argparse.Namespace, lang: Lang) -> int:
    """Another process runs this company: it is looked at from here, too, as long as that one runs."""
    if options.serve:
        running = Text(
            ko="데모 회사가 이미 실행 중입니다. 여기서 바로 쓸 수 있습니다:",
            en="The company is running already. Here you can use it at once:",
        )
        print(f"{running.in_(lang)}\n\n{_commands(home, lang)}\n")
        return DONE
    return _chat(home, options)


def _remove(home: Path, lang: Lang) -> int:
    gone = _removed(home)
    told = Text(ko=f"데모 회사를 지웠습니다: {home}", en=f"The demo company is removed: {home}")
    none = Text(ko=f"지울 데모 회사가 없습니다: {home}", en=f"There is no demo company to remove: {home}")
    print((told if gone else none).in_(lang))
    return DONE


def _removed(home: Path) -> bool:
    try:
        return demo_home.remove(home)
    except demo_home.Running:
        raise _in_use(home) from None


def _in_use(home: Path) -> UsageError:
    return UsageError(
        Text(ko=f"데모 회사를 쓰는 중입니다: {home}", en=f"The demo company is being used: {home}"),
        remedy=Text(
            ko="실행 중인 baepo demo를 먼저 끝내세요.", en="Leave the baepo demo that is running somewhere first."
        ),
    )


def _tell_kept(home: Path, options: argparse.Namespace, lang: Lang) -> None:
    seed = f" --seed {options.seed}" if options.seed != 1 else ""
    program = shlex.quote(str(_program()))
    print(
        Text(
            ko=f"데모 회사는 남아 있습니다: {home}\n"
            f"  이어서 하기  {program} demo{seed}\n  지우기       {program} demo{seed} --remove",
            en=f"The demo company is kept in {home}\n"
            f"  go on      {program} demo{seed}\n  remove it  {program} demo{seed} --remove",
        ).in_(lang)
    )
