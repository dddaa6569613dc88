"""The guides as a tool like any other, so that passages are evidence, too. Reads `knowledge`."""

from knowledge.lexical import COVERED, GuideIndex
from tools.spec import Page, tool


@tool(
    backend="guides",
    examples=(
        "롤백은 언제 해야 해?",
        "ImagePullBackOff는 어떻게 고쳐?",
        "how do I fix CrashLoopBackOff",
        "what should I check when a service has no endpoints",
    ),
)
def search_guides(index: GuideIndex, *, question: str, lang: str = "en", limit: int = 3) -> Page:
    """Passages of the deployment guides that answer a question, best first; none when the guides do not cover it.

    Each item: id ("runbooks/rollback#check"), title, heading, lang, score (0 to 1), text.
    Example: search_guides(question="when should I roll back?", lang="en")

    Raises: nothing; an empty page means that the guides do not cover the question.
    Source: the built-in guides (knowledge/guides).
    """
    found = index.search(question, lang="ko" if lang == "ko" else "en", limit=limit)
    hits = [h for h in found if h.score >= COVERED]
    return Page(
        items=tuple(
            {
                "id": h.passage.id,
                "title": h.passage.title,
                "heading": h.passage.heading,
                "lang": h.passage.lang,
                "score": round(h.score, 3),
                "text": h.passage.text,
            }
            for h in hits
        )
    )
