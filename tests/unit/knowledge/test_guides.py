"""The shipped guides are well formed, the same in both languages, and their AWS commands exist."""

import re
import shlex
from pathlib import Path

import pytest

from knowledge.guides import Lang, Passage, load, read_front_matter

SECTIONS = ("symptoms", "check", "fix", "verify", "rollback")
RUNBOOKS = (
    "config-error",
    "crash-loop",
    "idle-addresses",
    "idle-instances",
    "image-pull",
    "out-of-memory",
    "readiness",
    "rollback",
    "service-no-endpoints",
    "unattached-volumes",
)
PASSAGES = load()
BAEPO_COMMANDS = {"ask", "check", "plan show", "approve", "execute", "undo"}


_CODE = re.compile(r"`(aws [^`]*(?:`null`[^`]*)?)`|^(aws .*)$", re.M)


def _blocks(text: str) -> list[str]:
    return re.findall(r"```\n(.*?)```", text, flags=re.S)


def _aws(text: str) -> list[str]:
    """The AWS CLI commands of a text, in code blocks and in running text."""
    return [match[0] or match[1] for match in _CODE.findall(text)]


def of(lang: Lang) -> dict[str, Passage]:
    return {p.id: p for p in PASSAGES if p.lang == lang}


def test_every_runbook_has_every_section_in_both_languages() -> None:
    wanted = {f"runbooks/{name}#{section}" for name in RUNBOOKS for section in SECTIONS}
    assert wanted <= of("ko").keys()
    assert of("ko").keys() == of("en").keys()
    assert [p.id for p in PASSAGES if p.lang == "ko"] == [p.id for p in PASSAGES if p.lang == "en"]


@pytest.mark.parametrize("path", sorted({p.path for p in PASSAGES}), ids=lambda p: f"{p.parts[-3]}-{p.stem}")
def test_front_matter_says_what_when_and_from_where(path: Path) -> None:
    front = read_front_matter(path)
    other = "en" if path.parts[-3] == "ko" else "ko"
    parallel = read_front_matter(path.parents[2] / other / path.parent.name / path.name)
    assert front.id == parallel.id
    assert front.reviewed == parallel.reviewed
    assert front.sources == parallel.sources
    assert all(source.startswith("https://") for source in front.sources)
    assert len(front.tags) >= 5
    assert front.title != parallel.title


@pytest.mark.parametrize("passage", PASSAGES, ids=lambda p: f"{p.lang}-{p.id}")
def test_a_section_stands_alone(passage: Passage) -> None:
    assert len(passage.text.split()) <= 250
    assert passage.path.read_text(encoding="utf-8").splitlines()[passage.line - 1].startswith(f"## {passage.heading} ")
    hangul = sum("\uac00" <= c <= "\ud7a3" for c in passage.text)
    assert (hangul > 30) if passage.lang == "ko" else (hangul == 0)


@pytest.mark.parametrize("passage_id", sorted(of("ko")))
def test_both_languages_give_the_same_commands(passage_id: str) -> None:
    korean, english = of("ko")[passage_id].text, of("en")[passage_id].text
    assert _blocks(korean) == _blocks(english)
    assert sorted(_aws(korean)) == sorted(_aws(english))


def test_baepo_is_called_only_by_commands_it_has() -> None:
    used = {m for p in PASSAGES for m in re.findall(r"`baepo ([a-z]+(?: show)?)", p.text)}
    assert used == BAEPO_COMMANDS
    assert all("baepo ask" in p.text for p in PASSAGES if p.section == "check")
    assert all("baepo undo p-…" in p.text for p in PASSAGES if p.section == "rollback")


@pytest.mark.parametrize("command", sorted({c for p in PASSAGES for c in _aws(p.text)}))
def test_aws_commands_are_of_the_api(command: str) -> None:
    """Service, operation or waiter, and every option, against the service models botocore ships."""
    import botocore.session
    from botocore import xform_name

    _, service, operation, *arguments = shlex.split(command)
    session = botocore.session.get_session()
    model = session.get_service_model(service)
    by_command = {xform_name(name, "-"): name for name in model.operation_names}
    if operation == "wait":
        waiters = session.get_waiter_model(service)
        by_waiter = {xform_name(name, "-"): name for name in waiters.waiter_names}
        name = waiters.get_waiter(by_waiter[arguments.pop(0)]).operation
    else:
        name = by_command[operation]
    shape = model.operation_model(name).input_shape
    assert shape is not None
    allowed = {f"--{xform_name(member, '-')}" for member in shape.members} | {"--region", "--query", "--output"}
    assert {a for a in arguments if a.startswith("--")} <= allowed
