"""Writes the truth of a world as one document.

Called by `evals.worlds.build`.
"""

from collections import Counter
from typing import Any

from evals.worlds import names
from evals.worlds.aws_inventory import Account
from evals.worlds.bill import Bill
from evals.worlds.kube_objects import Cluster
from evals.worlds.truth import Truth

SCHEMA = "baepo.world_truth/1"


def truth_document(truth: Truth, cluster: Cluster, account: Account, bill: Bill) -> dict[str, Any]:
    """The content of `truth.json`; amounts are what the bill charges for the last 30 full days."""
    company = cluster.company
    by_resource = bill.recent_usd_by_resource()
    by_service = bill.recent_usd_by_service()
    return {
        "schema": SCHEMA,
        "seed": company.seed,
        "now": names.stamp(company.now),
        "account_id": company.account_id,
        "regions": list(company.regions),
        "cluster_uid": company.cluster_uid,
        "context": company.context,
        "facts": {"kube": kube_facts(cluster), "aws": aws_facts(account)},
        "faults": [fault.as_json(by_resource) for fault in truth.faults],
        "decoys": [decoy.as_json() for decoy in truth.decoys],
        "bill": {
            "last_30_days": {"start": names.stamp(bill.recent), "end": names.stamp(bill.end)},
            "total_last_30_days_usd": f"{sum(by_service.values()):.2f}",
            "by_service": {service: f"{usd:.2f}" for service, usd in sorted(by_service.items())},
        },
    }


def kube_facts(cluster: Cluster) -> dict[str, Any]:
    """Counts that a person asks for, from what was planted."""
    pods = cluster.items("pods")
    return {
        "server_version": cluster.company.server_version,
        "nodes": len(cluster.items("nodes")),
        "namespaces": sorted(n["metadata"]["name"] for n in cluster.items("namespaces")),
        "deployments": len(cluster.items("deployments.apps")),
        "pods": len(pods),
        "pods_by_namespace": dict(sorted(Counter(p["metadata"]["namespace"] for p in pods).items())),
    }


def aws_facts(account: Account) -> dict[str, Any]:
    running = [i for i in account.instances if i.stopped_at is None]
    return {
        "instances_running": len(running),
        "instances_stopped": len(account.instances) - len(running),
        "running_by_region": dict(sorted(Counter(i.region for i in running).items())),
        "running_by_type": dict(sorted(Counter(i.type for i in running).items())),
        "volumes": len(account.volumes),
        "volumes_gib": sum(v.size_gib for v in account.volumes),
        "addresses": len(account.addresses),
        "snapshots": len(account.snapshots),
    }
