"""Everything the terminal UI says itself, in both languages."""

from assistant.language import Lang, Text

LOADING = Text(ko="환경을 살펴보는 중…", en="looking around…")
PLACEHOLDER = Text(
    ko="질문을 입력하세요 · enter 보내기 · ctrl+j 줄바꿈", en="Ask a question · enter sends · ctrl+j new line"
)
RECORDED = Text(ko="기록된 것, 바꿀 수 없음", en="a recording, nothing can be changed")
YOU = Text(ko="나", en="You")
TRY = Text(ko="1-3을 눌러 물어보기", en="Press 1-3 to ask")
EVIDENCE = Text(ko="근거", en="Evidence")
PLANS = Text(ko="계획", en="Plans")
GUIDES = Text(ko="가이드", en="Guides")
HELP = Text(ko="도움말", en="Help")
NO_EVIDENCE = Text(ko="아직 읽은 것이 없습니다.", en="Nothing read yet.")
NO_PLANS = Text(ko="아직 계획이 없습니다.", en="No plans yet.")
CITED = Text(ko="인용됨", en="cited")
QUEUED = Text(ko="차례를 기다리는 중", en="waits for its turn")
DROPPED = Text(ko="묻지 않음", en="not asked")
STOPPING = Text(ko="멈추는 중…", en="stopping…")
STOPPED = Text(ko="멈췄습니다. 찾은 것은 남겨 두었습니다.", en="Stopped. What was found is kept.")
NOT_READ = Text(ko="볼 수 없었던 것", en="Could not look at")
REVIEW = Text(ko="enter: 검토", en="enter: review")
CONFIRM_QUIT = Text(
    ko="변경이 진행 중입니다. 시작한 쓰기는 끝까지 마친 뒤 종료합니다.",
    en="A change is under way. A write that has begun is finished before Baepo ends.",
)
CANCEL = Text(ko="취소", en="Cancel")
QUIT = Text(ko="종료", en="Quit")
EXECUTE = Text(ko="실행", en="Execute")
UNDO = Text(ko="되돌리기", en="Undo")
COPIED = Text(ko="복사했습니다", en="Copied")
FILTER = Text(ko="거르기: 모든 값에서 찾습니다", en="Filter: looks in every value")
SEARCH = Text(ko="가이드 검색", en="Search the guides")
NOTHING_FITS = Text(ko="맞는 것이 없습니다.", en="Nothing fits.")
SUSPEND = Text(
    ko="여기서는 터미널을 넘겨줄 수 없습니다. 다른 터미널에서 실행하세요:",
    en="This terminal cannot be handed over here. Run this in another one:",
)
BACK = Text(ko="\nEnter: Baepo로 돌아가기 ", en="\nEnter: back to Baepo ")

STATES = {
    "waiting": Text(ko="승인 대기", en="waiting"),
    "approved": Text(ko="승인됨", en="approved"),
    "rejected": Text(ko="거절됨", en="rejected"),
    "expired": Text(ko="만료됨", en="expired"),
    "running": Text(ko="실행 중", en="running"),
    "failed": Text(ko="실패", en="failed"),
    "undone": Text(ko="되돌림", en="undone"),
    "applied": Text(ko="적용됨, 확인 전", en="applied, not verified"),
    "skipped": Text(ko="건너뜀", en="skipped"),
    "verified": Text(ko="적용되고 확인됨", en="done and verified"),
}
STATE_SIGNS = {
    "waiting": "○", "approved": "◐", "rejected": "✗", "expired": "◌", "running": "●", "failed": "✗", "undone": "↶",
    "applied": "◑", "skipped": "-", "verified": "✓",
}  # fmt: skip
RISKS = {"low": Text(ko="위험 낮음", en="low risk"), "medium": Text(ko="위험 중간", en="medium risk"),
         "high": Text(ko="위험 높음", en="high risk")}  # fmt: skip


def state(name: str, lang: Lang) -> str:
    """Sign and word of a plan's state."""
    word = STATES[name].in_(lang) if name in STATES else name
    return f"{STATE_SIGNS.get(name, '·')} {word}"


def duration(seconds: float, lang: Lang) -> str:
    """How long until then, in one unit."""
    minutes = int(seconds // 60)
    if seconds <= 0:
        return STATES["expired"].in_(lang)
    if minutes < 1:
        return Text(ko="1분 미만", en="< 1 min").in_(lang)
    if minutes < 120:
        return Text(ko=f"{minutes}분", en=f"{minutes} min").in_(lang)
    return Text(ko=f"{minutes // 60}시간", en=f"{minutes // 60} h").in_(lang)


EXAMPLES: tuple[tuple[str, Text], ...] = (  # (backend it needs, question), best first
    ("kube", Text(ko="이 클러스터에 무슨 문제가 있어?", en="What is wrong in this cluster?")),
    ("aws", Text(ko="이 계정에서 낭비되는 리소스를 찾아줘", en="What is wasted in this account?")),
    ("guides", Text(ko="OOMKilled 파드는 어떻게 확인해?", en="How do I check an OOMKilled pod?")),
    ("guides", Text(ko="배포를 롤백하는 방법은?", en="How do I roll back a deployment?")),
    ("guides", Text(ko="연결되지 않은 볼륨은 지워도 돼?", en="May I delete an unattached volume?")),
)
