"""What is said of evidence that a conversation does not hold: what it holds, and where else to look. Called by its store."""

from sqlalchemy import Integer, cast, func, select

from assistant.errors import UsageError
from assistant.language import Text, with_particle
from assistant.store.database import Database
from assistant.store.tables import evidence as table

_OTHERS = 3  # conversations that are named


def missing(database: Database, session: str, evidence_id: str) -> UsageError:
    """Names the conversations that hold evidence of this number, newest first, and how to ask for it there."""
    number = cast(table.c.number, Integer)
    held = select(func.min(number), func.max(number), func.count()).where(table.c.session == session)
    others = (
        select(table.c.session)
        .where(table.c.number == int(evidence_id[1:]), table.c.session != session)
        .group_by(table.c.session)
        .order_by(func.max(table.c.taken_at).desc())
        .limit(_OTHERS)
    )
    with database.read() as connection:
        first, last, count = connection.execute(held).one()
        elsewhere = [row.session for row in connection.execute(others)]
    lines = [_held(first, last, count)]
    if elsewhere:
        commands = "".join(f"\n  baepo evidence show {evidence_id} --session {other}" for other in elsewhere)
        lines.append(
            Text(ko=f"그 번호의 근거가 있는 다른 대화:{commands}", en=f"Others have one of that number:{commands}")
        )
    lines.append(
        Text(
            ko="baepo sessions list로 대화 목록을 볼 수 있습니다. 오래된 근거는 지워집니다.",
            en="baepo sessions list shows every session; old evidence is purged.",
        )
    )
    return UsageError(
        Text(
            ko=f"대화 {session}에는 {with_particle(evidence_id, '이')} 없습니다.",
            en=f"There is no {evidence_id} in session {session}.",
        ),
        remedy=Text(ko="\n".join(line.ko for line in lines), en="\n".join(line.en for line in lines)),
    )


def _held(first: int | None, last: int | None, count: int) -> Text:
    if not count:
        return Text(ko="이 대화에는 근거가 없습니다.", en="It holds no evidence.")
    span = f"E{first}" if first == last else f"E{first}-E{last}"
    return Text(ko=f"이 대화에 있는 근거: {span}.", en=f"It holds {span}.")
