"""Recorded text in a Markdown document: a viewer shows what was said, and opens, loads and runs nothing of it."""

import random
import re
from html import unescape

import pytest
from markdown_it import MarkdownIt

from assistant.inactive import inactive, inactive_line

_ACTIVE = re.compile(r"<(?:script|img|a|b|h[1-6]|iframe|!--)\b", re.IGNORECASE)
_PIECES = (
    "<script>", "</script>", "![x](http://e/a.png)", "[y](http://e)", "[z]: http://e", "[z]", "[z][z]", "http://evil.example/x",
    "www.evil.example", "`", "``", "```", "~~~", "\n", "\n\n", "\\", "<b>", "**", "_", "|", "| a | b |\n|---|---|\n", "    ",
    "  ", "- ", "1. ", "# h", "===", "---", "&lt;", "a", "[E3]", "<!--", "-->", "<http://a.b>", "\\<", "\\[", "(", "]", "!", "> ",
    "\t",
)  # fmt: skip


def _viewer() -> MarkdownIt:
    viewer = MarkdownIt("gfm-like")  # with HTML, tables, and bare addresses as links
    assert viewer.linkify is not None
    viewer.linkify.set({"fuzzy_link": False, "fuzzy_email": False})
    return viewer


def test_nothing_made_of_active_pieces_is_active() -> None:
    viewer, chance = _viewer(), random.Random(7)
    assert _ACTIVE.search(viewer.render("".join(_PIECES))), "as it was said it would be"
    for _ in range(3000):
        said = "".join(chance.choices(_PIECES, k=chance.randint(1, 12)))
        line = inactive_line(said)
        for document in (inactive(said), f"- {line}", f"| x |\n|---|\n| {line} |"):
            assert not _ACTIVE.search(viewer.render(document)), (said, document)


@pytest.mark.parametrize(
    "said",
    ["my_ns and *x* `a|b` <script> [E3] 100% #", "a & b &lt; c\\d C:\\dir http://x/y?a=1&b=2", "_em_ ~~x~~ ![i](u) [a][b]",
     "# 제목", "1. 첫째", "- x", "> 인용", "a | b"],
)  # fmt: skip
def test_a_line_reads_as_it_was_said(said: str) -> None:
    shown = _viewer().render(f"- {inactive_line(said)}")
    assert unescape(shown.removeprefix("<ul>\n<li>").removesuffix("</li>\n</ul>\n")) == said


def test_an_answer_keeps_its_form() -> None:
    code = "```yaml\nkey: <value>\n```\n\n  NAME   READY\n  pay    1/2"
    answer = f"**원인** `a<b` [E3]\n- 하나\n- 둘\n\n{code}\n\n| a | b |\n|---|---|\n| 1 | 2 |"
    shown = _viewer().render(inactive(answer))
    assert "<strong>원인</strong> <code>a&lt;b</code> [E3]" in shown
    assert shown.count("<li>") == 2
    assert "<pre><code>key: &lt;value&gt;\n</code></pre>" in shown
    assert "<pre><code>  NAME   READY\n  pay    1/2\n</code></pre>" in shown
    assert "<td>1</td>" in shown


def test_code_cannot_be_closed_from_within() -> None:
    shown = _viewer().render(inactive("~~~\n```\n<script>x</script>\n````\n~~~\n# not code"))
    assert "<script>" not in shown
    assert "<h1>" not in shown
