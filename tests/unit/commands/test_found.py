"""What this machine knows: bills by their columns, files that cannot be read, and who answers."""

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pyarrow
from pyarrow import parquet

from assistant.setup.found import ask_accounts, ask_clusters, look_around
from tests.unit.kube.servers import Handler, kubeconfig, serving
from tools.aws.profiles import read_profiles
from tools.bills.exports import exports_in

HEAD = "BilledCost,BillingCurrency,ChargeCategory,ChargePeriodStart,ChargePeriodEnd,ResourceId\n"


def now() -> datetime:
    return datetime.now(UTC)


def test_bills_are_known_by_their_columns(tmp_path: Path) -> None:
    (tmp_path / "may.csv").write_text("\ufeff" + HEAD, encoding="utf-8")
    (tmp_path / "june.csv.gz").write_bytes(gzip.compress(HEAD.lower().encode()))
    parquet.write_table(pyarrow.table({name: ["1"] for name in HEAD.strip().split(",")}), tmp_path / "july.parquet")
    (tmp_path / "people.csv").write_text("name,age\n")
    (tmp_path / "cut.csv.gz").write_bytes(gzip.compress(HEAD.encode())[:12])
    (tmp_path / "none.parquet").write_bytes(b"no parquet")
    (tmp_path / "korean.csv").write_bytes("비용".encode("cp949"))
    (tmp_path / "empty.csv").write_text("")
    (tmp_path / "folder.csv").mkdir()
    assert [p.name for p in exports_in(tmp_path)] == ["july.parquet", "june.csv.gz", "may.csv"]
    assert exports_in(tmp_path / "nowhere") == ()


def test_a_broken_file_hides_nothing_else(tmp_path: Path) -> None:
    (tmp_path / ".kube").mkdir()
    (tmp_path / ".kube" / "config").write_text("- [")
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws" / "config").write_text("[profile shop]\naws_access_key_id = x\n")
    found = look_around({}, tmp_path, tmp_path, servers=())
    assert [p.name for p in found.profiles] == ["shop"]
    assert len(found.unreadable) == 1
    assert "kubeconfig" in found.unreadable[0]


def test_several_kubeconfigs_are_kept_together(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    first.mkdir()
    second.mkdir()
    kubeconfig(first, "http://127.0.0.1:9")
    (second / "config").write_text((first / "config").read_text().replace('"prod"', '"dev"'))
    named = f"{first / 'config'}:{second / 'config'}"
    found = look_around({"KUBECONFIG": named}, tmp_path, tmp_path, servers=())
    assert [(c.name, c.current) for c in found.contexts] == [("prod", True), ("dev", False)]
    assert found.kubeconfig == named


def test_who_answers_is_asked_and_who_does_not_is_left_out(tmp_path: Path, moto_url: str) -> None:
    def answer(h: Handler) -> None:
        h.json(200, {"gitVersion": "v1", "metadata": {"uid": "u-1"}})

    (tmp_path / ".aws").mkdir()
    keys = "region = us-east-1\naws_access_key_id = x\naws_secret_access_key = y\n"
    config = f"[profile a]\n{keys}endpoint_url = {moto_url}\n[profile b]\n{keys}endpoint_url = http://127.0.0.1:9\n"
    (tmp_path / ".aws" / "config").write_text(config)
    assert ask_accounts(read_profiles({}, tmp_path), now) == {"a": "123456789012"}
    with serving(answer) as server:
        path = kubeconfig(tmp_path, server.url)
        assert ask_clusters(["prod", "none"], str(path), now) == {"prod": "u-1"}
