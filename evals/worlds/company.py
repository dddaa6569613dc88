"""The company of a world: who it is, which applications it runs, and which of them get a fault.

Called by `evals.worlds.build` and by the child server; everything follows from the seed and `now`.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from evals.worlds import names

COMPANIES = (
    "hanbit",
    "dalbam",
    "noeul",
    "saebyeok",
    "maru",
    "byeolha",
    "onnuri",
    "garam",
    "sori",
    "narae",
    "haneul",
    "badaro",
    "sanmaru",
    "dodam",
    "gaon",
    "areum",
    "hyeyum",
    "mirae",
    "nuri",
    "solbit",
    "yeoul",
    "chorok",
    "danbi",
    "ieum",
)
SITES = ("seoul", "busan", "pangyo", "daejeon", "gwangju", "incheon")
HOME_REGIONS = ("ap-northeast-2", "ap-northeast-1", "ap-southeast-1")
AWAY_REGIONS = ("us-east-1", "us-west-2", "eu-central-1")
DOMAINS: dict[str, tuple[str, ...]] = {
    "shop": ("checkout", "cart", "storefront"),
    "payment": ("payment-api", "settlement-worker", "ledger"),
    "search": ("search-api", "indexer", "suggest"),
    "delivery": ("dispatch", "tracking-api", "route-planner"),
    "review": ("review-api", "review-ranker", "image-moderator"),
    "member": ("auth", "member-api", "session-gateway"),
    "coupon": ("coupon-api", "campaign-worker", "points"),
    "catalog": ("catalog-api", "price-sync", "image-resizer"),
    "notify": ("push-gateway", "mail-sender", "sms-gateway"),
    "live": ("live-api", "transcoder", "chat"),
    "booking": ("booking-api", "calendar", "inventory"),
    "recommend": ("ranker", "feature-store", "candidates"),
}
LANGUAGES = ("java", "go", "node", "python")
OWNERS = ("helm", "argocd", "kubectl")
ROLLOUT_VARIANTS = (
    "missing_config_key",
    "missing_config_map",
    "image_not_found",
    "readiness_failing",
    "crash_at_start",
)


@dataclass(frozen=True, kw_only=True)
class App:
    """One workload of the company."""

    namespace: str
    name: str
    replicas: int
    port: int
    version: tuple[int, int, int]
    revision: int
    language: str
    owner: str
    registry: str

    @property
    def managed_by(self) -> str | None:
        return None if self.owner == "kubectl" else f"{self.owner}:{self.name}"

    @property
    def tag(self) -> str:
        return "v" + ".".join(str(part) for part in self.version)

    def image(self, tag: str) -> str:
        return f"{self.registry}/{self.namespace}/{self.name}:{tag}"

    def previous_tag(self, back: int) -> str:
        major, minor, patch = self.version
        return f"v{major}.{minor}.{patch - back}" if patch >= back else f"v{major}.{minor - 1}.{back}"


@dataclass(frozen=True, kw_only=True)
class Company:
    """What a seed decides before anything is built."""

    seed: int
    now: datetime
    slug: str
    account_id: str
    regions: tuple[str, str]
    context: str
    cluster_uid: str
    server_version: str
    apps: tuple[App, ...]
    roles: dict[str, App]

    @property
    def namespaces(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(app.namespace for app in self.apps))

    def rng(self, label: str) -> random.Random:
        return names.stream(self.seed, label)


ROLES = (
    "bad_rollout",
    "oom_loop",
    "service_selects_nothing",
    "missing_config",
    "scaled_to_zero",
    "canary",
    "restarted_once",
    "oom_last_week",
)


def found_company(seed: int, now: datetime) -> Company:
    """The company that the seed stands for."""
    rng = names.stream(seed, "company")
    slug = rng.choice(COMPANIES)
    registry = rng.choice((f"registry.{slug}.io", f"harbor.{slug}.co.kr", f"cr.{slug}.dev"))
    domains = rng.sample(sorted(DOMAINS), 5)
    suffix = rng.choice(("", "", "-prod"))
    apps = [_app(rng, domain + suffix, name, registry) for domain in domains for name in DOMAINS[domain]]
    return Company(
        seed=seed,
        now=now,
        slug=slug,
        account_id="".join(rng.choices("123456789", k=1) + rng.choices("0123456789", k=11)),
        regions=(rng.choice(HOME_REGIONS), rng.choice(AWAY_REGIONS)),
        context=f"prod-{rng.choice(SITES)}",
        cluster_uid=names.uid(rng),
        server_version=f"v1.34.{rng.randint(0, 3)}",
        apps=tuple(apps),
        roles=_cast(rng, apps),
    )


def _app(rng: random.Random, namespace: str, name: str, registry: str) -> App:
    return App(
        namespace=namespace,
        name=name,
        replicas=rng.choice((2, 3, 3, 4)),
        port=rng.choice((8080, 8080, 3000, 9000, 5000)),
        version=(rng.randint(1, 4), rng.randint(1, 18), rng.randint(3, 9)),
        revision=rng.randint(9, 60),
        language=rng.choice(LANGUAGES),
        owner=rng.choice(OWNERS),
        registry=registry,
    )


def _cast(rng: random.Random, apps: Sequence[App]) -> dict[str, App]:
    """Which application plays which part; no application plays two."""
    chosen = rng.sample(list(apps), len(ROLES))
    return dict(zip(ROLES, chosen, strict=True))
