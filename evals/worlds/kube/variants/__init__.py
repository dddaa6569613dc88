"""A second cluster with known faults, written from the Kubernetes documentation without sight of the checks: the same troubles
in other owners, containers and words, and faults of the add-ons that clusters have.

Called by the suite `kube_variants`. The first cluster is `evals.worlds.kube.CASES`; the two share nothing but the planting.
"""

from evals.worlds.kube.spec import Case
from evals.worlds.kube.variants.addons import ADDONS
from evals.worlds.kube.variants.containers import CONTAINERS
from evals.worlds.kube.variants.controllers import CONTROLLERS
from evals.worlds.kube.variants.healthy import HEALTHY
from evals.worlds.kube.variants.images import IMAGES
from evals.worlds.kube.variants.platform import PLATFORM
from evals.worlds.kube.variants.quiet import QUIET
from evals.worlds.kube.variants.requests import REQUESTS
from evals.worlds.kube.variants.scheduling import SCHEDULING
from evals.worlds.kube.variants.settings import SETTINGS
from evals.worlds.kube.variants.starts import STARTS
from evals.worlds.kube.variants.traffic import TRAFFIC
from evals.worlds.kube.variants.usage import USAGE
from evals.worlds.kube.variants.volumes import VOLUMES

VARIANTS: tuple[Case, ...] = (
    *CONTAINERS,
    *IMAGES,
    *SETTINGS,
    *SCHEDULING,
    *VOLUMES,
    *CONTROLLERS,
    *TRAFFIC,
    *ADDONS,
    *USAGE,
    *PLATFORM,
    *STARTS,
    *REQUESTS,
    *HEALTHY,
    *QUIET,
)
