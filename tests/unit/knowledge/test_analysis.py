"""The words of a question as search terms."""

import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

import knowledge
from knowledge.analysis import expand, terms
from knowledge.glossary import ENTRIES


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CrashLoopBackOff", ["crashloopbackoff", "crash", "loop", "back", "off"]),
        ("ConfigMap", ["configmap", "config", "map"]),
        ("OOMKilled", ["oomkilled", "oom", "kill"]),
        ("--max-surge", ["--max-surge", "max", "surg"]),
        ("aws_lb", ["aws_lb", "aws", "lb"]),
        ("vol-0abc", ["vol-0abc", "vol", "abc"]),
        ("checkout.v2", ["checkout.v2", "checkout"]),
        ("shop/checkout", ["shop/checkout", "shop", "checkout"]),
        ("10.0.0.1 costs 2.5 USD", ["10.0.0.1", "cost", "2.5", "usd"]),
        ("pods failing, stopped; retries", ["pod", "fail", "stop", "retri"]),
        ("is this slow?", ["is", "this", "slow"]),
        ("", []),
        ("?! …", []),
    ],
)
def test_latin(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("파드가 파드는 파드를 파드에서 파드로 파드의 파드와 파드도", ["파드"] * 8),
        ("볼륨이 볼륨은 볼륨을 볼륨으로 볼륨과", ["볼륨"] * 5),
        ("파일로 파일이", ["파일"] * 2),
        ("메모리가", ["메모리", "메모", "모리"]),
        ("실패했어요 실패한 실패하는데 실패했는지", ["실패"] * 4),
        ("롤백하려면 롤백해도 롤백이", ["롤백"] * 3),
        ("느려요 느린 느려졌어", ["느리"] * 3),
        ("죽어요 죽는 죽었어", ["죽"] * 3),
        ("값을", ["값"]),
        ("추가 속도 권한 제한", ["추가", "속도", "권한", "제한"]),
        ("checkout에서 배포가", ["checkout", "배포"]),
        ("ConfigMap이", ["configmap", "config", "map"]),
    ],
)
def test_hangul(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


def test_decomposed_hangul_is_the_same_word() -> None:
    assert terms(unicodedata.normalize("NFD", "배포 실패")) == terms("배포 실패")


@pytest.mark.parametrize(
    ("text", "includes"),
    [
        ("배포", {"deploy", "rollout"}),
        ("롤백", {"rollback", "revert", "undo"}),
        ("파드", {"pod"}),
        ("메모리 부족", {"out", "memori", "oom"}),
        ("메모리가 부족해요", {"oom"}),
        ("비용", {"cost"}),
        ("낭비", {"wast"}),
        ("볼륨", {"volum"}),
        ("인스턴스", {"instanc"}),
        ("장애", {"outag"}),
        ("느려", {"slow"}),
        ("안 쓰는", {"idl", "unus"}),
        ("deployment", {"배포"}),
        ("out of memory", {"메모리", "부족"}),
        ("unattached volumes", {"미연결", "볼륨"}),
    ],
)
def test_expansion_goes_both_ways(text: str, includes: set[str]) -> None:
    expanded = expand(terms(text))
    assert includes <= set(expanded)
    assert expanded[: len(set(terms(text)))] == list(dict.fromkeys(terms(text)))
    assert len(expanded) == len(set(expanded))


def test_a_phrase_needs_all_of_its_words() -> None:
    assert "oom" not in expand(terms("메모리"))
    assert "oom" not in expand(terms("부족"))
    assert expand(terms("checkout")) == ["checkout"]


def test_the_glossary_has_both_sides_on_every_line() -> None:
    lines = ENTRIES.strip().splitlines()
    assert len(lines) >= 80
    for line in lines:
        korean, english = line.split("=")
        assert all(terms(phrase) for half in (korean, english) for phrase in half.split("|")), line


def test_analysis_imports_only_the_standard_library() -> None:
    root = Path(knowledge.__file__).parents[1]
    code = f"import sys; sys.path.insert(0, {str(root)!r}); import knowledge.analysis; print(*sys.modules)"
    out = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True)
    loaded = {module.partition(".")[0] for module in out.stdout.split()}
    foreign = {m for m in loaded if m not in sys.stdlib_module_names and not m.startswith("_")}
    assert foreign == {"knowledge"}
