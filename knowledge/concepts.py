"""What the words of a question mean: concepts shared by Korean and English, and the words that are none.

Called by the planner. Source: the table `CONCEPTS` of `knowledge.glossary`; rules for words written without spaces.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from knowledge.analysis import STOP_WORDS, stem
from knowledge.glossary import COMBINATIONS, CONCEPTS
from knowledge.korean import PARTICLES, base

# Words; and \ue000 for what the caller has masked, which particles may follow.
_TOKEN = re.compile(r"[A-Za-z0-9_]+(?:[./:@'’-]+[A-Za-z0-9_]+)*|[\uac00-\ud7a3]+|\ue000+")
_ENDING = frozenset(
    "가는은을를이에서의도만로으와과랑나며고지면요야까죠네다어아여해하한할합함했되됐된돼됨될됩게데냐니래대자던든려라였었았겠습"
    "인임일건것거걸들씩쯤좀께기음ㅁ줘줄주세시신십부터마저중안뭐진질짐졌져오온올왔와간갈갔걸린릴렸려잖구써쓰싶듯못히켜씩씀랬냈텐난데면긴렇럴럼"
)
_COUNTERS = "개대번명건위초분시년월일달주차회곳"  # after a number: 10개, 3대
_SOFT = frozenset("which exist show list latest work use up run name per change not appear object".split()) - {"change"}
_BARE = frozenset(
    "who which show exist list when clock howto general define name most count old type latest use not per up work name "
    "previous create stop total awsservice appear object why delete scale".split()
)
# What is left of these when no combination took them: something does not do what it should.
_CANNOT = frozenset(("안", "못", "can't", "cannot", "cant", "won't", "wont", "unable", "doesn't", "doesnt", "couldn't"))
_EXTRA_STOP = frozenset(
    "kubectl since period compare whole entire time long far been being able possible possibly kindly appear appears anywhere somewhere "
    "year month day week hour minute year ago new own single different certain given current such well same there here please "
    "dear boss manager team customer client user folks anyone somebody nobody hello morning evening tonight "
    "pls plz please thx thanks thank hey hi hello ok ya yo um uh lol like guy team someone everyone everybody people "
    "urgent asap quick quickly currently today right actually really maybe maybe guess think thing stuff kind sort "
    "number already happened us ours myself bit little much many per across around inside within between both either "
    "other another also too else only even ever and or if while during as its it they them her him his hers".split()
)
_STOP_HANGUL = tuple(
    "우리 저희 좀 그냥 혹시 지금 현재 오늘 잠깐 제발 빨리 급해 급한 급함 일단 진짜 정말 아무 아까 방금 그리고 그래서 근데 그런데 "
    "그러면 그럼 하고 이랑 같이 같은 것 거 건 게 걸 수 때 후 중 및 또 더 한번 한 쪽 쪽은 관련 대해 대한 정도 가능 필요 싶 하 해 했 "
    "할 함 됩니다 입니다 인데 는데 누가좀 저기 저 나 내 제 님 씨 요즘 요새 이제 계속 자꾸 갑자기 여기 거기 모두 전 이번 만 만약 "
    "경우 바로 먼저 부터 뭐부터 아무것도 아무데 아무도 데 데도 라고 라는데 이라는데 대요 래요 글쎄 ㅋㅋ ㅠㅠ 새 새로 새로운 팀장 팀장님 대표님 사장님 고객 고객들 사용자 유저들 손님 아침 점심쯤 저녁 밤 날 년 월 일 주 달 시 분 초 시간 동안 사이 내일 어제 이거 그거 그것 이것 저거 그게 이게 이런 그런 저런 이렇 그렇 이러 그러 여러 다들 누군가 어디서 어디에 곳 부분 쪽으로 관해 관해서 바람 바랍 감사 감사합니다 고마 고마워 고맙 수고 안녕 안녕하세요 네 예 응 아니 음 흠 어휴 아이고 제가 저는 저도 내가 나는 나도 라서 이라서 인지 건지 거지 거죠 거야 거예요 건가 건가요 것들 거나 하는 하는데 하나 하나요 한다 한다는 했는데 했어 했나 해서 해야 해요 해주 해줘 해줄 해봐 할까 할지 합니까 합니다 다시 또한 마저 싹 전반적 대략 약 정확 정확히 조금 이리 저리 전반 너무 되게 엄청 완전 별도 따로".split()
)


@dataclass(frozen=True, slots=True)
class Meant:
    """One word, or part of one: its concept, or "" where it is only a word; `soft` words alone say little."""

    concept: str
    word: str
    start: int
    end: int


def read(text: str) -> list[Meant]:
    """Concepts and content words in reading order; stop words, particles and endings are left out."""
    tokens = [(m[0], m.start(), m.end()) for m in _TOKEN.finditer(text)]
    found: list[Meant] = []
    position = 0
    while position < len(tokens):
        token, start, end = tokens[position]
        if token[0] == "\ue000":
            position += 1
            continue
        if token == "몇" and position + 1 < len(tokens) and tokens[position + 1][0].startswith("시"):
            token += tokens[position + 1][0]
            position += 1
        if token[0] >= "\uac00":
            glued = position > 0 and tokens[position - 1][2] == start
            found.extend(Meant(c, w, start, end) for c, w in segments(token, glued))
            position += 1
            continue
        length, concept = _phrase(tokens, position)
        if length:
            found.append(Meant(concept, token.lower(), start, tokens[position + length - 1][2]))
        else:
            length = 1
            found.extend(Meant(c, w, start, end) for c, w in latin(token))
        position += length
    return _combined(found)


def is_soft(concept: str) -> bool:
    """Whether nearly every question has this concept, so that it says little about what is asked."""
    return concept in _SOFT


def is_bare(concept: str) -> bool:
    """Whether a concept only says how something is asked, not what: who, when, how many, show."""
    return concept in _BARE


def _phrase(tokens: list[tuple[str, int, int]], position: int) -> tuple[int, str]:
    phrases = _lexicon().phrases.get(_key(tokens[position][0]), ())
    for words, concept in phrases:
        end = position + len(words)
        if end <= len(tokens) and all(_key(t[0]) == w for t, w in zip(tokens[position:end], words, strict=True)):
            return len(words), concept
    return 0, ""


@lru_cache(maxsize=16384)
def latin(token: str) -> tuple[tuple[str, str], ...]:
    """A word in Latin letters as (concept, word) pairs; parts count where the whole is unknown."""
    lexicon = _lexicon()
    lower = token.lower().replace("’", "'").removesuffix("'s")
    concept = lexicon.latin.get(lower) or lexicon.latin.get(_key(token))
    if concept:
        return ((concept, lower),)
    if lower in STOP_WORDS or lower in _EXTRA_STOP or stem(lower) in STOP_WORDS or stem(lower) in _EXTRA_STOP:
        return ()
    if lower.isdigit() or len(lower) < 2:
        return ()
    return (("", stem(lower)),)


@lru_cache(maxsize=16384)
def segments(token: str, glued: bool = False) -> tuple[tuple[str, str], ...]:
    """A run of Hangul as (concept, word) pairs: 접속안됨 -> reach, not, work. `glued` runs may be only particles."""
    if token in PARTICLES or (glued and all(c in _ENDING for c in token.lstrip(_COUNTERS))):
        return ()
    lexicon = _lexicon()
    found: list[tuple[str, str]] = []
    position = unknown = 0
    while position < len(token):
        length, concept = lexicon.longest(token, position)
        fresh = unknown == position  # nothing unread before
        if length and not concept and not fresh:
            length = 0  # 결제가 holds no 제가
        if length == 1 and (not fresh or not _closes(token[position + 1 :])):
            length = 0
        if not length:
            position += 1
            continue
        if not fresh:
            found.extend(_plain(token[unknown:position]))
        if concept:
            found.append((concept, token[position : position + length]))
        position += length
        unknown = position
    if unknown < len(token) and not (unknown and all(c in _ENDING for c in token[unknown:])):
        found.extend(_plain(token[unknown:]))
    return tuple(found)


def _closes(rest: str) -> bool:
    """Whether what follows a one-syllable stem can be its ending, or is a word of its own."""
    return all(c in _ENDING for c in rest) or _lexicon().longest(rest, 0)[0] > 0


def _plain(word: str) -> Iterator[tuple[str, str]]:
    noun = base(word)
    if noun and noun not in STOP_WORDS and word not in STOP_WORDS and not all(c in _ENDING for c in noun):
        yield "", noun


def _combined(found: list[Meant]) -> list[Meant]:
    """Neighbours that mean one thing together become one; "not" and an unknown verb is a failure: 안 담겨, can't pay."""
    combinations = _lexicon().combinations
    out: list[Meant] = []
    position = 0
    while position < len(found):
        here = found[position]
        merged = False
        for step in (1, 2):
            if position + step >= len(found) or here.concept == "":
                continue
            there = found[position + step]
            both = combinations.get((here.concept, there.concept)) or combinations.get((there.concept, here.concept))
            if both:
                out.append(Meant(both, here.word, here.start, there.end))
                out.extend(found[position + 1 : position + step])
                position += step + 1
                merged = True
                break
        if merged:
            continue
        if here.concept == "not" and position + 1 < len(found) and not found[position + 1].concept:
            out.append(Meant("fail", here.word, here.start, found[position + 1].end))
            position += 2
            continue
        if here.concept == "not" and here.word in _CANNOT:
            here = Meant("fail", here.word, here.start, here.end)
        out.append(here)
        position += 1
    return out


def _key(word: str) -> str:
    return stem(word.lower().replace("'", "").replace("’", ""))


@dataclass(frozen=True)
class _Lexicon:
    latin: dict[str, str]
    phrases: dict[str, tuple[tuple[tuple[str, ...], str], ...]]  # by the first word; the longest first
    hangul: dict[str, str]
    most: int
    combinations: dict[tuple[str, str], str]

    def longest(self, token: str, position: int) -> tuple[int, str]:
        for length in range(min(self.most, len(token) - position), 0, -1):
            concept = self.hangul.get(token[position : position + length])
            if concept is not None:
                return length, concept
        return 0, ""


@cache
def _lexicon() -> _Lexicon:
    latin_forms: dict[str, str] = {}
    phrases: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    hangul = dict.fromkeys(_STOP_HANGUL, "")
    for line in CONCEPTS.strip().splitlines():
        concept, _, forms = line.partition(" = ")
        for form in forms.split(" | "):
            if form[0] >= "\uac00":
                hangul[form.replace(" ", "")] = concept
            elif " " in form:
                words = tuple(_key(w) for w in form.split())
                phrases.setdefault(words[0], []).append((words, concept))
            else:
                latin_forms.setdefault(form, concept)
                latin_forms.setdefault(_key(form), concept)
    combinations: dict[tuple[str, str], str] = {}
    for line in COMBINATIONS.strip().splitlines():
        pair, _, whole = line.partition(" = ")
        first, second = pair.split()
        combinations[first, second] = whole
    return _Lexicon(
        latin=latin_forms,
        phrases={k: tuple(sorted(v, key=lambda p: -len(p[0]))) for k, v in phrases.items()},
        hangul=hangul,
        most=max(map(len, hangul)),
        combinations=combinations,
    )
