"""A tiny real ONNX model: every token has a row of a table, and the rows of a text's tokens are its output.

Written as protobuf by hand, as the package that would write it is as large as all others together.
Source: onnx.proto of ONNX (field numbers), IR version 8, operator set 13.
"""

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.normalizers import Lowercase
from tokenizers.pre_tokenizers import Whitespace

_INT64, _FLOAT = 7, 1
# Words of one meaning have one row: what a real model has learned.
MEANINGS = (
    ("[UNK]",),
    ("[PAD]",),
    ("drain", "비우기"),
    ("node", "노드"),
    ("backup", "백업"),
    ("restore", "복구"),
    ("the", "를"),
)


def write_model(folder: Path, *, rank: int = 3, first_token: bool = False) -> Path:
    """`model.onnx` and its `tokenizer.json` in `folder`. Of rank 2 the model gives one vector a text by itself."""
    folder.mkdir(parents=True, exist_ok=True)
    vocabulary = [word for words in MEANINGS for word in words]
    rows = np.eye(len(MEANINGS), 8, dtype=np.float32)
    rows[1] = 100  # padding that is not masked would drown everything
    table = np.stack([rows[number] for number, words in enumerate(MEANINGS) for _ in words])
    tokenizer = Tokenizer(WordLevel({word: i for i, word in enumerate(vocabulary)}, unk_token="[UNK]"))
    tokenizer.normalizer, tokenizer.pre_tokenizer = Lowercase(), Whitespace()
    tokenizer.save(str(folder / "tokenizer.json"))
    if first_token:
        (folder / "1_Pooling").mkdir(exist_ok=True)
        (folder / "1_Pooling" / "config.json").write_text(json.dumps({"pooling_mode_cls_token": True}))
    (folder / "model.onnx").write_bytes(_model(table, rank))
    return folder / "model.onnx"


def _model(table: NDArray[np.float32], rank: int) -> bytes:
    gathered = "last_hidden_state" if rank == 3 else "rows"
    nodes = [_node("Gather", ["table", "input_ids"], [gathered])]
    if rank == 2:
        # axes=[1], keepdims=0
        axes = _field(1, b"axes") + _field(8, 1) + _field(20, 7)
        keep = _field(1, b"keepdims") + _field(3, 0) + _field(20, 2)
        nodes.append(_node("ReduceMax", ["rows"], ["sentence_embedding"], axes, keep))
    weights = (
        b"".join(_field(1, n) for n in table.shape)
        + _field(2, _FLOAT)
        + _field(8, b"table")
        + _field(9, table.tobytes())
    )
    output = (gathered, ("batch", "tokens", "size")) if rank == 3 else ("sentence_embedding", ("batch", "size"))
    graph = b"".join(_field(1, node) for node in nodes) + _field(2, b"tiny") + _field(5, weights)
    graph += b"".join(_field(11, _value(name, _INT64, ("batch", "tokens"))) for name in ("input_ids", "attention_mask"))
    graph += _field(12, _value(output[0], _FLOAT, output[1]))
    return _field(1, 8) + _field(7, graph) + _field(8, _field(2, 13))


def _node(kind: str, inputs: list[str], outputs: list[str], *attributes: bytes) -> bytes:
    names = b"".join(_field(1, name.encode()) for name in inputs) + b"".join(
        _field(2, name.encode()) for name in outputs
    )
    return names + _field(4, kind.encode()) + b"".join(_field(5, attribute) for attribute in attributes)


def _value(name: str, element: int, shape: tuple[str, ...]) -> bytes:
    dimensions = b"".join(_field(1, _field(2, dimension.encode())) for dimension in shape)
    return _field(1, name.encode()) + _field(2, _field(1, _field(1, element) + _field(2, dimensions)))


def _field(number: int, value: int | bytes) -> bytes:
    """One field in protobuf's wire format."""
    if isinstance(value, bytes):
        return _varint(number << 3 | 2) + _varint(len(value)) + value
    return _varint(number << 3) + _varint(value)


def _varint(value: int) -> bytes:
    found = bytearray()
    while value > 0x7F:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*found, value])
