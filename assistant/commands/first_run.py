"""Bare `baepo` on a new machine: a greeting that leads to a first answer. Called by `assistant.cli`."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from assistant import places
from assistant.clock import SystemClock
from assistant.commands import init, output
from assistant.commands.edge import run
from assistant.commands.last_conversation import last_in, named
from assistant.commands.questions import NoAnswer, Questions
from assistant.errors import DONE, INTERRUPTED
from assistant.language import Lang, Text, system_language
from assistant.setup import found as machine
from assistant.setup.draft import Draft, risk_of
from assistant.setup.found import Found
from assistant.text_width import padded
from tools.aws.profiles import Profile

_GREETING = Text(
    ko="Baepo(배포)입니다. 운영 중인 시스템에 대해 물으면 근거와 함께 답합니다.\n"
    "읽기만 합니다: 계획은 제안하고, 서명된 승인 없이는 아무것도 바꾸지 않습니다.",
    en="This is Baepo (배포): ask about what you run, and get answers with their evidence.\n"
    "It only reads: it may propose plans, and nothing moves without a signed approval.",
)
_DEMO = Text(ko="데모 회사: 계정도 키도 모델도 필요 없습니다", en="a made-up company: no account, key or model needed")
_ANEW = Text(
    ko="데모 회사를 처음부터: 거기서 나눈 대화와 계획은 지웁니다",
    en="the made-up company from its first day: conversations and plans there go",
)
_OWN = Text(
    ko="내 환경: baepo.toml을 쓰고 첫 질문을 합니다", en="your own: writes baepo.toml, then asks a first question"
)
_GUIDES = Text(
    ko="환경 없이 터미널 화면 열기: 지난 대화를 읽습니다",
    en="the terminal UI without an environment: reads earlier conversations",
)
_NOTHING = Text(
    ko="이 기기에서 kubeconfig, AWS 프로필, 이 폴더의 FOCUS 청구서를 찾지 못했습니다.",
    en="No kubeconfig, no AWS profile, and no FOCUS bill in this folder.",
)


def main(_argv: Sequence[str]) -> int:
    from assistant.command_table import (
        COMMANDS,  # the table names this program's front ends, which may not be imported here
    )

    on_terminal = sys.stdin.isatty() and sys.stdout.isatty()
    lang = system_language()
    found = machine.look_around(os.environ, Path.home(), Path.cwd())
    print(output.flowing(_GREETING.in_(lang)) + "\n")
    print(output.flowing(_seen(found, lang)) + "\n")
    if not on_terminal:
        print(_commands(found, lang))
        return DONE
    match _choice(found, lang):
        case "d":
            return run("demo", [], COMMANDS)
        case "n":
            return run("demo", ["--new"], COMMANDS)
        case "g":
            return run("chat", [], COMMANDS)
        case "e":
            return _own_environment(found, lang)
    return DONE


def _seen(found: Found, lang: Lang) -> str:
    rows = [(Text(ko="클러스터", en="cluster").in_(lang), c.name, risk_of(c.name).value) for c in found.contexts]
    rows += [
        (Text(ko="AWS 계정", en="AWS").in_(lang), p.name, _sign_in(p, lang)) for p in found.profiles if p.kind != "none"
    ]
    rows += [(Text(ko="청구서", en="bill").in_(lang), p.name, "FOCUS") for p in found.bills]
    rows += [(Text(ko="모델", en="model").in_(lang), name, ", ".join(names)) for name, _, names in found.models]
    if not rows:
        return _NOTHING.in_(lang)
    title = Text(ko="이 기기에서 찾았습니다:", en="Found on this machine:").in_(lang)
    lines = padded([tuple(output.one_line(cell) for cell in row) for row in rows])
    return "\n".join([title, *(f"  {line.rstrip()}" for line in lines), *(f"  ! {u}" for u in found.unreadable)])


def _sign_in(profile: Profile, lang: Lang) -> str:
    ends = profile.sso_expires_at
    if profile.kind == "sso" and (ends is None or ends <= SystemClock().now()):
        told = Text(ko="SSO 로그인 필요", en="sign in first").in_(lang)
        return " · ".join(filter(None, (profile.account_id, f"{told}: aws sso login --profile {profile.name}")))
    return profile.account_id or profile.kind


def _commands(found: Found, lang: Lang) -> str:
    """What the terminal would offer, as commands for those who have none."""
    rows = [("baepo demo", _demo().in_(lang))]
    if not found.nothing:
        rows.append(
            ("baepo init --yes", Text(ko="내 환경: baepo.toml을 씁니다", en="your own: writes baepo.toml").in_(lang))
        )
        question = Text(ko="지금 뭐가 잘못됐어?", en="what is wrong?").in_(lang)
        rows.append((f'baepo ask "{question}"', Text(ko="그다음 첫 질문", en="then a first question").in_(lang)))
    rows.append(("baepo doctor", Text(ko="무엇이 되고 안 되는지", en="what works here, and what does not").in_(lang)))
    rows.append(("baepo --help", Text(ko="모든 명령", en="every command").in_(lang)))
    return "\n".join(padded(rows))


def _choice(found: Found, lang: Lang) -> str:
    offered = {"d": _demo(), "n": _ANEW, "e": _OWN, "g": _GUIDES, "q": Text(ko="나가기", en="leave")}
    if found.nothing:
        del offered["e"]
    if not (places.data_folder() / "baepo.db").exists():  # nobody has asked anything here yet
        del offered["g"]
    if offered["d"] is _DEMO:
        del offered["n"]
    print(output.flowing("\n".join(f"  {key}  {what.in_(lang)}" for key, what in offered.items())))
    return Questions(lang).key(tuple(offered))


def _demo() -> Text:
    """What the demo would be: a first look, or the conversation somebody left there."""
    last = last_in(places.demo_folder() / "company-1")
    if last is None:
        return _DEMO
    name = named(last, SystemClock().now())
    return Text(ko=f"데모 회사에서 이어서: {name.ko}", en=f"go on with the demo company: {name.en}")


def _own_environment(found: Found, lang: Lang) -> int:
    """Settings, then the first question that somebody who runs this would ask."""
    from assistant.command_table import COMMANDS

    options = init.parser().parse_args([])
    written = init.run(options, Questions(lang), lang, found=found)
    init.tell_key(written, lang)
    if written.left:
        return INTERRUPTED
    print()
    first = _first(written.environments)
    question = init.first_question(first, lang)
    print(f'$ baepo ask "{question}" --env {first.name}')
    code = run("ask", [question, "--env", first.name, "--lang", lang], COMMANDS)
    print()
    if code != DONE:
        told = Text(ko="무엇이 빠졌는지:", en="What is missing:").in_(lang)
        print(f"{told} baepo doctor --env {first.name}")
    about = Text(ko="터미널 화면에서 이어서 볼까요?", en="Go on in the terminal UI?")
    try:
        goes_on = Questions(lang).agreed(about)
    except NoAnswer:
        goes_on = False
    return run("chat", ["--env", first.name], COMMANDS) if goes_on else DONE


def _first(environments: Sequence[Draft]) -> Draft:
    """One that answered when it was asked who it is, else the first."""
    answered = [d for d in environments if d.cluster_uid or (d.account_id and not d.context) or d.bills]
    return (answered or list(environments))[0]
