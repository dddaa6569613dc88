"""Which embedder and which store of vectors the settings name; values only. Made by `assistant.settings`."""

from dataclasses import dataclass

DEFAULT = "use"
EMBEDDED = "embedded"  # Chroma in this process, in the folder of the index
OPENAI = "openai:"
ONNX = "onnx:"


@dataclass(frozen=True, kw_only=True)
class KnowledgeAccess:
    """`embedder` is `DEFAULT`, "openai:MODEL" at `base_url`, or "onnx:FILE" with `tokenizer` ("": the one beside the file);
    `chroma` is "" (none), `EMBEDDED` or the address of a server.

    The key itself is never here: `api_key_env` names its variable.
    """

    embedder: str = DEFAULT
    base_url: str = ""
    api_key_env: str = ""
    tokenizer: str = ""
    chroma: str = ""
    loopback: bool = False  # web sites on this machine may be read; for tests
