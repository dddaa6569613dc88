"""A malformed guide is refused with its file, its line and what is wrong."""

from pathlib import Path

import pytest

from knowledge.guides import GuideError, load

FRONT = """---
id: runbooks/sample
title: Sample
tags: [one, two]
reviewed: 2026-01-31
sources:
  - https://example.com/a
---
"""
BODY = """
## First {#first}

Text.
"""


def write(folder: Path, content: str | bytes, name: str = "sample") -> Path:
    path = folder / "en" / "runbooks" / f"{name}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_a_well_formed_guide_is_read(tmp_path: Path) -> None:
    path = write(tmp_path, FRONT + BODY + "\n## Second {#second}\n\n```\n# no heading in a code block\n```\n")
    first, second = load(tmp_path)
    assert (first.id, first.title, first.heading, first.lang) == ("runbooks/sample#first", "Sample", "First", "en")
    assert (first.text, first.path, first.line, first.tags) == ("Text.", path, 10, ("one", "two"))
    assert "# no heading" in second.text


@pytest.mark.parametrize(
    ("content", "line", "problem"),
    [
        ("", 1, "expected '---'"),
        ("# Title\n", 1, "expected '---'"),
        ("---\nid: runbooks/sample\n", 1, "not closed"),
        (FRONT.replace("title: Sample\n", "") + BODY, 7, "no 'title'"),
        (FRONT.replace("title: Sample", "title:") + BODY, 3, "no 'title'"),
        (FRONT.replace("tags: [one, two]", "tags: []") + BODY, 4, "no 'tags'"),
        (FRONT.replace("  - https://example.com/a\n", "") + BODY, 6, "no 'sources'"),
        (FRONT.replace("2026-01-31", "yesterday") + BODY, 5, "not a date"),
        (FRONT.replace("2026-01-31", "2026-02-30") + BODY, 5, "not a date"),
        (FRONT.replace("tags:", "label:") + BODY, 4, "expected one of"),
        (FRONT.replace("title: Sample", "title") + BODY, 3, "expected one of"),
        (FRONT.replace("title: Sample", "title: A\ntitle: B") + BODY, 4, "given twice"),
        (FRONT.replace("runbooks/sample", "runbooks/other") + BODY, 2, "file's place"),
        (FRONT, 9, "no section"),
        (FRONT + "\nIntroduction.\n" + BODY, 10, "before the first section"),
        (FRONT + "\n## First\n\nText.\n", 10, "is headed"),
        (FRONT + "\n# First {#first}\n\nText.\n", 10, "is headed"),
        (FRONT + "\n## First {#First Part}\n\nText.\n", 10, "is headed"),
        (FRONT + BODY + BODY, 14, "used twice"),
        (FRONT + "\n## First {#first}\n" + BODY.replace("first", "second"), 10, "is empty"),
        (FRONT + BODY + "\n```\nkubectl get pods\n", 14, "not closed"),
        (FRONT.encode() + b"\n## First {#first}\n\n\xff\n", 12, "not UTF-8"),
    ],
)  # fmt: skip
def test_a_malformed_guide_names_file_line_and_problem(
    tmp_path: Path, content: str | bytes, line: int, problem: str
) -> None:
    path = write(tmp_path, content)
    with pytest.raises(GuideError) as refused:
        load(tmp_path)
    assert str(refused.value).startswith(f"{path}:{line}: ")
    assert problem in refused.value.problem


def test_a_folder_without_guides_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GuideError, match="no guides here"):
        load(tmp_path)
