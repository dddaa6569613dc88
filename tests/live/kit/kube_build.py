"""Builds kube-apiserver, kube-controller-manager, kube-scheduler, etcd and kwok from their Go modules, once a version.

Called by the fixtures (in CI, when the cache is empty), by `make live`, and by hand:

    python -m tests.live.kit.kube_build [--root FOLDER]      # prints the folder; six minutes on two cores, then cached

Source: the Go modules k8s.io/kubernetes, go.etcd.io/etcd/server/v3 and sigs.k8s.io/kwok.
"""

import argparse
import contextlib
import fcntl
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from .parts import MissingPart

Progress = Callable[[str], None]

STAGES = "stages.yaml"
# The order matters: whoever looks at a folder that is being filled takes the last name as the sign that it is complete.
FILES = ("kube-apiserver", "kube-controller-manager", "kube-scheduler", "etcd", "kwok", STAGES)


class BuildFailed(RuntimeError):
    """`go` ended with an error; carries the end of its output."""


@dataclass(frozen=True, kw_only=True)
class Versions:
    """Versions that belong together; the cache folder is named after them."""

    kube: str = "v1.34.4"
    etcd: str = "v3.6.16"
    kwok: str = "v0.8.0"

    @property
    def folder_name(self) -> str:
        return f"kube-{self.kube}-etcd-{self.etcd}-kwok-{self.kwok}"


DEFAULT_VERSIONS = Versions()


@dataclass(frozen=True, kw_only=True)
class GoModule:
    """One main module to build programs from."""

    name: str
    path: str
    version: str
    programs: dict[str, str]
    ldflags: str = "-s -w"


def cache_root() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "baepo"


def cached(versions: Versions = DEFAULT_VERSIONS, *, root: Path | None = None) -> Path | None:
    """The complete folder of these versions, or None."""
    folder = (root or cache_root()) / versions.folder_name
    return folder if _is_complete(folder) else None


def build(versions: Versions = DEFAULT_VERSIONS, *, root: Path | None = None, progress: Progress = print) -> Path:
    """The folder with the programs and kwok's stages, built now unless it is cached.

    Raises: MissingPart when Go is not installed; BuildFailed.
    """
    root = root or cache_root()
    target = root / versions.folder_name
    if _is_complete(target):
        return target
    go = shutil.which("go")
    if go is None:
        raise MissingPart("go is not on PATH: install Go (https://go.dev/dl) to build a Kubernetes control plane")
    root.mkdir(parents=True, exist_ok=True)
    with _lock(root / f".{versions.folder_name}.lock", progress):
        if _is_complete(target):
            return target
        for leftover in root.glob(f".building-{versions.folder_name}-*"):
            shutil.rmtree(leftover)
        work = root / f".building-{versions.folder_name}-{os.getpid()}"
        try:
            _build_all(Path(go), versions, work, progress)
            _publish(work / "out", target)
        finally:
            shutil.rmtree(work, ignore_errors=True)
    return target


def _is_complete(folder: Path) -> bool:
    programs = (folder / name for name in FILES if name != STAGES)
    stages = folder / STAGES
    return all(os.access(program, os.X_OK) for program in programs) and stages.is_file() and stages.stat().st_size > 0


@contextlib.contextmanager
def _lock(path: Path, progress: Progress) -> Iterator[None]:
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            progress(f"another build holds {path}: waiting for it")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _publish(built: Path, target: Path) -> None:
    if not target.exists():
        built.rename(target)
        return
    for name in FILES:  # an interrupted build left part of a folder: complete it file by file, the marker file last
        (built / name).replace(target / name)


def _build_all(go: Path, versions: Versions, work: Path, progress: Progress) -> None:
    out = work / "out"
    out.mkdir(parents=True)
    start_s = time.monotonic()
    modules = _modules(versions)
    for number, module in enumerate(modules, 1):
        progress(f"building {module.name} {module.version} ({number} of {len(modules)})")
        _build_module(go, module, work / module.name, out, progress)
    stage_folder = _module_folder(go, modules[-1], work / modules[-1].name) / "kustomize" / "stage"
    (out / STAGES).write_text(_stages(stage_folder))
    progress(f"built {versions.folder_name} in {time.monotonic() - start_s:.0f} s")


def _modules(versions: Versions) -> list[GoModule]:
    minor = versions.kube.removeprefix("v1.").split(".")[0]
    stamps = {"gitVersion": versions.kube, "gitMajor": "1", "gitMinor": minor}
    stamp_flags = " ".join(f"-X k8s.io/component-base/version.{name}={value}" for name, value in stamps.items())
    kube_programs = ("kube-apiserver", "kube-controller-manager", "kube-scheduler")
    return [
        GoModule(
            name="kube",
            path="k8s.io/kubernetes",
            version=versions.kube,
            programs={name: f"k8s.io/kubernetes/cmd/{name}" for name in kube_programs},
            ldflags=f"-s -w {stamp_flags}",
        ),
        GoModule(
            name="etcd",
            path="go.etcd.io/etcd/server/v3",
            version=versions.etcd,
            programs={"etcd": "go.etcd.io/etcd/server/v3"},
        ),
        GoModule(
            name="kwok",
            path="sigs.k8s.io/kwok",
            version=versions.kwok,
            programs={"kwok": "sigs.k8s.io/kwok/cmd/kwok"},
        ),
    ]


def _build_module(go: Path, module: GoModule, folder: Path, out: Path, progress: Progress) -> None:
    folder.mkdir()
    go_version = re.search(r"\d+(\.\d+)+", _go_output(go, ["env", "GOVERSION"], folder))
    if go_version is None:
        raise BuildFailed("go env GOVERSION names no version")
    go_mod = f"module {module.name}\n\ngo {go_version.group()}\n\nrequire {module.path} {module.version}\n"
    imports = "".join(f'import _ "{package}"\n' for package in module.programs.values())
    (folder / "tools.go").write_text(f"//go:build tools\n\npackage {module.name}\n\n{imports}")
    (folder / "go.mod").write_text(go_mod)
    if module.path == "k8s.io/kubernetes":
        (folder / "go.mod").write_text(go_mod + _staging_replacements(go, module, folder))
    for program, package in module.programs.items():
        command = ["build", "-v", "-ldflags", module.ldflags, "-o", str(out / program), package]
        _go_with_progress(go, command, folder, program, progress)


def _staging_replacements(go: Path, module: GoModule, folder: Path) -> str:
    """k8s.io/kubernetes requires its staging modules as v0.0.0; each is published as v0.<minor>.<patch>."""
    answer = _go_output(go, ["mod", "download", "-json", f"{module.path}@{module.version}"], folder)
    required = Path(json.loads(answer)["GoMod"]).read_text()
    staging = sorted(set(re.findall(r"(k8s\.io/[A-Za-z0-9.-]+) v0\.0\.0(?!\S)", required)))
    published = f"v0.{module.version.removeprefix('v1.')}"
    return "\nreplace (\n" + "".join(f"\t{name} => {name} {published}\n" for name in staging) + ")\n"


def _module_folder(go: Path, module: GoModule, folder: Path) -> Path:
    return Path(_go_output(go, ["list", "-m", "-f", "{{.Dir}}", module.path], folder).strip())


def _stages(folder: Path) -> str:
    """kwok does nothing without stages; the module ships them, the program does not."""
    patterns = ("node/fast/node-*.yaml", "node/heartbeat-with-lease/node-*.yaml", "pod/fast/pod-*.yaml")
    files = [path for pattern in patterns for path in sorted(folder.glob(pattern))]
    if not files:
        raise BuildFailed(f"no kwok stages in {folder}")
    return "".join(f"{path.read_text()}\n---\n" for path in files)


def _environment() -> dict[str, str]:
    return os.environ | {"GOFLAGS": "-mod=mod -buildvcs=false", "CGO_ENABLED": "0", "GOWORK": "off"}


def _go_output(go: Path, arguments: list[str], folder: Path) -> str:
    done = subprocess.run([go, *arguments], cwd=folder, env=_environment(), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise BuildFailed(f"go {' '.join(arguments)} ended with {done.returncode}:\n{done.stderr[-3000:]}")
    return done.stdout


def _go_with_progress(go: Path, arguments: list[str], folder: Path, program: str, progress: Progress) -> None:
    log = folder / "go.log"
    start_s = time.monotonic()
    done = threading.Event()

    def report() -> None:
        while not done.wait(15):
            lines = log.read_text(errors="replace").splitlines()
            compiled = sum(not line.startswith("go: ") for line in lines)
            progress(f"  {program}: {compiled} packages compiled, {time.monotonic() - start_s:.0f} s")

    reporter = threading.Thread(target=report, daemon=True)
    with log.open("w") as output:
        reporter.start()
        try:
            code = subprocess.run(
                [go, *arguments], cwd=folder, env=_environment(), stdout=output, stderr=output, check=False
            ).returncode
        finally:
            done.set()
            reporter.join()
    if code != 0:
        raise BuildFailed(f"building {program} ended with {code}:\n{log.read_text(errors='replace')[-3000:]}")


def main() -> None:
    parser = argparse.ArgumentParser(description="Build a Kubernetes control plane, etcd and kwok for tests.")
    parser.add_argument("--root", type=Path, help="cache folder instead of ~/.cache/baepo")
    options = parser.parse_args()
    try:
        folder = build(root=options.root, progress=lambda text: print(text, file=sys.stderr, flush=True))
    except (MissingPart, BuildFailed) as error:
        sys.exit(str(error))
    print(folder)


if __name__ == "__main__":
    main()
