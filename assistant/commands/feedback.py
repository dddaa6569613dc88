"""`baepo feedback`: an answer that was wrong becomes a local case to measure with: question, evidence ids, remark."""

import json
import os

from assistant import data_folder, transcript
from assistant.commands import options as common
from assistant.errors import DONE, UsageError
from assistant.store import sessions
from assistant.wiring import Wiring


def main(argv: list[str]) -> int:
    parser = common.parser(
        "feedback",
        "Say what was wrong with an answer. It stays on this machine, in feedback.jsonl of the data folder.",
        '  baepo feedback "the cause was the missing secret"\n  baepo feedback "시점이 틀렸어요" --session s-1a2b3c4d',
    )
    parser.add_argument("remark")
    parser.add_argument("--session", default="last", metavar="ID")
    options = parser.parse_args(argv)
    settings = common.load(options)
    wiring = Wiring(settings)
    record = sessions.load_session(wiring.database, options.session)
    past = transcript.turns(sessions.load_events(wiring.database, record.id))
    if not past:
        raise UsageError(f"Nothing was asked in session {record.id}.", remedy="baepo sessions list")
    turn = past[-1]
    case = {
        "schema": "baepo.feedback/1",
        "at": wiring.clock.now().isoformat(),
        "session": record.id,
        "environment": turn.environment,
        "question": turn.question,
        "lang": turn.lang,
        "model": turn.model,
        "calls": [{"name": c.name, "arguments": c.arguments} for c in turn.calls],
        "evidence": [e.evidence for e in turn.evidence],
        "answer": turn.answer,
        "remark": wiring.redactor.text(options.remark),
    }
    path = settings.home / "feedback.jsonl"
    with data_folder.writable(settings.home), open(path, "a", encoding="utf-8", opener=_private) as file:
        file.write(json.dumps(case, ensure_ascii=False) + "\n")
    if options.json:
        common.print_json("baepo.feedback_kept/1", path=str(path), case=case)
    else:
        print(f"Kept in {path}. Thank you.")
    return DONE


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
