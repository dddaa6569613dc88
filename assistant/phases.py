"""The phases of `baepo roadmap`: from a first deployment to well-run operations. Data; `assistant.roadmap` says how it is read.

Source: general practice of the field. Every check is named that speaks against a step, so that each answer has evidence.
"""

from assistant.language import Text
from assistant.roadmap import Phase, Step

_WORKLOADS = ("pods", "deployments", "statefulsets", "daemonsets")

PHASES = (
    Phase(
        id="runs",
        title=Text(ko="돌아간다", en="It runs"),
        steps=(
            Step(
                text=Text(ko="실패하거나 멈춘 워크로드가 없습니다", en="No workload fails or stands still"),
                backend="kube",
                checks=(
                    "kube.failing_workload",
                    "kube.bad_rollout",
                    "kube.rollout_halted",
                    "kube.pods_not_created",
                    "kube.oom_loop",
                    "kube.failed_pod",
                    "kube.restarted",
                    "kube.missing_namespace",
                    "kube.stuck_deletion",
                ),
                reads=_WORKLOADS,
                guide="runbooks/crash-loop#check",
            ),
            Step(
                text=Text(ko="설정과 볼륨이 모두 있습니다", en="Configuration and volumes are all there"),
                backend="kube",
                checks=(
                    "kube.missing_config",
                    "kube.claim_pending",
                    "kube.volume_lost",
                    "kube.operator_object_failing",
                ),
                reads=("pods", "configmaps", "persistentvolumeclaims"),
                guide="runbooks/config-error#check",
            ),
            Step(
                text=Text(ko="예약된 작업이 제때 끝납니다", en="Scheduled jobs run and finish"),
                backend="kube",
                checks=("kube.cron_job_not_running", "kube.failed_job"),
                reads=("cronjobs", "jobs"),
                guide="runbooks/cron-job#check",
            ),
        ),
    ),
    Phase(
        id="reached",
        title=Text(ko="접속된다", en="It is reached"),
        steps=(
            Step(
                text=Text(ko="모든 Service가 준비된 파드로 이어집니다", en="Every Service leads to ready pods"),
                backend="kube",
                checks=(
                    "kube.service_selects_nothing",
                    "kube.service_wrong_port",
                    "kube.service_target_missing",
                    "kube.governing_service_missing",
                    "kube.load_balancer_pending",
                ),
                reads=("services", "pods"),
                guide="runbooks/service-no-endpoints#check",
            ),
            Step(
                text=Text(ko="Ingress와 Gateway가 제대로 이어집니다", en="Ingresses and Gateways lead somewhere"),
                backend="kube",
                checks=("kube.broken_ingress", "kube.ingress_conflict", "kube.broken_gateway", "kube.broken_route"),
                reads=("ingresses", "gateways", "httproutes"),
                guide="runbooks/ingress#check",
            ),
            Step(
                text=Text(
                    ko="네트워크 정책이 필요한 트래픽을 막지 않습니다", en="No network policy blocks what is needed"
                ),
                backend="kube",
                checks=("kube.traffic_blocked", "kube.dns_blocked", "kube.policy_selects_nothing"),
                reads=("networkpolicies",),
                guide="runbooks/network-policy#check",
            ),
        ),
    ),
    Phase(
        id="released",
        title=Text(ko="안전하게 바꾼다", en="It changes safely"),
        steps=(
            Step(
                text=Text(ko="이미지 버전이 고정되어 있습니다", en="Images are pinned to a version"),
                backend="kube",
                checks=("kube.image_not_pinned",),
                reads=_WORKLOADS[1:],
                guide="runbooks/image-pull#fix",
            ),
            Step(
                text=Text(ko="Service마다 파드가 둘 이상입니다", en="Every Service has more than one pod"),
                backend="kube",
                checks=("kube.single_replica",),
                reads=("services", "deployments"),
                guide="runbooks/blocked-drain#fix",
            ),
            Step(
                text=Text(
                    ko="중단 예산(PDB)이 있고 노드 비우기를 막지 않습니다", en="Disruption budgets let nodes be drained"
                ),
                backend="kube",
                checks=("kube.drain_blocked", "kube.webhook_unreachable", "kube.stuck_finalizer"),
                reads=("poddisruptionbudgets",),
                guide="runbooks/blocked-drain#check",
            ),
        ),
    ),
    Phase(
        id="sized",
        title=Text(ko="크기가 맞는다", en="It is sized right"),
        steps=(
            Step(
                text=Text(ko="모든 컨테이너에 요청량이 있습니다", en="Every container says what it requests"),
                backend="kube",
                checks=(
                    "kube.memory_requests_missing",
                    "kube.cpu_requests_missing",
                    "kube.cpu_throttling",
                    "kube.evicted",
                    "kube.quota_used_up",
                ),
                reads=_WORKLOADS[1:],
                guide="runbooks/out-of-memory#fix",
            ),
            Step(
                text=Text(ko="오토스케일러가 동작합니다", en="Autoscalers can scale"),
                backend="kube",
                checks=("kube.autoscaler_stuck",),
                reads=("horizontalpodautoscalers",),
                guide="runbooks/autoscaling#check",
            ),
            Step(
                text=Text(ko="노드가 건강하고 자리가 있습니다", en="Nodes are well and have room"),
                backend="kube",
                checks=("kube.node_condition", "kube.node_full", "kube.node_version_skew", "kube.node_cordoned"),
                reads=("nodes",),
                guide="runbooks/node#check",
            ),
        ),
    ),
    Phase(
        id="guarded",
        title=Text(ko="지켜진다", en="It is guarded"),
        steps=(
            Step(
                text=Text(ko="파드가 보안 기준선(baseline)을 지킵니다", en="Pods keep to the Pod Security baseline"),
                backend="kube",
                checks=("kube.pod_security",),
                reads=_WORKLOADS[1:],
            ),
            Step(
                text=Text(ko="권한 바인딩이 모두 쓸모 있습니다", en="Role bindings grant what they say"),
                backend="kube",
                checks=("kube.dangling_binding",),
                reads=("rolebindings", "clusterrolebindings", "roles", "clusterroles"),
                guide="runbooks/role-binding#check",
            ),
        ),
    ),
    Phase(
        id="paid",
        title=Text(ko="쓰는 만큼 낸다", en="It costs what it is used for"),
        steps=(
            Step(
                text=Text(ko="연결되지 않은 볼륨과 IP가 없습니다", en="No volume or address is paid for and unused"),
                backend="aws",
                checks=("aws.unattached_volume", "aws.idle_address"),
                reads=("",),
                guide="runbooks/unattached-volumes#check",
            ),
            Step(
                text=Text(ko="놀거나 오래 꺼진 인스턴스가 없습니다", en="No instance idles or is stopped for long"),
                backend="aws",
                checks=("aws.idle_instance", "aws.stopped_instance"),
                reads=("",),
                guide="runbooks/idle-instances#check",
            ),
        ),
    ),
    Phase(
        id="decided",
        title=Text(ko="함께 결정한다", en="It is decided together"),
        steps=(
            Step(
                text=Text(ko="변경을 승인할 사람이 정해져 있습니다", en="Somebody is named who approves changes"),
                setting="approvers",
                command="baepo keys create",
            ),
            Step(
                text=Text(
                    ko="이 환경에 허용된 변경이 정해져 있습니다", en="A policy says which changes may happen here"
                ),
                setting="policy",
                command="baepo doctor",
            ),
            Step(
                text=Text(ko="팀의 런북이 추가되어 있습니다", en="The team's own runbooks were added"),
                setting="runbooks",
                command="baepo knowledge add FOLDER",
            ),
        ),
    ),
)
