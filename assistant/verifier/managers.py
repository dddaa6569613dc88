"""Who deploys a thing: Helm, Argo CD, an Auto Scaling group, nothing; called by `assistant.verifier.relations`."""

import re
from collections.abc import Iterator, Sequence

from assistant.language import Text
from assistant.patterns import Lazy
from assistant.verifier import objections
from assistant.verifier.grounds import Grounds
from assistant.verifier.parts import Part

_TOOL = Lazy(
    r"\b(helm|argo ?cd|argo|flux|terraform|cloudformation|kustomize|spinnaker|pulumi|auto ?scaling)\b", re.I | re.A
)


_DEPLOYS = Lazy(
    r"\bmanag(?:e[sd]?|ing)\b|\bdeploy(?:s|ed)\b|\bowns?\b|\bbelongs? to\b|\bvia\b|\bsync\b|관리|배포|쪽에", re.I | re.A
)


_NUMBERED = Lazy(r"(?<![\w.-])\d+(?![\w.-])|\d+개", re.A)


_NO_TOOL = Lazy(r"(?:\bnot|n't|no longer|never)\b|지 ?않|아닙|아니|\b(?:by|to) (?:no|nothing)\b", re.I | re.A)


_BY_NOTHING = Lazy(
    r"\bnot managed by (?:any|a)\b|\bmanaged by (?:no|nothing)\b|관리(?:하는|되는)? ?(?:도구|것)[가이]? ?없",
    re.I | re.A,
)


def several(text: str) -> bool:
    """Whether the text names more than one tool."""
    return len(_TOOL.findall(text)) > 1


def of_one(text: str, subject: str, grounds: Grounds) -> Text | None:
    """A tool beside a thing that another one deploys, or none."""
    tool, deploys = _TOOL.search(text), _DEPLOYS.search(text)
    if deploys is None or not (tool or _BY_NOTHING.search(text)):
        return None
    first = min(deploys.start(), tool.start() if tool else deploys.start())
    near = (
        re.split(r"지만\s|는데\s|\bbut\s|,\s", text[max(0, first - 14) : first])[-1] + text[first : deploys.end() + 12]
    )
    if subject not in text.lower() and _NUMBERED.search(text):
        return None  # "Helm manages 10" speaks of others
    known = grounds.managers(subject)
    if not known:
        return objections.not_of(subject) if tool and grounds.findings((subject,)) else None
    if tool is None or _BY_NOTHING.search(text):
        return None if "" in known else objections.says_otherwise(", ".join(sorted(known)))
    same = any(tool[1].lower().replace(" ", "")[:4] == k.replace(" ", "").replace(":", "")[:4] for k in known)
    if same == bool(_NO_TOOL.search(near)):
        return objections.says_otherwise(", ".join(sorted(k for k in known if k)))
    return None


def of_several(part: Part, grounds: Grounds) -> Text | None:
    """Several things beside the tools that deploy them; a tool that nothing read speaks of."""
    tools = list(_TOOL.finditer(part.text))
    if not tools:
        return None
    named = {m[1].lower().replace(" ", "")[:4] for m in tools}
    if not any(t in grounds.said.replace(" ", "") or any(t in x for x in grounds.tokens) for t in named):
        return objections.not_in_evidence(tools[0][1])
    if len(tools) == 1 and _DEPLOYS.search(part.text):
        counted = _NUMBERED.search(part.text)
        each = [(s, tools[0]) for s in sorted(part.subjects) if not counted or s in part.text.lower()]
    else:
        each = list(_beside(part, tools))
    for subject, tool in each:
        known = grounds.managers(subject)
        if known and not any(
            tool[1].lower().replace(" ", "")[:4] == k.replace(" ", "").replace(":", "")[:4] for k in known
        ):
            return (
                None
                if _NO_TOOL.search(part.text)
                else objections.says_otherwise(", ".join(sorted(k for k in known if k)))
            )
    return None


def _beside(part: Part, tools: Sequence["re.Match[str]"]) -> Iterator[tuple[str, "re.Match[str]"]]:
    """(name, tool): in brackets after a tool, before "by" a tool, after "Helm이 배포하는 것은"."""
    text, last = part.text.lower(), 0
    for at, tool in enumerate(tools):
        until = tools[at + 1].start() if at + 1 < len(tools) else len(text)
        bracket = re.match(r"[^.;()]{0,12}\(([^)]*)\)", text[tool.end() :])
        after = re.match(r"\s?(?:이|가|으로|로)\s", text[tool.end() :])
        by = re.search(r"\b(?:by|via|with)\s$", text[: tool.start()])
        beside = (
            bracket[1] if bracket else text[tool.end() : until] if after else text[last : tool.start()] if by else ""
        )
        last = tool.end() + (bracket.end() if bracket else 0)
        yield from (
            (s, tool) for s in sorted(part.subjects) if re.search(rf"(?<![\w-]){re.escape(s)}(?![a-z0-9-])", beside)
        )
