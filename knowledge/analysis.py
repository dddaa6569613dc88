"""Words of a question or a guide as search terms, in Korean and English.

Called by `knowledge.lexical` and by the planner, so that both mean the same by "the same word".
Source: rules written for this field's vocabulary; only the standard library, nothing built on import.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from knowledge.glossary import translations

# Flags (--max-surge), names (vol-0abc, aws_lb, checkout.v2, shop/checkout, 10.0.0.1), numbers; or a run of Hangul.
_TOKEN = re.compile(r"-{0,2}[A-Za-z0-9_]+(?:[./:@=+-]+[A-Za-z0-9_]+)*|[\uac00-\ud7a3]+")
_CAMEL = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_LETTERS = re.compile(r"[A-Za-z]+")
_PLAIN_WORD = re.compile(r"[a-z]+|[A-Z][a-z]+|[A-Z]+s?")

# Particles and endings of 이다, by what must come before them: anything, a final consonant, or a vowel.
_ANY, _CONSONANT, _VOWEL = range(3)
_PARTICLES = {
    particle: before
    for before, particles in enumerate((
        "에서부터 에서는 에서도 에게서 한테서 까지는 부터는 이라는 인데요 인가요 인지 인데 입니다 이에요 이야 에서 에게 한테 까지 부터 마다 처럼 "
        "보다 밖에 조차 라는 에는 에도 들이 들은 들을 들의 의 에 도 만 들",
        "으로부터 으로는 이라고 으로 이나 이랑 이면 은 을 이 과",
        "로부터 로는 라고 예요 로 나 랑 면 는 를 가 와",
    ))
    for particle in particles.split()
}  # fmt: skip
_AFTER_ONE_SYLLABLE = frozenset("을 를 은 는 에서 으로 에는".split())  # 값을, 키를; but 차이, 속도, 추가 are whole words

# Verbs made from a noun: 실패했어요, 재시작돼요, 롤백하려면, 삭제해도 -> 실패, 재시작, 롤백, 삭제.
_VERB_SYLLABLES = frozenset("하해했한할함합되돼됐된될됨됩시")
_VERB = re.compile(
    r"(?P<noun>.{2,}?)(?:시키|시켜|시킨|[하해했한할함합되돼됐된될됨됩])"
    r"(?:[고게면며는은을려지기도서야요다나니어었였던줘]|ㄴ다|만|까|거나|도록|주세요|습니다|라고|인데|데)*"
)
_NOT_A_VERB = re.compile(r".*(?:제한|권한|기한|상한|하한|피해|이해|포함|상태|형태)")
_ENDINGS = frozenset(
    "습니다 어요 아요 네요 나요 까요 는데요 은데요 는데 은데 려면 려고 으면 어서 아서 지만 다가 던데 더니 는지 은지 다고 "
    "어야 아야 야 죠 지요 고 지 요 어 아 게 다 려".split()
)

# Verbs of the field whose stem changes its last letters: stem, then how its forms begin.
_VERB_FORMS = """
죽 죽어 죽었 죽는 죽은 죽고 죽지 죽을 죽음 죽네 죽던 죽여 죽이 | 뻗 뻗어 뻗었 뻗는 | 터지 터져 터졌 터진 터지 | 느리 느려 느린 느림 느릴
멈추 멈춘 멈췄 멈춰 멈출 멈춤 | 꺼지 꺼진 꺼져 꺼졌 꺼둔 꺼놓 꺼도 끄면 꺼두 | 켜지 켜진 켜져 켜졌 | 지우 지워 지운 지울 지웠 지움
고치 고쳐 고친 고칠 고쳤 | 되돌리 되돌 | 돌아가 돌아간 돌아갈 돌아갔 돌아와 | 줄이 줄여 줄인 줄일 줄였 | 아끼 아껴 아낀 아낄
뜨 뜨지 뜨는 뜨고 뜨나 뜨네 뜨면 떠요 떴는 떴어 떠도 떠 떴 뜬 뜰 안떠 안뜨 | 쓰 쓰는 쓰지 쓰고 쓰던 쓰이 쓰나 쓰면 써도 써요 써 쓸 씀 안쓰 안써
놀 놀고 노는 놀아 놀던 | 붙 붙어 붙은 붙지 붙는 붙여 붙이 | 떨어지 떨어진 떨어져 떨어졌 | 받 받아 받지 받는 받을 받은 받고 받기 받으
새 새는 새고 새나 | 빠지 빠진 빠져 빠졌 빼먹 | 모자라 모자라 모자란 모자 | 찾 찾아 찾는 찾고 찾을 찾기 찾으 | 맞 맞지 맞는 맞아
늘리 늘려 늘린 늘릴 | 올리 올려 올린 올릴 | 바꾸 바꿔 바꾼 바꿀 | 비 비어 비었
"""
_STEM_OF = {
    form: forms[0] for line in _VERB_FORMS.splitlines() for entry in line.split("|") if (forms := entry.split())
    for form in forms
}  # fmt: skip

STOP_WORDS = frozenset(
    "a an the i we you it its my our your me us this that these those there here is are was were be been being am do "
    "doe did done doing have ha had can could should would will may might must of to in on at for from with without by "
    "a as and or but not no if then than so what which who whom whose when where why how whi pleas help tell show "
    "just still again alway ever any some all more most up out off into onto about over after befor while dur get got "
    "go goe went make made want need one two thing something anything everything someth anyth don doesn didn isn aren "
    "wasn won can't t s re ve ll m let know way see too very now keep seem say them they their he she only also "
    "어떻게 어떻 어떡 어떤 어디 어느 왜 그래 나오 나온 나옴 봐야 하나요 뭐가 뭐야 뭘까 얼마 얼마나 하고 정도 다면 혹시 어때 되 어떡해 건가 건지 싶어 그런 그런데 근데 나 날 나서 뭐 뭘 뭔가 무엇 무슨 누가 좀 그냥 계속 자꾸 있어 있는 있나 있 없 있습니 있을 우리 내 제 "
    "이 그 저 것 거 게 걸 건 수 때 후 중 및 등 더 안 못 잘 다 또 해 돼 되 하 하나 한 할 어 요 좋을 나 네 지금 "
    "알려 알려줘 알고 싶 싶은 주세 주세요 줘 봐 보 볼 해야 하는 하려 하면 되는 되나 되면 같은 같아 경우 대해 대한 "
    "방법 이유 이거 그게 이게 갑자기 제대 아무 아직 이미 먼저 다음 다시 너무 모두 전부".split()
)


def terms(text: str) -> list[str]:
    """Search terms in reading order: each word whole, lower-cased and stemmed, followed by its parts.

    `ConfigMap` -> configmap, config, map; `--max-surge` -> --max-surge, max, surg; `메모리가` -> 메모리, 메모, 모리.
    """
    return [term for word in words(text) for term in word]


def words(text: str) -> list[tuple[str, ...]]:
    """One tuple a word of the text: the whole first, then its parts (camel case, hyphens, Hangul bigrams).

    Particles standing alone (the 에서 of `checkout에서`) give nothing.
    """
    normal = unicodedata.normalize("NFC", text)
    found = []
    after_latin = -1
    for match in _TOKEN.finditer(normal):
        token = match.group()
        if token[0] >= "\uac00":
            if match.start() == after_latin and token in _PARTICLES:
                continue
            found.append(_hangul(token))
        else:
            after_latin = match.end()
            found.append(_latin(token))
    return found


def expand(terms: Iterable[str]) -> list[str]:
    """The terms, then those of their translations in the field's glossary; every term once, order kept."""
    given = list(dict.fromkeys(terms))
    seen = dict.fromkeys(given)
    for _, other in translations(frozenset(given)):
        seen.update(dict.fromkeys(other))
    return list(seen)


def is_name(word: tuple[str, ...]) -> bool:
    """Whether a word looks like the name of a thing (checkout-7d9f, vol-0abc, 10.0.0.1) and not of a kind of thing."""
    return any(c.isdigit() for c in word[0])


@lru_cache(maxsize=16384)
def _latin(token: str) -> tuple[str, ...]:
    if _PLAIN_WORD.fullmatch(token):
        return (stem(token.lower()),)
    whole = token.lower()
    parts = []
    for letters in _LETTERS.findall(token):
        pieces = _CAMEL.findall(letters) if letters != letters.lower() and letters != letters.upper() else [letters]
        parts += [stem(piece.lower()) for piece in pieces if len(piece) > 1]
    return tuple(dict.fromkeys((whole, *parts)))


@lru_cache(maxsize=16384)
def _hangul(word: str) -> tuple[str, ...]:
    base = _base(word)
    return tuple(dict.fromkeys((base, *(base[i : i + 2] for i in range(len(base) - 1)))))


def _base(word: str) -> str:
    """A Hangul word without particle or verb ending."""
    known = _STEM_OF.get(word[:3]) or _STEM_OF.get(word[:2] if len(word) > 1 else word)
    if known:
        return known
    if len(word) > 2 and not _VERB_SYLLABLES.isdisjoint(word[2:]) and not _NOT_A_VERB.fullmatch(word):
        verb = _VERB.fullmatch(word)
        if verb:
            return verb["noun"]
    for length in range(min(4, len(word) - 1), 0, -1):
        rest, end = word[:-length], word[-length:]
        before = _PARTICLES.get(end)
        if before is not None and (len(rest) > 1 or end in _AFTER_ONE_SYLLABLE) and _fits(rest, end, before):
            return rest
        if end in _ENDINGS and len(word) > 2:
            return rest
    return word


def _fits(noun: str, particle: str, before: int) -> bool:
    """Whether Korean writes this particle after this noun: 볼륨으로 and 파일로, 파드가 and 볼륨이."""
    final = (ord(noun[-1]) - 0xAC00) % 28
    closed = final != 0 and not (final == 8 and particle.startswith(("로", "으로")))
    return before == _ANY or closed == (before == _CONSONANT)


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """A lower-case English word without its inflection: pods, failing, stopped, retries -> pod, fail, stop, retri."""
    if len(word) <= 3 or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        word = word[:-3] + "y"
    elif word.endswith(("sses", "xes", "ches", "shes")):
        word = word[:-2]
    elif word.endswith("s"):
        word = word[:-1]
    for suffix in ("ing", "ed"):
        rest = word[: -len(suffix)]
        if word.endswith(suffix) and len(rest) > 2 and any(vowel in rest for vowel in "aeiouy"):
            word = rest[:-1] if rest[-1] == rest[-2] and rest[-1] not in "lsz" else rest
            break
    if len(word) > 4 and word.endswith("ly"):
        word = word[:-2]
    if len(word) > 3 and word.endswith("e"):
        return word[:-1]
    return word[:-1] + "i" if len(word) > 3 and word.endswith("y") and word[-2] not in "aeiou" else word
