"""Everything the terminal UI says itself, in both languages."""

from assistant.findings import Severity
from assistant.language import Lang, Text, with_particle

LOADING = Text(ko="환경을 살펴보는 중…", en="looking around…")
PLACEHOLDER = Text(
    ko="질문을 입력하세요 · enter 보내기 · ctrl+j 줄바꿈", en="Ask a question · enter sends · ctrl+j new line"
)
RECORDED_PLAN = Text(
    ko="기록된 클러스터의 계획이라 승인하거나 실행할 수 없습니다. 실제 클러스터를 설정하고(baepo init) 다시 물어보세요.",
    en="This plan is for a recording: it cannot be decided on or carried out. Set up the real cluster (baepo init), ask again.",
)
ONLY_READ = Text(ko="기록된 클러스터: 볼 수만 있습니다", en="a recording: it can only be read")
RECORDED = Text(ko="기록된 것, 바꿀 수 없음", en="a recording, nothing can be changed")
YOU = Text(ko="나", en="You")
EVIDENCE = Text(ko="근거", en="Evidence")
PLANS = Text(ko="계획", en="Plans")
PLAN = Text(ko="계획", en="Plan")
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
OPEN_TO_EXECUTE = Text(ko="열어서 x로 실행", en="open it, x executes")
GO_ON = Text(ko="지난 대화 이어 가기", en="Go on with the last conversation")
CLOSE = Text(ko="enter: 닫기", en="enter: close")
CONFIRM_QUIT = Text(
    ko="변경이 진행 중입니다. 시작한 쓰기는 끝까지 마친 뒤 종료합니다.",
    en="A change is under way. A write that has begun is finished before Baepo ends.",
)
LAST = Text(ko="지난 대화", en="last")
GO_ON = Text(ko="f7로 이어서", en="f7 goes on")
HOW_TO_QUIT = Text(ko="끝내려면 ctrl+q를 누르세요.", en="ctrl+q leaves Baepo.")
CANCEL = Text(ko="취소", en="Cancel")
NOT_DONE = Text(ko="취소했습니다: 아무것도 실행하지 않았습니다.", en="Cancelled: nothing was carried out.")
QUIT = Text(ko="종료", en="Quit")
EXECUTE = Text(ko="실행", en="Execute")
UNDO = Text(ko="되돌리기", en="Undo")
COPIED = Text(ko="복사했습니다", en="Copied")
COPIED_IN_PART = Text(
    ko="너무 길어 앞부분만 복사했습니다. 전체는 e로 내보내세요.",
    en="Too long for a terminal: copied the beginning; e exports all of it.",
)
FILTER = Text(ko="거르기: 모든 값에서 찾습니다", en="Filter: looks in every value")
CALLS = Text(ko="호출", en="calls")
COMMANDS = Text(ko="명령", en="commands")
FIND_COMMAND = Text(ko="명령 찾기…", en="Find a command…")
INTERRUPTED = Text(
    ko="답이 나오기 전에 프로그램이 끝났습니다. 읽은 것은 근거에 남아 있습니다.",
    en="The program ended before the answer. What was read is kept as evidence.",
)
NEWER = Text(
    ko="더 새로운 버전이 남겼거나 손상된 기록은 보여 드릴 수 없습니다. baepo sessions show가 어느 것인지 알려 줍니다.",
    en="Parts that are damaged, or that a newer version wrote, cannot be shown here. baepo sessions show names them.",
)
SEARCH = Text(ko="가이드 검색", en="Search the guides")
SEARCH_EVIDENCE = Text(ko="근거 검색: 읽은 모든 값에서 찾습니다", en="Search the evidence: looks in every value read")
SEARCH_SESSIONS = Text(ko="대화 검색: 질문과 답에서 찾습니다", en="Search conversations: questions and answers")
THEMES = Text(ko="테마", en="Themes")
SESSIONS = Text(ko="대화", en="Conversations")
ENVIRONMENTS = Text(ko="환경", en="Environments")
FINDINGS = Text(ko="발견", en="Findings")
LEDGER = Text(ko="원장", en="Ledger")
COST = Text(ko="비용", en="Cost")
HERE_FROM_NOW = Text(ko="이제부터 여기를 봅니다", en="Questions look here from now on")
EXPORTED = Text(ko="내보냈습니다", en="Exported to")
KNOWN = Text(ko="알고 있음", en="known")
WHY_KNOWN = Text(ko="이유 (원장에 남습니다)", en="Reason (kept in the ledger)")
DAYS_KNOWN = Text(ko="며칠 동안 (1-365)", en="For how many days (1-365)")
HIDE = Text(ko="숨기기", en="Hide")
NEEDS_REASON = Text(ko="이유와 1에서 365 사이의 날수가 필요합니다.", en="A reason and 1 to 365 days are needed.")
NO_FINDINGS = Text(ko="이 대화에는 아직 발견이 없습니다.", en="No findings in this conversation yet.")
MORE_BELOW = Text(ko="▼ 아래에 더 있음 · pgdn", en="▼ more below · pgdn")
KEPT_MEANWHILE = Text(
    ko="창을 키우면 그대로 이어집니다. 하던 일은 계속됩니다.", en="Make it larger to go on. Work continues meanwhile."
)
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
_COLOURS = {
    "critical": "bold $text-error",
    "high": "bold $text-warning",
    "medium": "$text-warning",
    "low": "$text-muted",
}
SEVERITIES = {s.label: (s.sign, s.word, _COLOURS[s.label]) for s in Severity}  # (sign, word, theme colour)
RISKS = {"low": Text(ko="위험 낮음", en="low risk"), "medium": Text(ko="위험 중간", en="medium risk"),
         "high": Text(ko="위험 높음", en="high risk")}  # fmt: skip


def state(name: str, lang: Lang) -> str:
    """Sign and word of a plan's state."""
    word = STATES[name].in_(lang) if name in STATES else name
    return f"{STATE_SIGNS.get(name, '·')} {word}"


def model(name: str, lang: Lang) -> str:
    """A model as people know it: the planner is none in the cloud."""
    return Text(ko="오프라인 플래너", en="offline planner").in_(lang) if name == "planner" else name


def verdict(name: str, lang: Lang) -> str:
    """What an approver decided."""
    return Text(ko="승인" if name == "approve" else "거절", en=name).in_(lang)


def no_passage(id: str, nearest: tuple[str, ...], lang: Lang) -> str:
    """A section of a guide that is none, with those most like it."""
    near = ", ".join(nearest)
    ko, en = (f" 비슷한 것: {near}", f" Nearest: {near}") if near else ("", "")
    return Text(ko=f"이름이 {id}인 섹션이 없습니다.{ko}", en=f"There is no section {id}.{en}").in_(lang)


def to_try(count: int, lang: Lang) -> str:
    """How the prepared questions are asked."""
    keys = f"1-{count}" if count > 1 else "1"
    return Text(ko=f"{with_particle(keys, '을')} 눌러 물어보기", en=f"Press {keys} to ask").in_(lang)


def compare_with(evidence: str, lang: Lang) -> str:
    """Which other evidence is to be laid beside this one."""
    return Text(ko=f"{with_particle(evidence, '과')} 무엇을 비교할까요?", en=f"Compare {evidence} with which?").in_(
        lang
    )


def second(evidence: str, lang: Lang) -> str:
    """What to do once one of two to compare is chosen."""
    return Text(
        ko=f"± {with_particle(evidence, '과')} 비교할 근거에서 d", en=f"± {evidence}: press d on the other one"
    ).in_(lang)


def review(number: int, lang: Lang) -> str:
    """Which keys open a plan; 0 where no digit does."""
    if not number:
        return Text(ko="enter: 검토", en="enter: review").in_(lang)
    return Text(ko=f"{number} 또는 enter: 검토", en=f"{number} or enter: review").in_(lang)


def buttons(yes: str, lang: Lang) -> str:
    """The keys of a dialog in which cancel has the focus: enter alone does nothing."""
    keys = Text(ko=f"오른쪽 화살표, 그다음 enter: {yes}", en=f"right arrow, then enter: {yes}").in_(lang)
    return f"{keys} · esc: {CANCEL.in_(lang)}"


def next_step(state: str, digest: str, lang: Lang) -> str:
    """What can be done with a plan under review, "" for nothing."""
    typed = Text(ko=f"다이제스트 {digest} 입력", en=f"type the digest {digest}")
    steps = {
        "waiting": Text(ko=f"a: 승인 ({typed.ko}) · r: 거절", en=f"a: approve ({typed.en}) · r: reject"),
        "approved": Text(ko="x: 실행 · r: 거절", en="x: execute · r: reject"),
        "running": Text(ko="x: 이어서 실행", en="x: go on with it"),
        "verified": Text(ko="u: 되돌리기", en="u: undo"),
        "applied": Text(ko="u: 되돌리기", en="u: undo"),
        "failed": Text(ko="u: 되돌리기", en="u: undo"),
        "rejected": Text(ko="다시 물어보면 새 계획이 나옵니다", en="ask again for a new plan"),
        "expired": Text(ko="다시 물어보면 새 계획이 나옵니다", en="ask again for a new plan"),
    }
    return steps[state].in_(lang) if state in steps else ""


def waiting(count: int, lang: Lang) -> str:
    """How many plans wait for a decision."""
    return Text(ko=f"승인 대기 {count}", en=f"{count} waiting").in_(lang)


def reads(count: int, lang: Lang) -> str:
    """How much was read, and where that is listed: in `chat --plain`."""
    return Text(
        ko=f"{count}번 읽음; /evidence로 목록을 볼 수 있습니다",
        en=f"{count} {'read' if count == 1 else 'reads'}; /evidence lists them",
    ).in_(lang)


def go_on(session: str, lang: Lang) -> str:
    """Said on the terminal that is left."""
    command = f"baepo chat --session {session}"
    return Text(ko=f"이 대화 이어서 하기: {command}", en=f"To go on with this conversation: {command}").in_(lang)


def cut(given: int, kept: int, lang: Lang) -> str:
    """What is said when more was pasted than fits."""
    return Text(
        ko=f"붙여 넣은 {given:,}자 중 질문에 담을 수 있는 {kept:,}자까지만 넣었습니다. 긴 내용은 파일로 두고 물어보세요.",
        en=f"{given:,} characters were pasted; a question holds {kept:,}: the rest was left out.",
    ).in_(lang)


def duration(seconds: float, lang: Lang) -> str:
    """How long until then, in one unit."""
    minutes = int(seconds // 60)
    if seconds <= 0:
        return STATES["expired"].in_(lang)
    if minutes < 2:
        return Text(ko=f"{int(seconds)}초", en=f"{int(seconds)} s").in_(lang)
    if minutes < 120:
        return Text(ko=f"{minutes}분", en=f"{minutes} min").in_(lang)
    return Text(ko=f"{minutes // 60}시간", en=f"{minutes // 60} h").in_(lang)


BUG = Text(ko="Baepo 내부 오류", en="An error inside Baepo")
REPORT_IT = Text(ko="알려 주시면 고치겠습니다.", en="Report it, please.")

EXAMPLES: tuple[tuple[str, Text], ...] = (  # (backend it needs, question), best first
    ("kube", Text(ko="이 클러스터에 무슨 문제가 있어?", en="What is wrong in this cluster?")),
    ("aws", Text(ko="이 계정에서 낭비되는 리소스를 찾아줘", en="What is wasted in this account?")),
    ("guides", Text(ko="OOMKilled 파드는 어떻게 확인해?", en="How do I check an OOMKilled pod?")),
    ("guides", Text(ko="배포를 롤백하는 방법은?", en="How do I roll back a deployment?")),
    ("guides", Text(ko="연결되지 않은 볼륨은 지워도 돼?", en="May I delete an unattached volume?")),
)


def too_small(columns: int, rows: int, least: tuple[int, int], lang: Lang) -> str:
    """How large the terminal is, and how large it must be."""
    return Text(
        ko=f"터미널이 너무 작습니다: 지금 {columns}x{rows}, 최소 {least[0]}x{least[1]}.",
        en=f"The terminal is too small: {columns}x{rows} now, {least[0]}x{least[1]} at least.",
    ).in_(lang)
