"""Embeddings over OpenAI's protocol, from a server on this machine; and an index that remembers what made it."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from knowledge.access import KnowledgeAccess
from knowledge.embedding import EmbedderUnavailable, configured
from knowledge.index.search import EmbedderMismatch, Searcher
from knowledge.index.sync import writing
from knowledge.openai_embeddings import OpenAIEmbeddings
from knowledge.sources.spec import Source
from tests.unit.library.embedders import WordEmbedder


class _Server(ThreadingHTTPServer):
    """Answers with vectors of words; `scripted` answers come first: (status, body)."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[tuple[str, str, dict[str, Any]]] = []
        self.scripted: list[tuple[int, bytes]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((self.path, self.headers.get("Authorization", ""), body))
        rows = WordEmbedder().embed(body["input"])
        data = [{"index": i, "embedding": (3 * row).tolist()} for i, row in enumerate(rows)]
        good = (200, json.dumps({"data": data[::-1]}).encode())  # in no order, as the protocol allows
        status, said = self.server.scripted.pop(0) if self.server.scripted else good
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "http://127.0.0.1:9/elsewhere")
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_args: object) -> None:
        """Quiet."""


@pytest.fixture
def server() -> Iterator[_Server]:
    with _Server() as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def test_vectors_come_in_order_with_length_one_and_in_batches(server: _Server) -> None:
    access = KnowledgeAccess(embedder="openai:small", base_url=server.url, api_key_env="EMBED_KEY")
    embedder = configured(access, cache=Path("none"), environ={"EMBED_KEY": "k-1", "OPENAI_API_KEY": "other"})
    texts = [f"word{n} text" for n in range(100)]
    found = embedder.embed(texts)
    np.testing.assert_allclose(found, WordEmbedder().embed(texts), atol=1e-5)
    assert [(path, key, len(body["input"])) for path, key, body in server.asked] == [
        ("/v1/embeddings", "Bearer k-1", 64),
        ("/v1/embeddings", "Bearer k-1", 36),
    ]
    assert embedder.name == f"openai:small@127.0.0.1:{server.server_port}"


def test_a_server_of_ones_own_is_not_given_the_key_of_openai(server: _Server) -> None:
    access = KnowledgeAccess(embedder="openai:small", base_url=server.url)
    configured(access, cache=Path("none"), environ={"OPENAI_API_KEY": "k-1"}).embed(["x"])
    assert server.asked[0][1] == ""
    with pytest.raises(EmbedderUnavailable, match="OPENAI_API_KEY is not set"):
        configured(KnowledgeAccess(embedder="openai:small"), cache=Path("none"), environ={})


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (401, b"{}", "answers 401"),
        (302, b"", "answers 302"),
        (200, b"<html>", "cannot embed"),
        (200, b'{"data": []}', "0 vectors for 1 texts"),
        (200, b'{"data": [{"index": 0, "embedding": "x"}]}', "cannot embed"),
    ],
)
def test_an_answer_that_is_none_is_said_with_what_to_check(
    server: _Server, status: int, body: bytes, said: str
) -> None:
    server.scripted = [(status, body)]
    with pytest.raises(EmbedderUnavailable, match=said) as error:
        OpenAIEmbeddings("small", base_url=server.url, key="").embed(["x"])
    assert "knowledge.base_url" in str(error.value)


def test_an_index_made_by_a_server_refuses_another_embedder_and_says_how_to_rebuild(
    server: _Server, tmp_path: Path
) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.md").write_text("# Nodes\n\n## Drain\n\nEvict the pods of a node.\n")
    source = Source(name="docs", kind="folder", location=str(tmp_path / "docs"))
    remote = OpenAIEmbeddings("small", base_url=server.url, key="")
    with writing(tmp_path / "index", remote) as writer:
        writer.add(source, at="")
        writer.sync([source], at="")
    searcher = Searcher(tmp_path / "index", remote)
    assert searcher.search("evict pods", roles=())[0].passage.section == "drain"
    searcher.close()
    with pytest.raises(EmbedderMismatch, match="baepo knowledge sync --rebuild"):
        Searcher(tmp_path / "index", WordEmbedder()).search("evict", roles=())
