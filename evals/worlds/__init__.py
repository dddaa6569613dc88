"""Demo worlds: a small company per seed, with faults whose truth is written down when they are planted.

Called by evals, tests and the demo. `build` writes a cluster snapshot, a bill and `truth.json`;
`evals.worlds.moto_server.serve` serves the same company's cloud account over HTTP.
Nothing here imports the product.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from evals.worlds.aws_inventory import plan_account
from evals.worlds.bill import draw_bill
from evals.worlds.company import found_company
from evals.worlds.focus import write_focus
from evals.worlds.kube_cluster import build_cluster, write_snapshot
from evals.worlds.truth import Truth
from evals.worlds.truth_document import truth_document


@dataclass(frozen=True, kw_only=True)
class World:
    """A built world; `truth` is what `truth.json` holds."""

    seed: int
    now: datetime
    folder: Path
    account_id: str
    regions: tuple[str, str]
    truth: dict[str, Any]


def build(seed: int, folder: Path, *, now: datetime) -> World:
    """Writes `kube/`, `bill/focus.csv` and `truth.json` into the folder; same seed and `now`, same files."""
    moment = now.astimezone(UTC).replace(microsecond=0)
    company = found_company(seed, moment)
    truth = Truth()
    cluster = build_cluster(company, truth)
    account = plan_account(company, truth)
    bill = draw_bill(account)
    write_snapshot(cluster, folder / "kube")
    write_focus(bill, account, folder / "bill" / "focus.csv")
    document = truth_document(truth, cluster, account, bill)
    text = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    (folder / "truth.json").write_text(text, encoding="utf-8")
    return World(
        seed=seed,
        now=moment,
        folder=folder,
        account_id=company.account_id,
        regions=company.regions,
        truth=document,
    )


def load(folder: Path) -> World:
    """A world that was built before."""
    document = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    first, second = document["regions"]
    return World(
        seed=document["seed"],
        now=datetime.fromisoformat(document["now"]),
        folder=folder,
        account_id=document["account_id"],
        regions=(first, second),
        truth=document,
    )
