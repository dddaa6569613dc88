"""An embedder behind OpenAI's protocol: a hosted one, or a server of one's own. Chosen by a setting, never by default.

Source: POST /embeddings of the OpenAI API: {"model", "input": [texts]} gives {"data": [{"index", "embedding"}]}.
"""

import json
import urllib.error
import urllib.request
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from knowledge.errors import EmbedderUnavailable

if TYPE_CHECKING:
    from knowledge.vectors import Vectors

_BATCH = 64
_TEXT_LIMIT = 8000  # characters; providers refuse longer ones
_ANSWER_LIMIT = 64_000_000  # bytes
_TIMEOUT_S = 60
_PUBLIC = "https://api.openai.com/v1"


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect would carry the key to somewhere else."""

    def redirect_request(self, *_args: Any, **_more: Any) -> None:
        return None


class OpenAIEmbeddings:
    """Vectors by `model` of the server at `base_url` (its address with /v1); the key goes to that server alone."""

    def __init__(self, model: str, *, base_url: str, key: str) -> None:
        self._model = model
        self._url = (base_url or _PUBLIC).rstrip("/")
        self._key = key
        self.name = f"openai:{model}@{urlsplit(self._url).netloc}"

    def embed(self, texts: Sequence[str]) -> "Vectors":
        """Raises: EmbedderUnavailable."""
        import numpy as np

        found: list[list[float]] = []
        for start in range(0, len(texts), _BATCH):
            found += self._some([text[:_TEXT_LIMIT] or " " for text in texts[start : start + _BATCH]])
        try:
            vectors = np.asarray(found, dtype=np.float32)
            norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        except ValueError as error:
            raise self._unavailable("its vectors differ in length") from error
        return np.asarray(vectors / np.maximum(norms, 1e-12), dtype=np.float32)

    def _some(self, texts: list[str]) -> list[list[float]]:
        body = json.dumps({"model": self._model, "input": texts, "encoding_format": "float"}).encode()
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {self._key}"} if self._key else {})
        request = urllib.request.Request(f"{self._url}/embeddings", data=body, headers=headers)
        try:
            with self._opener.open(request, timeout=_TIMEOUT_S) as answer:
                said = json.loads(answer.read(_ANSWER_LIMIT))
            rows = sorted(said["data"], key=lambda row: row["index"])
            vectors = [[float(n) for n in row["embedding"]] for row in rows]
        except urllib.error.HTTPError as error:
            with error:
                raise self._unavailable(f"it answers {error.code} {error.reason}") from error
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise self._unavailable(str(getattr(error, "reason", error)) or type(error).__name__) from error
        if len(vectors) != len(texts):
            raise self._unavailable(f"it gave {len(vectors)} vectors for {len(texts)} texts")
        return vectors

    @cached_property
    def _opener(self) -> urllib.request.OpenerDirector:
        return urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect())

    def _unavailable(self, why: str) -> EmbedderUnavailable:
        return EmbedderUnavailable(
            f"{self._model} at {self._url} cannot embed ({why}). Check knowledge.embedder, knowledge.base_url and"
            " knowledge.api_key_env in baepo.toml, and that the server runs."
        )
