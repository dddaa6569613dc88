"""What last words and exit codes say: words before codes, the special before the general, and nothing from nothing."""

import pytest

from assistant.checks.kube.crash_reasons import crash_reason


@pytest.mark.parametrize(
    ("code", "words", "reason"),
    [
        (1, "Error: ENOENT: no such file or directory, open '/app/config.json'", "file_missing"),
        (127, "sh: 1: serve: command not found", "command_missing"),
        (128, 'exec: "run.sh": executable file not found in $PATH: unknown', "command_missing"),
        (1, "exec /bin/app: exec format error", "wrong_platform"),
        (1, "bind() to 0.0.0.0:80 failed (98: Address already in use)", "port_in_use"),
        (1, "OSError: [Errno 30] Read-only file system: '/app/tmp'", "read_only"),
        (1, "write /var/lib/data: no space left on device", "disk_full"),
        (1, "java.lang.OutOfMemoryError: Java heap space", "memory_exhausted"),
        (1, "ERROR 1045 (28000): Access denied for user 'shop'@'10.0.0.7'", "credentials_rejected"),
        (1, 'pods is forbidden: User "system:serviceaccount:shop:web" cannot list resource "pods"', "no_rights"),
        (1, "open /data/x: permission denied", "permission_denied"),
        (1, "KeyError: 'DATABASE_URL'", "setting_missing"),
        (1, "error: unknown flag: --prot", "setting_invalid"),
        (1, "dial tcp 10.0.0.3:5432: connect: connection refused", "dependency_unreachable"),
        (1, "ModuleNotFoundError: No module named 'psycopg2'", "module_missing"),
        (1, "libssl.so.1.1: cannot open shared object file: No such file or directory", "module_missing"),
        (126, "/bin/sh^M: bad interpreter: No such file or directory", "script_broken"),
        (1, 'FATAL:  lock file "postmaster.pid" already exists', "lock_held"),
        (1, "max virtual memory areas vm.max_map_count [65530] is too low", "node_limit"),
        (1, "fatal error: runtime: out of memory", "memory_exhausted"),
        (
            1,
            "AccessDenied: User: arn:aws:sts::1:assumed-role/web is not authorized to perform: s3:GetObject",
            "no_cloud_rights",
        ),
        (1, "tls: failed to verify certificate: x509: certificate signed by unknown authority", "certificate_rejected"),
        (1, 'FATAL:  database "shop" does not exist', "dependency_lacks"),
        (1, "FATAL:  sorry, too many clients already", "dependency_full"),
        (1, "java.net.UnknownHostException: redis", "dependency_unreachable"),
        (2, "panic: runtime error: invalid memory address or nil pointer dereference", "own_fault"),
        (1, "shutting down: the index was rebuilt and the lock released", ""),
        (139, "", "segmentation_fault"),
        (137, "", "killed"),
        (143, "", "stopped"),
        (126, "", "permission_denied"),
        (0, "", "completes"),
        (1, "", ""),
        (1, "Traceback (most recent call last): something odd", ""),
        (0, "connection refused", "dependency_unreachable"),
    ],
)
def test_the_reason(code: int, words: str, reason: str) -> None:
    assert crash_reason(code, words) == reason
