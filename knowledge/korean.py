"""Korean words without particle or verb ending; called by `knowledge.analysis`.

Source: rules for the short questions and guides of this field, no dictionary: 파드가 -> 파드, 실패했어요 -> 실패.
"""

import re

# Particles and endings of 이다, by what must come before them: anything, a final consonant, or a vowel.
_ANY, _CONSONANT, _VOWEL = range(3)
_AFTER_ANY = """
    에서부터 에서는 에서도 에게서 한테서 까지는 부터는 이라는 인데요 인가요 인지 인데 입니다 이에요 이야 에서 에게 한테
    까지 부터 마다 처럼 보다 밖에 조차 라는 에는 에도 들이 들은 들을 들의 의 에 도 만 들
"""
_AFTER_CONSONANT = "으로부터 으로는 이라고 으로 이나 이랑 이면 은 을 이 과"
_AFTER_VOWEL = "로부터 로는 라고 예요 로 나 랑 면 는 를 가 와"
PARTICLES = {
    **dict.fromkeys(_AFTER_ANY.split(), _ANY),
    **dict.fromkeys(_AFTER_CONSONANT.split(), _CONSONANT),
    **dict.fromkeys(_AFTER_VOWEL.split(), _VOWEL),
}
# 값을 and 키를 lose their particle; 차이, 속도 and 추가 only look as if they had one.
_AFTER_ONE_SYLLABLE = frozenset({"을", "를", "은", "는", "에서", "으로", "에는"})

# Verbs made from a noun: 실패했어요, 재시작돼요, 롤백하려면, 삭제해도 -> 실패, 재시작, 롤백, 삭제.
_VERB_SYLLABLES = frozenset("하해했한할함합되돼됐된될됨됩시")
_VERB = re.compile(
    r"(?P<noun>.{2,}?)(?:시키|시켜|시킨|[하해했한할함합되돼됐된될됨됩])"
    r"(?:[고게면며는은을려지기도서야요다나니어었였던줘]|만|까|거나|도록|주세요|습니다|라고|인데|데)*"
)
_NOT_A_VERB = re.compile(r".*(?:제한|권한|기한|상한|하한|피해|이해|포함|상태|형태)")
_SPOKEN_ENDINGS = """
    습니다 어요 아요 네요 나요 까요 는데요 은데요 는데 은데 려면 려고 으면 어서 아서 지만 다가 던데 더니 는지 은지 다고
    어야 아야 야 죠 지요 고 지 요 어 아 게 다 려
"""
_ENDINGS = frozenset(_SPOKEN_ENDINGS.split())
# Verbs of the field whose stem changes: the stem, then how its forms begin.
_VERB_FORMS = """
죽 죽어 죽었 죽는 죽은 죽고 죽지 죽을 죽음 죽네 죽던 죽여 죽이
뻗 뻗어 뻗었 뻗는
터지 터져 터졌 터진 터지
느리 느려 느린 느림 느릴
멈추 멈춘 멈췄 멈춰 멈출 멈춤
꺼지 꺼진 꺼져 꺼졌 꺼둔 꺼놓 꺼도 끄면 꺼두
켜지 켜진 켜져 켜졌
지우 지워 지운 지울 지웠 지움
고치 고쳐 고친 고칠 고쳤
되돌리 되돌
돌아가 돌아간 돌아갈 돌아갔 돌아와
줄이 줄여 줄인 줄일 줄였
아끼 아껴 아낀 아낄
뜨 뜨지 뜨는 뜨고 뜨나 뜨네 뜨면 떠요 떴는 떴어 떠도 떠 떴 뜬 뜰 안떠 안뜨
쓰 쓰는 쓰지 쓰고 쓰던 쓰이 쓰나 쓰면 써도 써요 써 쓸 씀 안쓰 안써
놀 놀고 노는 놀아 놀던
붙 붙어 붙은 붙지 붙는 붙여 붙이
떨어지 떨어진 떨어져 떨어졌
받 받아 받지 받는 받을 받은 받고 받기 받으
새 새는 새고 새나
빠지 빠진 빠져 빠졌 빼먹
모자라 모자라 모자란 모자
찾 찾아 찾는 찾고 찾을 찾기 찾으
맞 맞지 맞는 맞아
늘리 늘려 늘린 늘릴
올리 올려 올린 올릴
바꾸 바꿔 바꾼 바꿀
비 비어 비었
"""
_STEM_OF = {form: line.split()[0] for line in _VERB_FORMS.strip().splitlines() for form in line.split()}


def base(word: str) -> str:
    """A run of Hangul without particle or verb ending; unchanged when it has none."""
    known = _STEM_OF.get(word[:3]) or _STEM_OF.get(word[:2] if len(word) > 1 else word)
    if known:
        return known
    if len(word) > 2 and not _VERB_SYLLABLES.isdisjoint(word[2:]) and not _NOT_A_VERB.fullmatch(word):
        verb = _VERB.fullmatch(word)
        if verb:
            return verb["noun"]
    for length in range(min(4, len(word) - 1), 0, -1):
        rest, end = word[:-length], word[-length:]
        before = PARTICLES.get(end)
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
