"""`baepo knowledge` and `baepo guide` as people use them, and answers that quote what was added."""

import json
import sqlite3
from pathlib import Path

import docx
import pytest

from assistant.cli import main
from tests.unit.library.sites import page, serving


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BAEPO_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("BAEPO_CONFIG", str(tmp_path / "baepo.toml"))
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    (tmp_path / "snapshot" / "lists").mkdir(parents=True)
    meta = {"schema": "baepo.kube_snapshot/1", "cluster_uid": "u-1", "taken_at": "2026-03-02T09:00:00Z", "context": "x"}
    (tmp_path / "snapshot" / "meta.json").write_text(json.dumps(meta))
    (tmp_path / "baepo.toml").write_text(
        '[environments.lab]\nrisk = "sandbox"\n[environments.lab.kube]\nsnapshot = "snapshot"\n'
    )
    return tmp_path


@pytest.fixture
def wiki(home: Path) -> Path:
    folder = home / "Wiki"
    folder.mkdir()
    (folder / "Nodes.md").write_text(
        "# Nodes\n\n## 카나리 배포\n\n먼저 `baepo-canary start`를 실행하고 트래픽의 5%를 보냅니다.\n"
    )
    return folder


def _run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    code = main(list(words))
    shown = capsys.readouterr()
    return code, shown.out + shown.err


def test_what_was_added_answers_and_opens(wiki: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = _run(capsys, "ask", "카나리 배포하는 방법")[1]
    assert "가이드에 이 내용은 없습니다. 가장 가까운 절:" in before
    assert _run(capsys, "knowledge", "add", str(wiki)) == (0, "wiki: 1 added, 0 changed, 0 removed, 0 unchanged\n")
    assert "[wiki/Nodes.md#카나리-배포]" in _run(capsys, "knowledge", "search", "카나리 배포")[1]
    answer = _run(capsys, "ask", "카나리 배포하는 방법")[1]
    assert "baepo-canary start" in answer
    assert "[wiki/Nodes.md#카나리-배포]" in answer
    code, shown = _run(capsys, "guide", "[wiki/Nodes.md#카나리-배포]")
    assert code == 0
    assert "Nodes.md, line 3" in shown


@pytest.mark.parametrize(
    ("question", "quoted"),
    [
        ("which cache strategy for read-heavy traffic?", "Use cache-aside"),
        ("카나리 배포에서 언제 롤백해야 해?", "five percent"),
        ("데이터베이스 백업은 얼마나 보관해?", "30일 동안"),
        ("how long are database backups kept?", "30일 동안"),
        ("how do I renew a TLS certificate?", ""),
        ("점심 뭐 먹지", ""),
    ],
)
def test_questions_that_only_own_documents_answer(
    home: Path, capsys: pytest.CaptureFixture[str], question: str, quoted: str
) -> None:
    (home / "ops").mkdir()
    (home / "ops" / "handbook.md").write_text(
        "# Handbook\n\n## Canary releases\n\nSend five percent of the traffic first. Roll back above one percent of errors.\n\n"
        "## Cache strategy\n\nUse cache-aside for read-heavy traffic.\n\n"
        "## 데이터베이스 백업\n\n매일 전체 백업을 만들고 30일 동안 보관합니다.\n"
    )
    _run(capsys, "knowledge", "add", str(home / "ops"))
    answer = _run(capsys, "ask", question)[1]
    assert (quoted in answer and "[ops/handbook.md#" in answer) if quoted else "[ops/" not in answer


def test_an_index_that_cannot_be_searched_is_said_beside_the_guides(
    wiki: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _run(capsys, "knowledge", "add", str(wiki))
    (home / "home" / "knowledge" / "index.db").write_bytes(b"not a database" * 100)
    for leftover in (home / "home" / "knowledge").glob("index.db-*"):
        leftover.unlink()
    code, shown = _run(capsys, "ask", "how do I roll back a deployment")
    assert code == 4
    assert "[runbooks/rollback#" in shown
    assert "your own documents" in shown
    assert "Traceback" not in shown


def test_list_stats_sync_and_remove(wiki: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _run(capsys, "knowledge", "add", str(wiki), "--name", "notes")
    (wiki / "broken.pdf").write_bytes(b"no")
    code, shown = _run(capsys, "knowledge", "sync", "--json")
    (report,) = json.loads(shown)["sources"]
    assert (code, report["unchanged"], report["not_read"][0]["what"]) == (4, 1, "broken.pdf")
    assert "1 not read" in _run(capsys, "knowledge", "list")[1]
    assert json.loads(_run(capsys, "knowledge", "stats", "--json")[1])["passages"] == 1
    assert _run(capsys, "knowledge", "remove", "notes")[0] == 0
    assert "No source was added yet" in _run(capsys, "knowledge", "list")[1]
    assert "There is nothing" in _run(capsys, "knowledge", "search", "node")[1]


def test_a_label_hides_a_source_from_people_without_the_role(
    wiki: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = home / "baepo.toml"
    plain = settings.read_text()
    settings.write_text(f'{plain}[me]\nroles = ["operator", "sre"]\n')
    assert _run(capsys, "knowledge", "add", str(wiki), "--label", "sre")[0] == 0
    assert "baepo-canary" in _run(capsys, "knowledge", "search", "카나리 배포")[1]
    settings.write_text(plain)
    for words in (("knowledge", "search", "카나리 배포"), ("ask", "카나리 배포하는 방법"), ("knowledge", "list")):
        shown = _run(capsys, *words)[1]
        assert "baepo-canary" not in shown
        assert "wiki" not in shown
    assert _run(capsys, "guide", "wiki/Nodes.md#카나리-배포")[0] == 2


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("add", "no-such-folder"), "no-such-folder does not exist"),
        (("add",), "needs a folder"),
        (("add", ".", "--name", "Bad Name"), "cannot be the name of a source"),
        (("add", ".", "--name", "runbooks"), "is taken by the built-in guides"),
        (("add", ".", "--label", "boss"), "You do not have the role boss"),
        (("sync",), "No source was added yet"),
        (("search", "x", "--limit", "0"), "--limit is from 1 to 50"),
    ],
)
def test_mistakes_are_told_with_a_remedy(words: tuple[str, ...], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, shown = _run(capsys, "knowledge", *words)
    assert (code, "Traceback" in shown) == (2, False)
    assert told in shown


def test_guides_that_come_with_baepo_are_listed_and_read(capsys: pytest.CaptureFixture[str]) -> None:
    assert "runbooks/rollback" in _run(capsys, "guide")[1]
    whole = _run(capsys, "guide", "runbooks/rollback", "--lang", "ko")[1]
    assert whole.count("[runbooks/rollback#") == 5
    code, shown = _run(capsys, "guide", "runbooks/rollback#chek")
    assert (code, "runbooks/rollback#check" in shown) == (2, True)


def test_a_web_site_is_added_by_its_address_and_quoted(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (home / "baepo.toml").open("a") as file:
        file.write("[knowledge]\nloopback = true\n")
    with serving({"/": page("Handbook", "Invalidate the cache of a tenant with the purge job.")}) as site:
        code, told = _run(capsys, "knowledge", "add", f"{site.url}/", "--name", "docs")
    assert (code, "1 added" in told) == (0, True)
    assert "[docs/index.html#" in _run(capsys, "knowledge", "search", "invalidate the cache of a tenant")[1]


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("https://user:secret@git.example.com/x.git", "password"),
        ("ftp://example.com/docs", "no address"),
        ("https://", "no address"),
        ("http://127.0.0.1:1/", "private, local or metadata"),
    ],
)
def test_addresses_that_are_refused_are_said(
    home: Path, capsys: pytest.CaptureFixture[str], address: str, said: str
) -> None:
    code, told = _run(capsys, "knowledge", "add", address, "--name", "x")
    assert (code != 0, said in told, "secret" in told) == (True, True, False)


def test_documents_that_disagree_are_both_quoted_and_old_ones_are_said_to_be(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for team, days in (("ops", 30), ("data", 7)):
        (home / team).mkdir()
        text = f"# Backups\n\n## Retention\n\nDatabase backups are kept for {days} days.\n"
        (home / team / "backups.md").write_text(text)
        _run(capsys, "knowledge", "add", str(home / team))
    question = "how long are database backups kept?"
    answer = _run(capsys, "ask", question)[1]
    assert "Documents disagree" in answer
    assert "kept for 30 days.” [ops/backups.md#retention]" in answer
    assert "kept for 7 days.” [data/backups.md#retention]" in answer
    assert "out of date" not in answer
    with sqlite3.connect(home / "home" / "knowledge" / "index.db") as database:
        database.execute("UPDATE sources SET synced_at = '2026-01-02T03:04:05+00:00'")
    database.close()
    assert "was last read on 2026-01-02" in _run(capsys, "ask", question)[1]


_LOYALTY = {
    "en": "# Loyalty points\n\n## Points are missing\n\nRun `points replay` and wait five minutes for the ledger to settle.\n\n"
    "## A new partner\n\nAsk the growth team for a contract first.\n",
    "ko": "# 포인트 적립\n\n## 포인트가 빠졌을 때\n\n`points replay`를 실행하고 원장이 맞을 때까지 5분 동안 기다립니다.\n\n"
    "## 새 제휴사\n\n먼저 성장팀에 계약을 요청합니다.\n",
}


@pytest.mark.parametrize(
    ("english", "korean"),
    [("points.md", "points.ko.md"), ("en/points.md", "ko/points.md"), ("docs/points.md", "docs/ko/points.md")],
)
def test_the_answer_is_the_section_in_the_language_asked_for(
    home: Path, capsys: pytest.CaptureFixture[str], english: str, korean: str
) -> None:
    for path, lang in ((english, "en"), (korean, "ko")):
        (home / "ops" / path).parent.mkdir(parents=True, exist_ok=True)
        (home / "ops" / path).write_text(_LOYALTY[lang])
    _run(capsys, "knowledge", "add", str(home / "ops"))
    answer = _run(capsys, "ask", "how do I replay loyalty points that are missing?", "--lang", "ko")[1]
    assert f"5분 동안 기다립니다. [ops/{korean}#포인트가-빠졌을-때]" in answer
    assert answer.count(f"[ops/{korean}#포인트가-빠졌을-때]") == 1
    answer = _run(capsys, "ask", "포인트가 빠졌을 때 원장은 어떻게 맞춰?", "--lang", "en")[1]
    assert f"wait five minutes for the ledger to settle. [ops/{english}#points-are-missing]" in answer
    assert "Only a Korean document" not in answer


def test_a_passage_in_the_other_language_alone_is_quoted_and_said_to_be(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "ops").mkdir()
    (home / "ops" / "points.md").write_text(_LOYALTY["en"])
    (home / "ops" / "codes.md").write_text(
        "# 재고 동기화\n\n## 재고 다시 맞추기\n\n```\nstock-sync --all --region kr\n```\n"
    )
    _run(capsys, "knowledge", "add", str(home / "ops"))
    answer = _run(capsys, "ask", "how do I replay loyalty points that are missing?", "--lang", "ko")[1]
    assert "wait five minutes" in answer
    assert "이 내용은 영어 문서에만 있어" in answer
    answer = _run(capsys, "ask", "재고를 다시 맞추려면 어떻게 해?")[1]  # commands are English in a Korean document, too
    assert "stock-sync" in answer
    assert "영어 문서" not in answer


def test_own_documents_come_first_where_they_know_what_the_guides_do_not(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "ops").mkdir()
    (home / "ops" / "batch.md").write_text(
        "# 정산 배치\n\n## 배치가 느려졌을 때\n\n정산 배치가 느려지면 `ANALYZE settlement`를 먼저 돌린다.\n\n"
        "## 다시 돌리기\n\n정산팀에 알리고 다시 돌린다.\n"
    )
    _run(capsys, "knowledge", "add", str(home / "ops"))
    assert "ANALYZE settlement" in _run(capsys, "ask", "정산 배치가 느려지면 뭐부터 해?")[1]
    assert _run(capsys, "ask", "how do I fix CrashLoopBackOff?")[1].count("[runbooks/crash-loop#fix]") == 1


def test_what_is_not_connected_is_answered_by_own_documents(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BAEPO_CONFIG", str(home / "none.toml"))
    (home / "none.toml").write_text("")
    (home / "ops").mkdir()
    (home / "ops" / "refunds.md").write_text("# Refunds\n\n## Workers\n\nUsually six refund-worker pods are running.\n")
    assert "baepo init" in _run(capsys, "ask", "how many refund-worker pods are running?")[1]
    _run(capsys, "knowledge", "add", str(home / "ops"))
    assert "[ops/refunds.md#workers]" in _run(capsys, "ask", "how many refund-worker pods are running usually?")[1]


def test_a_new_source_that_cannot_be_read_is_not_added(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, shown = _run(capsys, "knowledge", "add", "http://127.0.0.1:9/", "--name", "docs")
    assert code == 1
    assert "docs: could not be read, so it was not added." in shown
    assert "No source was added yet" in _run(capsys, "knowledge", "list")[1]


def test_a_citation_of_a_word_document_opens_at_its_paragraph(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "ops").mkdir()
    document = docx.Document()
    document.add_heading("Handover", 1)
    document.add_paragraph("Shifts change on Tuesday at ten.")
    document.save(str(home / "ops" / "oncall.docx"))
    _run(capsys, "knowledge", "add", str(home / "ops"))
    assert "oncall.docx, paragraph 1\n" in _run(capsys, "guide", "[ops/oncall.docx#handover]")[1]
