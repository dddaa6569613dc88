"""What argparse says about words it cannot understand, in Korean. Called by `commands.options`.

Source: the messages of CPython's Lib/argparse.py. One that is not in the table is quoted as it is.
"""

import re
from collections.abc import Callable, Sequence

from assistant.language import with_particle

_TYPES = {"int": "정수", "float": "수", "Path": "경로"}
_TOLD: Sequence[tuple[re.Pattern[str], Callable[[re.Match[str]], str]]] = [
    (re.compile(words, re.DOTALL), told)
    for words, told in (
        (r"argument (?P<name>[^:]+): (?P<rest>.+)", lambda m: f"{m['name']}: {korean(m['rest'])}"),
        (r"the following arguments are required: (.+)", lambda m: f"빠진 것: {m[1]}"),
        (r"one of the arguments (.+) is required", lambda m: f"다음 중 하나가 필요합니다: {m[1]}"),
        (r"expected one argument", lambda _: "값이 하나 필요합니다"),
        (r"expected at most one argument", lambda _: "값은 하나까지만 줄 수 있습니다"),
        (r"expected at least one argument", lambda _: "값이 하나 이상 필요합니다"),
        (r"expected (\d+) arguments?", lambda m: f"값이 {m[1]}개 필요합니다"),
        (r"unrecognized arguments: (.+)", lambda m: f"모르는 말: {m[1]}"),
        (r"invalid choice: (.+?) \(choose from (.+)\)", lambda m: f"{with_particle(m[1], '은')} 없습니다. 가능한 것: {m[2]}"),
        (r"invalid (\w+) value: (.+)", lambda m: f"{with_particle(m[2], '은')} {_type(m[1])} 아닙니다"),
        (r"not allowed with argument (.+)", lambda m: f"{with_particle(m[1], '과')} 함께 쓸 수 없습니다"),
        (r"ignored explicit argument (.+)", lambda m: f"값을 받지 않습니다: {m[1]}"),
        (r"ambiguous option: (.+) could match (.+)", lambda m: f"{m[1]}: 여러 옵션일 수 있습니다({m[2]})"),
    )
]  # fmt: skip


def _type(name: str) -> str:
    return with_particle(_TYPES.get(name, name), "이")


def korean(message: str) -> str:
    """The same in Korean, names and values as they were typed."""
    for pattern, told in _TOLD:
        if match := pattern.fullmatch(message):
            return told(match)
    return message
