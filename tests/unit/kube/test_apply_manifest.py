"""What applying compares and puts back, without a server; and that no conversation can ask for it."""

from typing import Any

import pytest

from assistant.executors.kube.frame.contents import Moved, changes_between, overwritten, put_back, skeleton


def test_what_others_changed_is_kept_when_putting_back() -> None:
    before, after = {"a": 1, "gone": 1, "spec": {"x": 1}}, {"a": 2, "new": 3, "spec": {"x": 1}}
    now = {"a": 2, "new": 3, "spec": {"x": 5}, "theirs": 4}
    assert put_back(before, after, now) == {"a": 1, "gone": 1, "spec": {"x": 5}, "theirs": 4}


def test_a_field_that_both_changed_is_not_put_back() -> None:
    with pytest.raises(Moved, match=r"spec\.x"):
        put_back({"spec": {"x": 1}}, {"spec": {"x": 2}}, {"spec": {"x": 3}})


def test_only_written_fields_count_as_overwritten() -> None:
    written: dict[str, Any] = {"spec": {"cpu": "1000m", "list": [1]}}
    after = {"spec": {"cpu": "1", "list": [1], "filled": 1}}
    assert list(overwritten(written, after, {"spec": {"cpu": "1", "list": [1], "filled": 2}})) == []
    assert list(overwritten(written, after, {"spec": {"cpu": "2", "list": [1, 2]}})) == ["spec.cpu", "spec.list"]


def test_of_what_is_new_each_written_field_is_shown_and_no_value_of_a_variable() -> None:
    container = {"name": "web", "image": "web:1", "env": [{"name": "LEVEL", "value": "hidden"}], "args": ["--x"]}
    content = {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [container], "replicas": 2}}
    shown = {c.field: c.after for c in changes_between(skeleton(content), content)}
    assert shown["spec.containers[web].args"] == '["--x"]'
    assert shown["spec.replicas"] == "2"
    assert "hidden" not in str({k: v for k, v in shown.items() if v != "(value hidden)"})
    assert all(c.before == "" for c in changes_between(skeleton(content), content))


def test_of_a_long_text_the_lines_that_differ_are_shown() -> None:
    lines = [f"line {n}: {'x' * 20}" for n in range(50)]
    before, after = (
        {"data": {"file": "\n".join(lines)}},
        {"data": {"file": "\n".join([*lines[:25], "new", *lines[26:]])}},
    )
    (change,) = changes_between(before, after)
    assert (change.before, change.after) == (lines[25], "new")
