"""An embedder from an ONNX file on this machine, chosen by a setting: nothing is downloaded, nothing leaves the machine.

Reads what `sentence-transformers` and `optimum` export: a model of tokens, its `tokenizer.json`, and, where it is there, how
vectors of tokens become one of the text (`1_Pooling/config.json`).
Source: ONNX Runtime's InferenceSession; Reimers, Gurevych: Sentence-BERT (2019) for the pooling.
"""

import hashlib
import json
import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from knowledge.errors import EmbedderUnavailable

if TYPE_CHECKING:
    from knowledge.vectors import Vectors

TOKENIZER = "tokenizer.json"
_POOLING = Path("1_Pooling") / "config.json"
_BATCH = 32
_TOKENS_LIMIT = 512  # a text; what such models are trained with
_TEXT_LIMIT = 8000  # characters; more than the tokens hold
_INPUTS = {"input_ids", "attention_mask", "token_type_ids"}
_WHOLE = "sentence_embedding"  # the output that is one vector a text, in the files that have one
_EDGE = 65_536  # bytes at both ends of a file that tell it from another


class OnnxEmbeddings:
    """Vectors by the model in a file. Loads at the first `embed`; safe from several threads."""

    def __init__(self, model: Path, tokenizer: Path | None = None) -> None:
        """`tokenizer` is by default the `tokenizer.json` beside the model, or one folder above it."""
        self._model = model
        self._given = tokenizer
        self._loading = threading.Lock()

    @cached_property
    def name(self) -> str:
        """Tells models apart by what their files hold: sizes, and both ends of each.

        Raises: EmbedderUnavailable (a file is missing or cannot be read).
        """
        digest = hashlib.sha256()
        # Large models keep their weights beside them: model.onnx_data, model.onnx.data.
        weights = sorted(path for path in self._model.parent.glob(f"{self._model.name}[._]*") if path.is_file())
        for path in (self._model, *weights, self._tokenizer, *([self._pooling] if self._pooling else [])):
            try:
                with path.open("rb") as file:
                    size = path.stat().st_size
                    digest.update(size.to_bytes(8, "big") + file.read(_EDGE))
                    file.seek(max(0, size - _EDGE))
                    digest.update(file.read(_EDGE))
            except OSError as error:
                raise self._unavailable(f"{path} cannot be read: {error.strerror}") from error
        return f"onnx:{self._model.name}/{digest.hexdigest()[:12]}"

    def embed(self, texts: Sequence[str]) -> "Vectors":
        """Raises: EmbedderUnavailable."""
        import numpy as np

        with self._loading:
            session, tokenizer = self._loaded
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]))  # alike in length: little padding
        parts = [order[start : start + _BATCH] for start in range(0, len(order), _BATCH)]
        some = [self._some(session, tokenizer, [texts[place][:_TEXT_LIMIT] for place in part]) for part in parts]
        if not some:
            return np.zeros((0, 0), dtype=np.float32)
        found = np.empty((len(texts), some[0].shape[1]), dtype=np.float32)
        found[order] = np.concatenate(some)
        norms = np.linalg.norm(found, axis=1, keepdims=True)
        if not np.isfinite(norms).all():
            raise self._unavailable("it gives numbers that are none (NaN)")
        return np.asarray(found / np.maximum(norms, 1e-12), dtype=np.float32)

    def _some(self, session: Any, tokenizer: Any, texts: list[str]) -> "Vectors":
        import numpy as np

        encoded = tokenizer.encode_batch(texts)
        columns = {
            "input_ids": [one.ids for one in encoded],
            "attention_mask": [one.attention_mask for one in encoded],
            "token_type_ids": [one.type_ids for one in encoded],
        }
        given = {
            wanted.name: np.asarray(columns[wanted.name], dtype=np.int32 if "int32" in wanted.type else np.int64)
            for wanted in session.get_inputs()
        }
        outputs = [output.name for output in session.get_outputs()]
        chosen = _WHOLE if _WHOLE in outputs else outputs[0]
        try:
            made = np.asarray(session.run([chosen], given)[0], dtype=np.float32)
        except _errors() as error:
            raise self._unavailable(_first_line(error)) from error
        if made.ndim == 2:
            return made
        if made.ndim != 3:
            raise self._unavailable(f"its output {chosen} has {made.ndim} dimensions, not 2 or 3")
        if self._first_token:
            return made[:, 0]
        mask = np.asarray(columns["attention_mask"], dtype=np.float32)[:, :, None]
        means: Vectors = (made * mask).sum(axis=1) / np.maximum(mask.sum(axis=1), 1)
        return means

    @cached_property
    def _loaded(self) -> tuple[Any, Any]:
        """The session and the tokenizer. Raises: EmbedderUnavailable."""
        from onnxruntime import InferenceSession
        from tokenizers import Tokenizer

        try:
            data = self._tokenizer.read_bytes()
            tokenizer = Tokenizer.from_buffer(data)
        except OSError as error:
            raise self._unavailable(f"{self._tokenizer} cannot be read: {error.strerror}") from error
        except ValueError as error:
            raise self._unavailable(f"{self._tokenizer} is no tokenizer: {_first_line(error)}") from error
        own = tokenizer.truncation or {}
        tokenizer.enable_truncation(max_length=min(_TOKENS_LIMIT, own.get("max_length", _TOKENS_LIMIT)))
        if tokenizer.padding is None or tokenizer.padding.get("length"):  # to the longest of a batch, no further
            pad = next((t for t in ("[PAD]", "<pad>") if tokenizer.token_to_id(t) is not None), "[PAD]")
            tokenizer.enable_padding(pad_id=tokenizer.token_to_id(pad) or 0, pad_token=pad)
        try:
            session = InferenceSession(str(self._model), providers=["CPUExecutionProvider"])
        except _errors() as error:
            raise self._unavailable(_first_line(error)) from error
        unknown = {wanted.name for wanted in session.get_inputs()} - _INPUTS
        if unknown:
            raise self._unavailable(f"it wants {', '.join(sorted(unknown))}, which is no text")
        return session, tokenizer

    @cached_property
    def _tokenizer(self) -> Path:
        if self._given is not None:
            return self._given
        return self._beside(Path(TOKENIZER)) or self._model.parent / TOKENIZER

    @cached_property
    def _pooling(self) -> Path | None:
        return self._beside(_POOLING)

    @cached_property
    def _first_token(self) -> bool:
        """Whether the vector of the text is that of its first token; else it is the mean of all."""
        if self._pooling is None:
            return False
        try:
            return bool(json.loads(self._pooling.read_text(encoding="utf-8")).get("pooling_mode_cls_token"))
        except (OSError, ValueError, AttributeError) as error:
            raise self._unavailable(f"{self._pooling} cannot be read: {_first_line(error)}") from error

    def _beside(self, name: Path) -> Path | None:
        """The file of this name in the folder of the model or the one above it."""
        return next((p for p in (self._model.parent / name, self._model.parent.parent / name) if p.is_file()), None)

    def _unavailable(self, why: str) -> EmbedderUnavailable:
        return EmbedderUnavailable(
            f"The model {self._model} cannot embed ({why}). Check knowledge.embedder and knowledge.tokenizer in baepo.toml."
        )


def _errors() -> tuple[type[Exception], ...]:
    """What ONNX Runtime raises; its errors have no base of their own."""
    from onnxruntime.capi import onnxruntime_pybind11_state as state

    names = ("Fail", "InvalidArgument", "InvalidGraph", "InvalidProtobuf", "NoModel", "NoSuchFile", "NotImplemented")
    return (*(getattr(state, name) for name in names), state.RuntimeException, ValueError, RuntimeError)


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
