"""An embedder from a file: real ONNX Runtime, a real tokenizer, a tiny real model."""

from pathlib import Path

import numpy as np
import pytest

from assistant.cli import main
from knowledge.access import KnowledgeAccess
from knowledge.embedding import EmbedderUnavailable, configured
from knowledge.index.search import EmbedderMismatch, Searcher
from knowledge.index.sync import writing
from knowledge.onnx_embeddings import OnnxEmbeddings
from knowledge.sources.spec import Source
from tests.unit.library.embedders import WordEmbedder
from tests.unit.library.onnx_models import write_model


def _embedder(model: Path, tokenizer: str = "") -> OnnxEmbeddings:
    access = KnowledgeAccess(embedder=f"onnx:{model}", tokenizer=tokenizer)
    found = configured(access, cache=Path("none"), environ={})
    assert isinstance(found, OnnxEmbeddings)
    return found


@pytest.mark.parametrize("rank", [3, 2])
def test_texts_of_one_meaning_are_near_in_either_language(tmp_path: Path, rank: int) -> None:
    embedder = _embedder(write_model(tmp_path, rank=rank))
    drain, korean, backup = embedder.embed(["drain node", "노드 비우기", "backup restore"])
    assert drain @ korean == pytest.approx(1)
    assert drain @ backup == pytest.approx(0)


def test_a_long_neighbour_in_the_batch_and_the_order_change_nothing(tmp_path: Path) -> None:
    embedder = _embedder(write_model(tmp_path))
    texts = [f"{'drain ' * (n % 7)}node{' backup' * (n % 3)}" for n in range(80)] + ["node " * 3000]
    together = embedder.embed(texts)
    alone = np.concatenate([embedder.embed([text]) for text in texts])
    np.testing.assert_allclose(together, alone, atol=1e-5)
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)


def test_how_the_model_was_trained_to_pool_is_read_beside_it(tmp_path: Path) -> None:
    mean = _embedder(write_model(tmp_path / "mean"))
    first = _embedder(write_model(tmp_path / "first", first_token=True))
    assert mean.embed(["drain node"])[0] @ mean.embed(["drain"])[0] == pytest.approx(0.7071, abs=1e-3)
    assert first.embed(["drain node"])[0] @ first.embed(["drain"])[0] == pytest.approx(1)
    assert mean.name != first.name


def test_the_tokenizer_may_be_one_folder_above_or_elsewhere(tmp_path: Path) -> None:
    model = write_model(tmp_path / "all")
    (tmp_path / "all" / "onnx").mkdir()
    below = model.rename(tmp_path / "all" / "onnx" / "model.onnx")
    assert _embedder(below).embed(["node"]).shape == (1, 8)
    elsewhere = (tmp_path / "all" / "tokenizer.json").rename(tmp_path / "t.json")
    assert _embedder(below, str(elsewhere)).embed(["node"]).shape == (1, 8)


def test_what_is_no_model_is_said_with_the_file_and_the_setting(tmp_path: Path) -> None:
    model = write_model(tmp_path)
    whole = model.read_bytes()
    model.write_bytes(b"not a model")
    with pytest.raises(EmbedderUnavailable, match=r"model\.onnx cannot embed.*knowledge.embedder"):
        _embedder(model).embed(["x"])
    model.write_bytes(whole.replace(b"attention_mask", b"pixel_values__"))
    with pytest.raises(EmbedderUnavailable, match="pixel_values__"):
        _embedder(model).embed(["x"])
    model.write_bytes(whole)
    (tmp_path / "tokenizer.json").write_text("{}")
    with pytest.raises(EmbedderUnavailable, match=r"tokenizer\.json is no tokenizer"):
        _embedder(model).embed(["x"])
    (tmp_path / "tokenizer.json").unlink()
    with pytest.raises(EmbedderUnavailable, match=r"tokenizer\.json cannot be read"):
        _ = _embedder(model).name
    with pytest.raises(EmbedderUnavailable, match=r"none\.onnx cannot be read"):
        _ = _embedder(tmp_path / "none.onnx").name


def test_an_index_remembers_the_file_and_refuses_another(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "a.md").write_text("# Nodes\n\n## Empty\n\ndrain the node\n\n## Save\n\nbackup\n")
    source = Source(name="docs", kind="folder", location=str(docs))
    embedder = _embedder(write_model(tmp_path / "one"))
    with writing(tmp_path / "index", embedder) as writer:
        writer.add(source, at="")
        writer.sync([source], at="")
    searcher = Searcher(tmp_path / "index", _embedder(tmp_path / "one" / "model.onnx"))
    assert searcher.search("노드 비우기", roles=())[0].passage.section == "empty"
    searcher.close()
    for other in (_embedder(write_model(tmp_path / "two", rank=2)), WordEmbedder()):
        with pytest.raises(EmbedderMismatch, match="baepo knowledge sync --rebuild"):
            Searcher(tmp_path / "index", other).search("drain", roles=())
    with writing(tmp_path / "index", other) as writer:
        with pytest.raises(EmbedderMismatch, match="baepo knowledge sync --rebuild"):
            writer.sync([source], at="")
        writer.rebuild()
        writer.sync([source], at="")
    assert Searcher(tmp_path / "index", other).search("drain the node", roles=())[0].passage.section == "empty"


def test_the_command_line_takes_a_path_beside_the_settings_and_names_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BAEPO_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "baepo.toml").write_text('[knowledge]\nembedder = "onnx:models/model.onnx"\n')
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.md").write_text("# Nodes\n\ndrain the node\n")
    assert main(["knowledge", "add", "docs", "--lang", "en"]) == 1
    said = capsys.readouterr()
    assert "models/model.onnx" in said.err
    assert "Traceback" not in said.err
    write_model(tmp_path / "models")
    assert main(["knowledge", "add", "docs", "--lang", "en"]) == 0  # nothing was left of the first time
    assert main(["knowledge", "search", "노드 비우기", "--lang", "en"]) == 0
    assert "[docs/a.md#nodes]" in capsys.readouterr().out
