"""Sentences that say why: each must rest on a finding that says so, otherwise it is a hypothesis.

Called by `assistant.verifier.verify`. A cause is compared by its class (`reasons`), by what it says is missing, and by its
words; both with what the findings about the thing say, whatever evidence the sentence cites.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from assistant.findings import Finding
from assistant.language import Text
from assistant.patterns import Lazy
from assistant.verifier import objections, reasons
from assistant.verifier.atoms import atoms
from assistant.verifier.claims import claims
from assistant.verifier.grounds import Grounds, lacking_of, reasons_of
from assistant.verifier.records import Record, near_concepts
from assistant.verifier.topics import GENERIC, content, is_known
from knowledge.analysis import STOP_WORDS, expand, terms

# (pattern, whether the cause stands before the words, whether it ends the sentence: "the cause is X")
_CAUSE_AFTER = Lazy(
    (
        r"\bbecause(?: of)?\b|\bcaused by\b|\bdue to\b|\bas a result of\b|\bowing to\b|\bstems? from\b|\btriggered by\b"
        r"|(?<!change )\b(?:root )?(?:cause|reason)\b(?:(?! (?:is|was)\b)[^;,])*? (?:is|was)\b"
        r"(?! (?:\w+ly )?(?:clear|known|obvious|recorded|given|stated|found))|\bthanks to\b"
        r"|\bsince (?=its\b|the\b(?! last)|it\b|their\b|there\b)|\bfor exceeding\b|\bfor (?:using|taking"
        r"|consuming|eating|hogging|needing)\b"
    ),
    re.I | re.A,
)
_CAUSE_BEFORE = Lazy(
    (
        r"\b(?:is|was) the (?:confirmed |real |actual |root |main |only )?(?:cause|reason|culprit)\b"
        r"(?! (?:of|for|why|behind|is|was)\b)"
        r"|\bwhich is why\b|\bthat is why\b|\bleads? to\b|\bled to\b|\bresult(?:s|ed|ing) in\b"
        r"|(?<!the )(?<!both )(?<!two )(?<!their )(?<!its )(?<!these )\bcaus(?:es|ed|ing)\b(?! by)"
        r"|때문에|로 인해|로 인하여|탓에|바람에|의 결과로"
        r"|(?<!그래)(?<!따라)(?<!대해)(?<!관해)(?<!위해)(?<!통해)(?<!이어)(?<!앞)(?<!합쳐)(?<!합해)(?<!더해)(?<!비해)(?<!향해)(?<!한해)(?<!나눠)(?<!모아)(?<=[아어여해돼겨려져켜나라와워러쳐펴혀차꺼커와써떠])서(?=[\s,])"
        r"|(?<!수 )(?:없어|부족해|실패해|초과해|잘못되어|잘못돼|끊겨|막혀|만료되어|만료돼|못해)(?=\s)(?!\s있)|(?:실패"
        r"|부족|오류|장애|누락|초과|만료|누수)(?:으)?로(?=\s)"
    ),
    re.I | re.A,
)
_CONNECTED = Lazy(
    r"^(?:as a result|therefore|consequently|hence|so|그래서|따라서|그 결과|이 때문에|그 때문에)\b,?", re.I | re.A
)
_KOREAN_IS = Lazy(r"(?P<effect>.*?)(?:의|인|는|한|된|은)?\s?(?:근본 ?)?(?:원인|이유)[은는이가]\s*(?P<cause>.+)")
_LABEL = Lazy(r"^\W*(?:why|(?:root |likely )?cause|reason|(?:근본 ?)?원인|이유)\W*:\W*")  # "Why: ..."
_ENDS = Lazy(r"(?:때문|탓)(?:인 것(?:으로|입니다)|입니다|이다|이에요|예요|이며|이고|으로)|기 때문")
_UNTIL = Lazy(r"\b(?:until|once|unless|as long as)\b[^.;]*")
_BUT = Lazy(r"지만,?\s|는데,?\s|\bbut\s")
_NOT_WHY = Lazy(
    (
        r"\bnot (?:because|caused|due|the (?:root )?(?:cause|reason))\b|n't (?:because|caused|due|the (?:root )?(?:cause|reason))\b"  # noqa: E501
        r"|때문(?:은|이|만은)? ?아[니닙]|탓(?:은|이)? ?아[니닙]|원인(?:은|이)? ?아[니닙]|과(?:는)? (?:관련|관계)[이은가는도]? ?없"
    ),
    re.I | re.A,
)
_NOT_WHY_AFTER = Lazy(r"^[^.;]*?\b(?:is|was|are)(?: not|n't) (?:the )?(?:root )?(?:cause|reason)\b", re.I | re.A)


@dataclass(frozen=True, slots=True)
class Because:
    """A sentence that says why, cut in two; `effect` is "" where it names none."""

    cause: str
    effect: str


def because(sentence: str, before: str) -> Because | None:
    """The two halves of a causal sentence; None of any other. `before` is the sentence that "as a result" refers to."""
    if match := _CONNECTED.match(sentence):
        effect = sentence[match.end() :]
        concludes = match[0].lower().startswith(("so", "hence", "therefore", "따라서", "그래서")) and not reasons.named(
            effect
        )
        return Because(before, effect) if before and not concludes else None
    if match := _LABEL.match(sentence):
        return Because(sentence[match.end() :], "")
    if match := _CAUSE_AFTER.search(sentence):
        head, tail = sentence[: match.start()], sentence[match.end() :]
        if not head.strip(" ,") and "," in tail:
            tail, _, head = tail.partition(",")
        return Because(tail, head)
    korean = _KOREAN_IS.match(sentence)
    if korean and not re.search(r"찾|확인|모르|알 수|분석", korean["cause"]):
        return Because(_ENDS.sub("", korean["cause"]), korean["effect"])
    if match := _CAUSE_BEFORE.search(sentence):
        return Because(_BUT.split(sentence[: match.end()])[-1], sentence[match.end() :])
    if match := _ENDS.search(sentence):
        return Because(sentence[: match.start()], before)
    return None


def denied(sentence: str, subjects: Iterable[str], grounds: Grounds) -> Text | None:
    """ "not because of its memory limit", where that is what was found."""
    if not (_NOT_WHY.search(sentence) or _NOT_WHY_AFTER.match(sentence)):
        return None
    findings = grounds.findings(subjects) or grounds.known.findings
    for f in findings:
        core = reasons_of((f,)) - {"crash", "endpoint", "rollout", "node"}
        if reasons.named(sentence) & core:
            return objections.says_otherwise_in(f.title)
    return objections.other_cause(None)


def misattributed(text: str, subjects: Iterable[str], grounds: Grounds) -> Text | None:
    """A reason, or something missing, that the findings give to other things than the subjects; of plain sentences."""
    names = tuple(subjects)
    findings = grounds.findings(names)
    if not findings:
        if names or not grounds.known.findings:
            return None
        findings = grounds.known.findings
    lacking = lacking_of(findings)
    for kind, sign in sorted(reasons.existence(_UNTIL.sub(" ", text))):
        if sign > 0 and kind in lacking:
            return objections.says_otherwise_in(findings[0].title)
        if sign < 0 and kind not in lacking and (lacking or names):
            return objections.says_otherwise_in(findings[0].title)
    rows = " ".join(t for r in grounds.rows(names) for t in sorted(r.tokens))
    strange = reasons.telling(text) - reasons_of(findings) - reasons.telling(rows)
    if strange and names:
        return objections.not_of(min(names))
    return objections.off_subject() if strange else None


def rests_on(
    why: Because, subjects: Iterable[str], passages: Iterable[Record], grounds: Grounds, *, hedged: bool
) -> bool:
    """Whether a finding states this cause of this effect, or a cited passage of a guide does.

    `hedged`: the sentence itself says that it may be so; then it need only not name another class of cause.
    """
    effect = {n.text.lower() for n in (*atoms(why.effect).names, *atoms(why.effect).words)}
    cause = {n.text.lower() for n in (*atoms(why.cause).names, *atoms(why.cause).words)}
    meant = grounds.findings(effect) or grounds.findings(cause) or grounds.findings(subjects)
    things = grounds.things & (effect or frozenset(subjects))
    if things and not grounds.findings(things):
        return _in_a_row(why, effect | frozenset(subjects), grounds) or any(
            _says(p.words or str((p.row or {}).get("text", "")), why) for p in passages
        )  # nothing was found about it, so nothing that was found is why
    candidates = meant or grounds.known.findings
    if not hedged and _unheard(why.effect, grounds):
        return False
    if any(_states(f, why) for f in candidates):
        return True
    if hedged and reasons.named(why.cause) <= reasons_of(candidates):
        return True
    if _in_a_row(why, effect | frozenset(subjects), grounds):
        return True
    looked_at = [r for r in grounds.known.records if r.role == "scope" and r.finding is None]
    named = {n.text.lower() for n in atoms(why.effect).names}
    if any(named <= r.tokens and _says(r.words, _first(why)) for r in looked_at):
        return True
    return any(_says(p.words or str((p.row or {}).get("text", "")), why) for p in passages)


def _unheard(effect: str, grounds: Grounds) -> bool:
    """Whether an effect that names nothing is mostly told in words that nothing read has."""
    told = () if atoms(effect).names or claims(effect) else content(effect)
    strange = [t for t in told if not is_known(t, grounds.vocabulary)]
    return bool(strange) and 2 * len(strange) > len(told)


def _first(why: Because) -> Because:
    """Without what follows the cause in the same sentence."""
    return Because(re.split(r",\s(?:and|but|while)\s", why.cause)[0], "")


def _in_a_row(why: Because, names: Iterable[str], grounds: Grounds) -> bool:
    """Whether the cause is a number that the row of the thing gives: "because 0 replicas are desired"."""
    given = [(q, near_concepts(why.cause, q)) for q in atoms(why.cause).quantities if q.kind == "plain"]
    rows = grounds.rows(frozenset(names))
    return bool(given) and any(
        all(any(c & f.concepts and q.near_raw(f.raw) for f in r.facts) for q, c in given) for r in rows
    )


def _states(finding: Finding, why: Because) -> bool:
    causes, effects = _halves(finding)
    given = reasons.named(why.cause)
    given = given - {"rollout"} or given  # what fails is often named with why it does
    allowed = reasons.implied(reasons.named(causes))
    if not given <= allowed | reasons.named(effects):
        return False
    lacking, exists = lacking_of((finding,)), reasons.existence(f"{why.cause} {why.effect if not given else ''}")
    if any((kind in lacking) != (sign < 0) for kind, sign in exists):
        return False
    mine, other = _content(why.cause), _content(why.effect)
    if not exists and _covered(why.cause, _content(f"{causes} {effects}")) < (
        _LEAST_KNOWN if given & allowed else _LEAST_UNNAMED
    ):
        return False
    # Swapped: what the sentence gives as the effect is what the finding gives as the cause.
    result = reasons.named(why.effect) - {"rollout"}
    unlike = len(mine & _content(effects) - _content(causes)) - len(mine & _content(causes) - _content(effects))
    swapped = len(other & _content(causes) - _content(effects)) - len(other & _content(effects) - _content(causes))
    core = allowed - reasons.named(effects)
    if core and result & core and not given & core and 2 * len(mine & _content(causes)) < len(mine):
        return False
    return not (unlike > 0 and swapped > 0)


_LEAST_KNOWN, _LEAST_UNNAMED = 0.4, 0.5  # share of the words of a cause that the finding has to know


def _covered(cause: str, known: frozenset[str]) -> float:
    """The share of the words of a cause that are known; of names, values such as labels count where they are known."""
    values = sum("=" in n.text and n.text.lower() in known for n in atoms(cause).names)
    for name in reversed(atoms(cause).names):
        cause = cause[: name.start] + " " + cause[name.end :]
    words = [
        t
        for t in dict.fromkeys(terms(cause))
        if t not in STOP_WORDS and t not in GENERIC and len(t) > 1 and not t.isdigit()
    ]
    whole = [t for t in words if not any(t != o and t in o for o in words)]
    held = sum(not known.isdisjoint((t, *expand([t]))) for t in whole) + values
    return held / (len(whole) + values) if whole else 1.0


@lru_cache(maxsize=256)
def _halves_of(texts: tuple[tuple[str, str], ...], cause: str) -> tuple[str, str]:
    causes = " ".join([cause, *(t for role, t in texts if role in ("cause", "caution", "saving"))])
    return causes, " ".join(t for role, t in texts if role in ("effect", "scope"))


def _halves(finding: Finding) -> tuple[str, str]:
    texts = tuple((s.role, f"{s.text.en} {s.text.ko}") for s in finding.statements)
    variant = " ".join(f"{k} {v}".replace("_", " ") for k, v in finding.cause if k in _TELLING)
    return _halves_of(texts, variant)


_TELLING_LIST = """
    variant configmap secret variable key memory_limit exit_code log_line path http_status selector reason
"""
_TELLING = frozenset(_TELLING_LIST.split())


@lru_cache(maxsize=1024)
def _content(text: str) -> frozenset[str]:
    return frozenset(t for t in expand(terms(text)) if t not in STOP_WORDS and len(t) > 1)


def _says(passage: str, why: Because) -> bool:
    mine = _content(why.cause) | _content(why.effect)
    return bool(mine) and len(mine & _content(passage)) >= 0.6 * len(mine)
