"""The suite `kube_variants`: a second cluster of faults and oddities, in other owners, containers and words than `kube_faults`.

`python -m evals.suites.kube_variants FILE.tar.zst` records the cluster instead.
"""

import sys
from pathlib import Path

from evals.spec import Scores, suite
from evals.suites.kube_faults import record, scores
from evals.worlds.kube.variants import VARIANTS


@suite(name="kube_variants")
def kube_variants(_data: Path | None) -> Scores:
    """Written from the Kubernetes documentation without sight of the checks: found with object and cause, false alarms."""
    return scores(VARIANTS)


if __name__ == "__main__":
    record(Path(sys.argv[1]), VARIANTS)
