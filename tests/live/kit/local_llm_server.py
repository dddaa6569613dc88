"""Serves a GGUF file over llama.cpp's OpenAI-compatible HTTP API on loopback; run by `local_llm` as a program of its own.

python local_llm_server.py MODEL TEMPLATE PORT      (with xllamacpp on PYTHONPATH; prints nothing, ends with a signal)
"""

import os
import signal
import sys
from pathlib import Path

CONTEXT_TOKENS = 8192


def main() -> None:
    # OpenMP's spinning drops generation below one token a second as soon as anything else wants the cores; read when
    # the library loads.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    import xllamacpp  # type: ignore[import-not-found]

    model, template, port = sys.argv[1:]
    threads = max(1, len(os.sched_getaffinity(0)))
    wanted = xllamacpp.CommonParams()
    wanted.model.path = model
    wanted.model_alias = {"local"}
    wanted.hostnames = ["127.0.0.1"]
    wanted.port = int(port)
    wanted.n_ctx = CONTEXT_TOKENS
    wanted.n_parallel = 1
    wanted.cpuparams.n_threads = threads  # the default takes hardware threads, not those this process may use
    wanted.cpuparams_batch.n_threads = threads
    wanted.use_jinja = True
    wanted.chat_template = Path(template).read_text(encoding="utf-8")
    wanted.cache_prompt = True
    wanted.cache_ram_mib = 512
    wanted.ui = False
    server = xllamacpp.Server(wanted)
    signal.sigwait({signal.SIGTERM, signal.SIGINT})
    del server  # joins its threads


if __name__ == "__main__":
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
    main()
