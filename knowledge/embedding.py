"""Texts as vectors: the protocol, and which embedder a setting names. Called by `knowledge.index`.

Nothing is downloaded by any of them: the default brings its model in its wheel, a setting names the others.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from knowledge.access import DEFAULT, ONNX, OPENAI, KnowledgeAccess
from knowledge.errors import EmbedderUnavailable

__all__ = ["DEFAULT", "Embedder", "EmbedderUnavailable", "configured", "named"]

if TYPE_CHECKING:
    from knowledge.vectors import Vectors


class Embedder(Protocol):
    """Gives every text a vector; texts alike in meaning, in either language, get vectors alike."""

    @property
    def name(self) -> str:
        """What an index remembers: other models, other versions of one, have other names."""
        ...

    def embed(self, texts: Sequence[str]) -> "Vectors":
        """One row a text, each of length 1.

        Raises: EmbedderUnavailable.
        """
        ...


def named(name: str, *, cache: Path) -> Embedder:
    """The embedder of this name that comes with Baepo. `cache` is a folder for what is only prepared once.

    Raises: EmbedderUnavailable (there is none of this name).
    """
    if name != DEFAULT:
        raise EmbedderUnavailable(f"There is no embedder {name!r}. Known: {DEFAULT}, {OPENAI}MODEL, {ONNX}FILE.")
    from knowledge.sentence_encoder import SentenceEncoder

    return SentenceEncoder(cache)


def configured(access: KnowledgeAccess, *, cache: Path, environ: Mapping[str, str]) -> Embedder:
    """The embedder that the settings name.

    Raises: EmbedderUnavailable (there is none of this name, or the variable of its key is not set).
    """
    if access.embedder.startswith(ONNX):
        from knowledge.onnx_embeddings import OnnxEmbeddings

        tokenizer = Path(access.tokenizer) if access.tokenizer else None
        return OnnxEmbeddings(Path(access.embedder.removeprefix(ONNX)), tokenizer)
    if not access.embedder.startswith(OPENAI):
        return named(access.embedder, cache=cache)
    from knowledge.openai_embeddings import OpenAIEmbeddings

    variable = access.api_key_env or ("" if access.base_url else "OPENAI_API_KEY")
    if variable and not environ.get(variable):
        raise EmbedderUnavailable(
            f"The variable {variable} is not set; {access.embedder} needs it: export {variable}=…"
        )
    key = environ[variable] if variable else ""
    return OpenAIEmbeddings(access.embedder.removeprefix(OPENAI), base_url=access.base_url, key=key)
