"""Where a language model is and whether it counts as local; called by `assistant.settings` and `models.configured`.

Local is what stays on this machine or in this private network by its address alone: a name could point anywhere
tomorrow, so only `localhost` is taken by name.
"""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from assistant.environments import Environment
from assistant.errors import Refused, UsageError
from assistant.language import Text, with_particle
from assistant.models.costs import Price

OFFLINE = "planner"
_PATIENCE = 3
# Providers of langchain that do not speak OpenAI's protocol, so that a base_url alone does not decide how to talk.
_OTHER_PROTOCOLS = frozenset(
    {
        "anthropic",
        "azure_ai",
        "azure_openai",
        "bedrock",
        "bedrock_converse",
        "cohere",
        "google_anthropic_vertex",
        "google_genai",
        "google_vertexai",
        "groq",
        "huggingface",
        "ibm",
        "mistralai",
        "nvidia",
        "ollama",
    }
)
_PRIVATE = tuple(
    ipaddress.ip_network(n)
    for n in ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7")
)


@dataclass(frozen=True, kw_only=True)
class ModelAccess:
    """Which model, and how it is reached. The key itself is never here: `api_key_env` names its variable."""

    name: str = OFFLINE
    base_url: str = ""
    api_key_env: str = ""
    timeout_s: int = 60
    prompt_tokens: int = 2500  # of the first prompt, at most
    planner_first: bool | None = None  # None: where the model is local
    price: Price | None = None

    @property
    def speaks_openai(self) -> bool:
        provider, colon, _ = self.name.partition(":")
        return (bool(colon) and provider == "openai") or (bool(self.base_url) and provider not in _OTHER_PROTOCOLS)

    @property
    def local(self) -> bool:
        """Only over OpenAI's protocol: there the connection is made here, without proxies and redirects."""
        return self.speaks_openai and is_local(self.base_url)

    @property
    def led(self) -> bool:
        """Whether the planner answers, and the model only puts that in a sentence."""
        return self.local if self.planner_first is None else self.planner_first

    @property
    def first_timeout_s(self) -> int:
        """How long it may be silent before its first word: a local one reads its prompt for a while on a small machine."""
        return self.timeout_s * (_PATIENCE if self.local else 1)

    def key(self, environ: Mapping[str, str]) -> str:
        """The key, or "" where none is wanted. Raises `UsageError` when its variable is not set.

        Without `api_key_env` only OpenAI itself is given `OPENAI_API_KEY`: a key must not reach a server by accident.
        """
        variable = self.api_key_env or ("OPENAI_API_KEY" if self.speaks_openai and not self.base_url else "")
        if variable and not environ.get(variable):
            raise UsageError(
                Text(
                    ko=f"변수 {with_particle(variable, '이')} 설정되어 있지 않습니다.",
                    en=f"The variable {variable} is not set.",
                ),
                remedy=Text(
                    ko=f"{self.name}에 필요합니다: export {variable}=…", en=f"{self.name} needs it: export {variable}=…"
                ),
            )
        return environ[variable] if variable else ""


def is_local(base_url: str) -> bool:
    """True for loopback and private addresses, and for `localhost`."""
    host = (urlsplit(base_url).hostname or "").rstrip(".") if base_url else ""
    if host == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None) or address
    return any(mapped in network for network in _PRIVATE)


def allow(access: ModelAccess, environment: Environment) -> None:
    """Raises `Refused` when what is read in `environment` may not be sent to this model."""
    if not access.local and not environment.hosted_models:
        raise Refused(
            Text(
                ko=f"{with_particle(access.name, '은')} 호스팅 모델이라 {environment.name}에서 읽은 것을 보낼 수 없습니다.",
                en=f"{access.name} is a hosted model, and nothing read in {environment.name} may leave for one.",
            ),
            remedy=Text(
                ko=f"[environments.{environment.name}] hosted_models = true로 허용하거나, 로컬 모델을 쓰세요"
                "([model] base_url이 루프백이나 사설 주소).",
                en=f"Allow it with [environments.{environment.name}] hosted_models = true, or use a local model "
                "([model] base_url on a loopback or private address).",
            ),
        )
