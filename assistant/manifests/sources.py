"""Charts and kustomizations: files that become manifests only when a program renders them. Called by `reading`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from assistant.checks.kube.posture.pod_specs import items, mapping
from assistant.manifests import gaps
from tools.spec import NotRead

CHART = "Chart.yaml"
KUSTOMIZATIONS = ("kustomization.yaml", "kustomization.yml", "Kustomization")
_CHANGES = (  # what makes the objects others than their files say
    *("namePrefix", "nameSuffix", "namespace", "images", "replicas", "commonLabels", "labels", "commonAnnotations"),
    *(
        "patches",
        "patchesStrategicMerge",
        "patchesJson6902",
        "transformers",
        "helmCharts",
        "replacements",
        "components",
    ),
)


def chart_of(path: Path) -> Path | None:
    """The chart that a file is a template of."""
    return next((p for p in path.parents if p.name == "templates" and (p.parent / CHART).is_file()), None)


def template_gap(file: Path, line: int, charts: dict[str, int]) -> NotRead | None:
    """What to say of a template; those of one chart are counted in `charts` and told together."""
    templates = chart_of(file)
    if templates is None:
        return gaps.template(file, line)
    chart = str(templates.parent)
    charts[chart] = charts.get(chart, 0) + 1
    return None


def kustomization_gap(file: Path, content: Mapping[str, Any]) -> NotRead | None:
    """What to say of a kustomization that changes what it takes in; None for one that only lists files."""
    changes = [field for field in _CHANGES if content.get(field)]
    return gaps.kustomization(file, ", ".join(changes)) if changes else None


def patches_of(folder: Path, content: Mapping[str, Any]) -> set[Path]:
    """Files that hold patches: pieces of objects, which are not to be judged as whole ones."""
    named = [mapping(p).get("path") for field in ("patches", "patchesJson6902") for p in items(content.get(field))]
    named += [p for p in items(content.get("patchesStrategicMerge")) if "\n" not in str(p)]
    return {(folder / str(name)).resolve() for name in named if isinstance(name, str)}
