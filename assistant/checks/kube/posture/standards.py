"""Pod Security Standards: what the levels baseline and restricted forbid, control by control. Called by `levels`.

Source: Kubernetes documentation, "Pod Security Standards" (as of v1.34). What a pod on Windows cannot set is not asked of it.
"""

from collections.abc import Callable, Iterator

from assistant.checks.kube.posture.advice import Spot
from assistant.checks.kube.posture.capabilities import ALL, capabilities
from assistant.checks.kube.posture.hardening import UNCONFINED, apparmor_type, seccomp_type
from assistant.checks.kube.posture.host import host_paths, host_ports
from assistant.checks.kube.posture.pod_specs import Container, PodSpec, items, mapping
from assistant.checks.kube.posture.privileges import host_processes

Control = Callable[[PodSpec], Iterator[Spot]]
# Capabilities that the baseline level lets containers add.
_ADDABLE = frozenset(
    {
        *("AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP"),
        *("SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"),
    }
)
_SELINUX_TYPES = ("", "container_t", "container_init_t", "container_kvm_t", "container_engine_t")
_SYSCTLS = frozenset(
    {
        "kernel.shm_rmid_forced",
        "net.ipv4.ip_local_port_range",
        "net.ipv4.ip_local_reserved_ports",
        "net.ipv4.ip_unprivileged_port_start",
        "net.ipv4.ping_group_range",
        "net.ipv4.tcp_fin_timeout",
        "net.ipv4.tcp_keepalive_intvl",
        "net.ipv4.tcp_keepalive_probes",
        "net.ipv4.tcp_keepalive_time",
        "net.ipv4.tcp_rmem",
        "net.ipv4.tcp_syncookies",
        "net.ipv4.tcp_wmem",
    }
)
_VOLUMES = frozenset(
    {
        "configMap",
        "csi",
        "downwardAPI",
        "emptyDir",
        "ephemeral",
        "image",
        "persistentVolumeClaim",
        "projected",
        "secret",
    }
)
_PROBES = ("livenessProbe", "readinessProbe", "startupProbe")


def _namespaces(pod: PodSpec) -> Iterator[Spot]:
    for field in ("hostNetwork", "hostPID", "hostIPC"):
        if pod.spec.get(field) is True:
            yield Spot(path=f"{pod.root}.{field}", value="true")


def _privileged(pod: PodSpec) -> Iterator[Spot]:
    for container in pod.containers():
        if container.context.get("privileged") is True:
            yield _in(container, "privileged", "true")


def _added(pod: PodSpec) -> Iterator[Spot]:
    for container in pod.containers():
        if added := [name for name in capabilities(container, "add") if name not in _ADDABLE]:
            yield _in(container, "capabilities.add", ", ".join(added))


def _confinement(pod: PodSpec) -> Iterator[Spot]:
    """AppArmor and seccomp switched off."""
    for container in pod.containers():
        for field, profile in (
            ("seccompProfile.type", seccomp_type(pod, container)),
            ("appArmorProfile.type", apparmor_type(pod, container)),
        ):
            if profile.lower() == UNCONFINED.lower():
                yield _in(container, field, profile)


def _selinux(pod: PodSpec) -> Iterator[Spot]:
    contexts = [(f"{pod.root}.securityContext", "", pod.context)]
    contexts += [(f"{c.path}.securityContext", c.called, c.context) for c in pod.containers()]
    for path, where, context in contexts:
        options = mapping(context.get("seLinuxOptions"))
        wrong = {k: options.get(k) for k in ("user", "role") if options.get(k)}
        if str(options.get("type") or "") not in _SELINUX_TYPES:
            wrong["type"] = options["type"]
        for field, value in wrong.items():
            yield Spot(path=f"{path}.seLinuxOptions.{field}", value=str(value), where=where)


def _proc_mount(pod: PodSpec) -> Iterator[Spot]:
    for container in pod.containers():
        if (mount := container.context.get("procMount")) not in (None, "", "Default"):
            yield _in(container, "procMount", str(mount))


def unsafe_sysctls(pod: PodSpec) -> Iterator[Spot]:
    """Settings of the kernel that are not told apart by pod, or not known to be safe."""
    for number, entry in enumerate(items(pod.context.get("sysctls"))):
        name = str(mapping(entry).get("name") or "")
        if name not in _SYSCTLS:
            yield Spot(path=f"{pod.root}.securityContext.sysctls[{name or number}]", value=name)


def _hosts_of_probes(pod: PodSpec) -> Iterator[Spot]:
    """Probes and hooks of other hosts than the pod: a way to make the kubelet send requests."""
    for container in pod.containers():
        handlers = [(probe, mapping(container.row.get(probe))) for probe in _PROBES]
        hooks = mapping(container.row.get("lifecycle"))
        handlers += [(f"lifecycle.{hook}", mapping(hooks.get(hook))) for hook in ("postStart", "preStop")]
        for path, handler in handlers:
            for action in ("httpGet", "tcpSocket"):
                if host := mapping(handler.get(action)).get("host"):
                    yield Spot(path=f"{container.path}.{path}.{action}.host", value=str(host), where=container.called)


def _volumes(pod: PodSpec) -> Iterator[Spot]:
    for number, volume in enumerate(items(pod.spec.get("volumes"))):
        row = mapping(volume)
        kinds = [str(k) for k in row if k not in ("name", "hostPath") and k not in _VOLUMES]
        for kind in kinds:
            yield Spot(path=f"{pod.root}.volumes[{row.get('name') or number}].{kind}", value=kind)


def _escalation(pod: PodSpec) -> Iterator[Spot]:
    for container in pod.containers():
        if container.context.get("allowPrivilegeEscalation") is not False:
            yield _in(container, "allowPrivilegeEscalation", _shown(container.context.get("allowPrivilegeEscalation")))


def _root(pod: PodSpec) -> Iterator[Spot]:
    for container in pod.containers():
        said = container.context.get("runAsNonRoot", pod.context.get("runAsNonRoot"))
        if said is not True:
            yield _in(container, "runAsNonRoot", _shown(said))
        elif container.context.get("runAsUser", pod.context.get("runAsUser")) == 0:
            yield _in(container, "runAsUser", "0")


def _profile(pod: PodSpec) -> Iterator[Spot]:
    for container in pod.containers():
        if seccomp_type(pod, container) not in ("RuntimeDefault", "Localhost"):
            yield _in(container, "seccompProfile.type", seccomp_type(pod, container))


def _kept(pod: PodSpec) -> Iterator[Spot]:
    for container in pod.containers():
        if ALL not in capabilities(container, "drop"):
            yield _in(container, "capabilities.drop", ", ".join(capabilities(container, "drop")))
        if added := [name for name in capabilities(container, "add") if name != "NET_BIND_SERVICE"]:
            yield _in(container, "capabilities.add", ", ".join(added))


_BASELINE: tuple[Control, ...] = (
    host_processes,
    _namespaces,
    _privileged,
    _added,
    host_paths,
    host_ports,
    _hosts_of_probes,
    _confinement,
    _selinux,
    _proc_mount,
    unsafe_sysctls,
)
_RESTRICTED: tuple[Control, ...] = (_volumes, _root)
_RESTRICTED_ON_LINUX: tuple[Control, ...] = (_escalation, _profile, _kept)


def forbidden_by_baseline(pod: PodSpec) -> Iterator[Spot]:
    """What keeps a pod out of a namespace that enforces `baseline`."""
    for control in _BASELINE:
        yield from control(pod)


def forbidden_by_restricted(pod: PodSpec) -> Iterator[Spot]:
    """What `restricted` forbids beyond `baseline`."""
    for control in (*_RESTRICTED, *(() if pod.is_windows else _RESTRICTED_ON_LINUX)):
        yield from control(pod)


def _in(container: Container, field: str, value: str) -> Spot:
    return Spot(path=f"{container.path}.securityContext.{field}", value=value, where=container.called)


def _shown(value: object) -> str:
    return "" if value is None else str(value).lower()
