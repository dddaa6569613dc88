"""`baepo feedback`: an answer that was wrong becomes a local case to measure with: question, evidence ids, remark."""

import errno
import json
import os
from collections.abc import Sequence
from pathlib import Path

from assistant import data_folder, transcript
from assistant.commands import options as common
from assistant.commands import output
from assistant.errors import DONE, UsageError
from assistant.language import Lang, Text
from assistant.store import sessions
from assistant.text_width import width
from assistant.wiring import Wiring

_ANSWER_LINES = 4
_REMARK_SHOWN = 400


def main(argv: list[str]) -> int:
    parser = common.parser(
        "feedback",
        "Say what was wrong with an answer. It stays on this machine, in feedback.jsonl of the data folder.",
        '  baepo feedback "the cause was the missing secret"\n  baepo feedback "시점이 틀렸어요" --session s-1a2b3c4d',
    )
    parser.add_argument("remark", help="what was wrong, in your own words")
    parser.add_argument("--session", default="last", metavar="ID", help='a session (default "last")')
    parser.add_argument("--turn", type=int, default=None, metavar="N", help="its Nth question (default: the last)")
    options = parser.parse_args(argv)
    if not any(c.isprintable() and not c.isspace() for c in options.remark):
        raise UsageError(
            Text(ko="의견이 비어 있습니다.", en="The remark is empty."),
            remedy=Text(
                ko='무엇이 틀렸는지 적으세요: baepo feedback "원인은 없는 Secret이었다"',
                en='Say what was wrong: baepo feedback "the cause was the missing secret"',
            ),
        )
    settings = common.load(options)
    wiring = Wiring(settings)
    record = sessions.load_session(wiring.database, options.session)
    past = transcript.turns(sessions.load_events(wiring.database, record.id))
    number = _number(record.id, past, options.turn)
    turn = past[number - 1]
    remark = wiring.redactor.text(options.remark)
    case = {
        "schema": "baepo.feedback/1",
        "at": wiring.clock.now().isoformat(),
        "session": record.id,
        "turn": number,
        "previous": [t.question for t in past[: number - 1] if t.question != transcript.DAMAGED],
        "environment": turn.environment,
        "question": turn.question,
        "lang": turn.lang,
        "model": turn.model,
        "calls": [{"name": c.name, "arguments": c.arguments} for c in turn.calls],
        "evidence": [e.evidence for e in turn.evidence],
        "answer": turn.answer,
        "remark": remark,
    }
    path = settings.home / "feedback.jsonl"
    with data_folder.writable(settings.home):
        _append(path, json.dumps(case, ensure_ascii=False))
    if options.json:
        common.print_json("baepo.feedback_kept/1", path=str(path), case=case)
    else:
        _tell(turn, record.id, number, remark, common.language(options))
        kept = Text(
            ko=f"{path}에 남겼습니다. 고맙습니다. 같은 근거로 다시 물으려면: baepo eval feedback",
            en=f"Kept in {path}. Thank you. Ask it again over the same evidence: baepo eval feedback",
        )
        print(kept.in_(common.language(options)))
    return DONE


def _number(session: str, past: Sequence[transcript.PastTurn], asked: int | None) -> int:
    """Which question is meant, from 1. Raises `UsageError` where there is none, or it was damaged."""
    if not past:
        raise UsageError(
            Text(ko=f"대화 {session}에는 질문이 없습니다.", en=f"Nothing was asked in session {session}."),
            remedy="baepo sessions list",
        )
    number = len(past) if asked is None else asked
    if not 1 <= number <= len(past):
        raise UsageError(
            Text(
                ko=f"대화 {session}에는 {number}번 질문이 없습니다. --turn은 1부터 {len(past)}까지입니다.",
                en=f"Session {session} has no question {number}: --turn goes from 1 to {len(past)}.",
            ),
            remedy=f"baepo sessions show {session}",
        )
    if past[number - 1].question == transcript.DAMAGED:
        raise UsageError(
            Text(
                ko=f"대화 {session}의 {number}번 질문이 저장소에서 손상되어 다시 물을 수 없습니다.",
                en=f"Question {number} of session {session} was damaged in the store: it could not be asked again.",
            ),
            remedy=Text(
                ko="--turn으로 다른 질문을 고르거나 저장소를 백업에서 되살리세요.",
                en="Choose another with --turn, or restore the store from a backup.",
            ),
        )
    return number


def _tell(turn: transcript.PastTurn, session: str, number: int, remark: str, lang: Lang) -> None:
    """Which answer the remark is about, in brief."""
    said = [line for line in turn.answer.splitlines() if line.strip()] or [f"({turn.status})"]
    none = Text(ko="근거 없음", en="no evidence").in_(lang)
    evidence = " ".join(e.evidence for e in turn.evidence) or none
    question, answer, of, remarked = (
        label.in_(lang)
        for label in (
            Text(ko="질문", en="question"),
            Text(ko="대답", en="answer  "),
            Text(ko="출처", en="of      "),
            Text(ko="의견", en="remark  "),
        )
    )
    print(output.one_line(f"{question}  {turn.question}"))
    for line in said[:_ANSWER_LINES]:
        print(f"{answer}  {output.markdown(line, style=False)}")
    if len(said) > _ANSWER_LINES:
        rest = len(said) - _ANSWER_LINES
        more = Text(ko=f"{rest}줄 더", en=f"{rest} more lines").in_(lang)
        print(f"{' ' * width(answer)}  … {more}: baepo sessions show {session}")
    place = Text(ko=f"{session}, {number}번째 질문", en=f"{session}, question {number}").in_(lang)
    print(f"{of}  {place} · {turn.model} · {evidence}")
    print(output.one_line(f"{remarked}  {remark[:_REMARK_SHOWN]}{' …' if len(remark) > _REMARK_SHOWN else ''}"))


def _append(path: Path, line: str) -> None:
    """In one write, on a line of its own: one that a full disk once cut off does not take this one along.

    Raises `OSError`.
    """
    with os.fdopen(os.open(path, os.O_CREAT | os.O_APPEND | os.O_RDWR, 0o600), "rb+", buffering=0) as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(size - 1, 0))
        whole = file.read(1) in (b"", b"\n")
        data = f"{'' if whole else chr(10)}{line}\n".encode(errors="backslashreplace")
        if file.write(data) != len(data):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
