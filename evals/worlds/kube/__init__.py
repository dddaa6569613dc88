"""A cluster with known faults, planted on a real API server with fake nodes: what a person would find wrong, and what only
looks wrong.

Called by `evals.suites.kube_faults`. `CASES` says what is planted and what has to be said about it; `planting` does it.
Knows nothing of the product: a fault is right when its object is named and the words that decide are said.
"""

from evals.worlds.kube.configuration import CONFIGURATION
from evals.worlds.kube.controllers import CONTROLLERS
from evals.worlds.kube.crashes import CRASHES
from evals.worlds.kube.entrances import ENTRANCES
from evals.worlds.kube.images import IMAGES
from evals.worlds.kube.oddities import ODDITIES
from evals.worlds.kube.platform import PLATFORM
from evals.worlds.kube.scheduling import SCHEDULING
from evals.worlds.kube.spec import Case
from evals.worlds.kube.traffic import TRAFFIC
from evals.worlds.kube.volumes import VOLUMES

CASES: tuple[Case, ...] = (
    *CRASHES,
    *IMAGES,
    *CONFIGURATION,
    *SCHEDULING,
    *VOLUMES,
    *CONTROLLERS,
    *TRAFFIC,
    *ENTRANCES,
    *PLATFORM,
    *ODDITIES,
)
