"""Files, folders and documents: what is read, on which line it stands, and what is said of the rest."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.errors import UsageError
from assistant.manifests.checking import check
from assistant.manifests.documents import Broken, Document, documents
from assistant.manifests.reading import Manifests, read
from assistant.manifests.tree import line_of
from assistant.refusals import told

NOW = datetime(2026, 11, 26, tzinfo=UTC)
POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: demo}\nspec: {containers: [{name: a, image: b}]}\n"


def value(text: str) -> object:
    (document,) = documents(text)
    assert isinstance(document, Document)
    return document.root.value


def gaps(manifests: Manifests) -> dict[str, str]:
    """File name of each gap, and its code; each is told in both languages."""
    for gap in manifests.not_read:
        assert told(gap, "ko").why != told(gap, "en").why
        assert "받은 메시지" not in told(gap, "ko").why
    return {Path(n.what).name: n.reason.code if n.reason else "" for n in manifests.not_read}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("a: on\nb: 'on'\nc: NO", {"a": True, "b": "on", "c": False}),
        ("a: 22:30\nb: 2020-01-01\nc: 0644\nd: 1e3\ne: 0x1F", {"a": "22:30", "b": "2020-01-01", "c": 420, "d": 1000.0, "e": 31}),
        ("a: &x {b: 1}\nc: {<<: *x, b: 2}\nd: *x", {"a": {"b": 1}, "c": {"b": 2}, "d": {"b": 1}}),
        ('{"a": "\\ud83d\\ude00",\n\t"b": [1]}', {"a": "😀", "b": [1]}),
        ("1: a\ntrue: b", {"1": "a", "true": "b"}),
        ("a: 1234567890123456789012345678901234567890123", {"a": "1234567890123456789012345678901234567890123"}),
    ],
)  # fmt: skip
def test_values_are_those_that_kubernetes_reads(text: str, meant: object) -> None:
    assert value(text) == meant


def test_lines_count_through_documents_and_paths() -> None:
    text = "# c\n---\na: 1\n---\n\nspec:\n  list:\n  - name: x\n    v: 1\n  - name: on\n    'k.io/z': 2\n"
    _, second = documents(text)
    assert isinstance(second, Document)
    lines = [
        line_of(second.root, path)
        for path in ("spec", "spec.list[true].v", "spec.list[0].v", "spec.list[true][k.io/z]", "q")
    ]
    assert lines == [6, 10, 9, 11, 6]


def test_a_broken_document_does_not_hide_the_others(tmp_path: Path) -> None:
    file = tmp_path / "all.yaml"
    file.write_text(f"{POD}---\na: [1\n---\n# nothing\n---\n{POD}", encoding="utf-8")
    manifests = read([str(file)])
    assert len(manifests.found) == 2
    (gap,) = manifests.not_read
    assert gap.what == f"{file}:7"
    assert "not valid YAML" in gap.why
    assert gap.remedy


@pytest.mark.parametrize(
    "text",
    ["[" * 100_000, "a: &a [*a]", "a: *b", "a: b: c", "\ta: 1", "? {a: 1}\n: 2", "a: 'x", "\0"],
)
def test_what_cannot_be_read_is_said(text: str) -> None:
    (document,) = documents(text)
    assert isinstance(document, Broken)
    assert document.why


def test_aliases_that_explode_are_refused() -> None:
    levels = "\n".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 10)}]" for n in range(1, 9))
    (document,) = documents(f"l0: &l0 [x]\n{levels}\n")
    assert isinstance(document, Broken)
    assert "aliases" in document.why


def test_templates_are_told_plainly(tmp_path: Path) -> None:
    chart = tmp_path / "web"
    (chart / "templates").mkdir(parents=True)
    (chart / "Chart.yaml").write_text("apiVersion: v2\nname: web\n", encoding="utf-8")
    (chart / "values.yaml").write_text("kind: x\napiVersion: y\n", encoding="utf-8")
    for name in ("a", "b"):
        body = POD.replace("demo", '"{{ .Release.Name }}"') + "{{- if .Values.x }}\n{{- end }}\n"
        (chart / "templates" / f"{name}.yaml").write_text(body, encoding="utf-8")
    (tmp_path / "loose.yaml").write_text("a: {{ x }}\n", encoding="utf-8")
    (tmp_path / "rule.yaml").write_text(
        POD.replace("demo", "demo, annotations: {note: '{{ $labels.pod }}'}"), encoding="utf-8"
    )
    manifests = read([str(tmp_path)])
    assert gaps(manifests) == {"web": "manifest_chart", "loose.yaml:1": "manifest_template"}
    assert [Path(m.file).name for m in manifests.found] == ["rule.yaml"]
    assert any("2 templates" in n.why and "helm template" in n.remedy for n in manifests.not_read)


def test_patches_of_a_kustomization_are_no_objects(tmp_path: Path) -> None:
    (tmp_path / "kustomization.yaml").write_text(
        "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n"
        "resources: [pod.yaml]\npatches: [{path: patch.yaml}]\n",
        encoding="utf-8",
    )
    (tmp_path / "pod.yaml").write_text(POD, encoding="utf-8")
    (tmp_path / "patch.yaml").write_text(POD, encoding="utf-8")
    manifests = read([str(tmp_path)])
    assert gaps(manifests) == {"kustomization.yaml": "manifest_kustomization"}
    assert {Path(p.place.file).name for p in check(manifests, NOW)} == {"pod.yaml"}


def test_a_folder_with_things_in_it(tmp_path: Path) -> None:
    root, outside = tmp_path / "in", tmp_path / "out"
    (root / "sub").mkdir(parents=True)
    (root / ".git").mkdir()
    outside.mkdir()
    (outside / "secret.yaml").write_text(POD, encoding="utf-8")
    for name in ("sub/pod.yml", ".git/pod.yaml", "notes.txt"):
        (root / name).write_text(POD, encoding="utf-8")
    (root / "binary.yaml").write_bytes(bytes(range(256)))
    (root / "latin.yaml").write_bytes("a: ä\n".encode("latin-1"))
    (root / "wide.yaml").write_text(POD, encoding="utf-16")
    (root / "link.yaml").symlink_to(outside / "secret.yaml")
    (root / "round").symlink_to(root)
    (root / "nowhere.yaml").symlink_to(root / "none.yaml")
    (root / "near.yaml").symlink_to(root / "sub" / "pod.yml")
    os.mkfifo(root / "pipe.yaml")
    manifests = read([str(root)])
    assert [Path(m.file).name for m in manifests.found] == ["near.yaml", "wide.yaml", "pod.yml"]
    assert gaps(manifests) == {
        "binary.yaml": "manifest_binary",
        "latin.yaml:1": "manifest_not_text",
        "link.yaml": "manifest_linked",
        "round": "manifest_linked",
        "nowhere.yaml": "manifest_linked",
        "pipe.yaml": "manifest_irregular",
    }


def test_lists_and_other_peoples_kinds(tmp_path: Path) -> None:
    file = tmp_path / "list.yaml"
    items = "\n".join("- " + POD.replace("\n", "\n  ").rstrip() for _ in range(2))
    file.write_text(
        f"apiVersion: v1\nkind: List\nitems:\n{items}\n---\n"
        "apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: {name: k}\n"
        "spec: {selector: [1]}\n---\na: 1\n",
        encoding="utf-8",
    )
    manifests = read([str(file)])
    assert [(m.resource, m.root.line) for m in manifests.found] == [
        ("pods", 4),
        ("pods", 8),
        ("services.serving.knative.dev", 13),
    ]
    assert manifests.not_read == ()


def test_files_without_objects_are_said(tmp_path: Path) -> None:
    file = tmp_path / "compose.yaml"
    file.write_text("services: {web: {image: a}}\n", encoding="utf-8")
    assert gaps(read([str(file)])) == {"compose.yaml": "manifest_nothing"}
    assert gaps(read([str(tmp_path)])) == {tmp_path.name: "manifest_nothing"}
    assert gaps(read(["-"], b"")) == {"-": "manifest_nothing"}
    with pytest.raises(UsageError, match="does not exist"):
        read([str(tmp_path / "none")])


def test_a_large_annotation_is_no_trouble(tmp_path: Path) -> None:
    file = tmp_path / "large.yaml"
    file.write_text(POD.replace("demo", f"demo, annotations: {{a: '{'x' * 5_000_000}'}}"), encoding="utf-8")
    assert all(len(str(p.finding.to_json())) < 10_000 for p in check(read([str(file)]), NOW))


@pytest.mark.parametrize(
    "spoiled",
    [
        "metadata: [x]",
        "metadata: {name: [], labels: 3}",
        "spec: x",
        "spec: {containers: {a: b}}",
        "spec: {containers: [1, null]}",
    ],
)
def test_absurd_shapes_are_told_as_such(spoiled: str, tmp_path: Path) -> None:
    file = tmp_path / "odd.yaml"
    file.write_text(f"apiVersion: v1\nkind: Pod\n{spoiled}\n", encoding="utf-8")
    found = {p.finding.check for p in check(read([str(file)]), NOW)}
    assert "kube.malformed_manifest" in found


def test_what_does_not_fit_is_told_in_order_with_what_is_wanted(tmp_path: Path) -> None:
    file = tmp_path / "odd.yaml"
    file.write_text(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: 123, labels: {v: 1.10}}\n"
        'spec: {replicas: "3", template: {spec: {hostPID: "true", containers: [{name: x, env: [{name: A, value: on}]}]}}}\n',
        encoding="utf-8",
    )
    found = {p.finding.check: p.finding for p in check(read([str(file)]), NOW)}
    assert found["kube.malformed_manifest"].statements[0].text.en == (
        "Deployment 123 holds what Kubernetes does not accept (metadata.name: 123 → string, metadata.labels[v]: 1.1 → string,"
        " spec.replicas: 3 → integer, spec.template.spec.hostPID: true → boolean,"
        " spec.template.spec.containers[0].env[0].value: true → string)."
    )
    assert "kube.host_pid" in found  # what is meant is judged all the same
