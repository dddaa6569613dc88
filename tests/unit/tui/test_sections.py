"""An answer in parts: findings by themselves, nothing lost."""

from tui.sections import Section, sections

RAISED = {"cart: out of memory": "critical", "Service x selects no pod": "high"}
ANSWER = """**Yes, 2 problems.**

**cart: out of memory**
**Cause** killed [E3]
**Effect** 0 of 3 ready [E3]

**Service x selects no pod**
**Cause** label [E9]

**Proposed**
1. Roll back

**Guides** [runbooks/x#check]"""


def test_each_finding_is_a_part_and_the_rest_stays_together() -> None:
    parts = sections(ANSWER, RAISED)
    assert [p.severity for p in parts] == ["", "critical", "high", ""]
    assert "\n\n".join(p.text for p in parts) == ANSWER
    assert parts[1].text.endswith("0 of 3 ready [E3]")


def test_bold_line_that_is_no_finding_of_this_turn_and_text_in_a_fence_stay_in_the_answer() -> None:
    fenced = "before\n\n```\nx\n\n**cart: out of memory**\n```\n\nafter"
    assert sections(fenced, RAISED) == (Section(text=fenced),)
    assert sections("**cart: fine**\ntext", RAISED) == (Section(text="**cart: fine**\ntext"),)
    assert sections("", RAISED) == ()
