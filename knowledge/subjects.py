"""Subjects of the field that a guide is about or not: what a question names must occur in the guide that answers it.

Called by `assistant.guides`. Source: the vocabulary engineers use. One subject an entry: alternatives in Korean, `=`, those
in English; a phrase counts when all of its words are there. Words that any guide may use in passing are left out.
"""

from collections.abc import Iterable
from functools import cache

from knowledge.analysis import terms, words

_SUBJECTS = """
드레인 | 노드 비우 | 노드를 비우 | 코든 = drain | cordon | uncordon | evacuate node
카나리 | 점진 배포 | 단계적 배포 | 퍼센트 새 버전 = canary | progressive delivery | percent traffic
블루 그린 | 블루그린 | 두 환경 = blue green | blue/green | bluegreen
섀도 | 미러링 = shadow traffic | traffic mirroring
피처 플래그 | 기능 플래그 = feature flag | feature toggle
롤링 업데이트 | 서지 = rolling update | maxSurge | maxUnavailable
중단 예산 | 최소 파드 = disruption budget | PDB | minAvailable
오토스케일 | 오토스케일링 | 자동 확장 | 자동으로 늘리 | 수평 확장 = autoscale | autoscaler | autoscaling | HPA
    | scale automatically | VPA | karpenter | KEDA
업그레이드 | 쿠버네티스 버전 | 클러스터 버전 = upgrade | version skew | kubernetes version
스테이트풀셋 = StatefulSet
데몬셋 = DaemonSet
크론잡 | 크론 = CronJob | cron
사이드카 = sidecar | init container
초기화 컨테이너 = init container
오퍼레이터 | 커스텀 리소스 = operator | CRD | custom resource
인그레스 | 게이트웨이 API = ingress | gateway api
로드밸런서 | 로드 밸런서 | 부하 분산 = load balancer | LoadBalancer | load balancing | balanced
세션 어피니티 | 스티키 = session affinity | sticky session
외부 공개 | 외부에 공개 | 인터넷에 = expose | reachable internet | NodePort
서비스 메시 | 이스티오 | 링커드 = service mesh | istio | linkerd | envoy
지알피씨 = gRPC
웹소켓 = websocket
네트워크 정책 | 네트워크 폴리시 | 통신 차단 | 통신을 차단 = NetworkPolicy | network policy | deny traffic
    | restrict traffic
방화벽 | 보안 그룹 = firewall | security group | WAF
인증서 | 티엘에스 = certificate | TLS | SSL | cert-manager | mTLS
도메인 연결 | 커스텀 도메인 = custom domain | Route 53
시디엔 | 클라우드프론트 = CDN | CloudFront
피어링 | 트랜짓 게이트웨이 = peering | transit gateway | VPN
나트 게이트웨이 | NAT 게이트웨이 = NAT gateway
자체 아이피 | IP 대역 = IP range | BYOIP | CIDR | subnet
한도 증가 | 한도 늘리 | 한도를 늘려 | 할당량 = limit increase | raise limit account | raise limit elastic | quota
암호화 = encrypt | encryption | at rest
교체 주기 | 로테이션 | 시크릿 교체 | 자동으로 교체 | 키 교체 = rotate | rotation
볼트 | 시크릿 매니저 | 외부 시크릿 = Vault | secrets manager | sealed secret
권한 관리 | 아이엠 | IAM 역할 | 역할 붙이 | 역할을 붙이 = IAM role attach | IAM role instance | access key | RBAC
    | least privilege
싱글 사인온 = SSO | SAML | OIDC
에스에스에이치 | SSH 접속 = SSH | bastion connect | session manager
취약점 | 이미지 스캔 = vulnerability | scan image | CVE | trivy
이미지 서명 | 서명 = sign image | sign images | cosign | notary | SBOM
도커파일 | 멀티 스테이지 | 이미지 빌드 | 이미지 크기 | 이미지 용량 | 이미지 줄이 = Dockerfile | multi-stage | build image
    | image size | image smaller | smaller image | buildpack
파이프라인 | 깃허브 액션 | 젠킨스 | 지속적 통합 = pipeline | GitHub Actions | Jenkins | GitLab CI
    | continuous integration
승인 절차 = manual approval | approval step
슬랙 알림 | 슬랙으로 | 알림 받 | 웹훅 = Slack | notify | notification | webhook | PagerDuty
경보 | 알람 | 얼럿 | 알림 규칙 = alert | alarm create | alerting | alertmanager
대시보드 | 그라파나 = dashboard | Grafana
프로메테우스 = Prometheus | scrape
트레이싱 | 분산 추적 = tracing | OpenTelemetry | Jaeger
로그 수집 | 로그를 중앙 | 중앙 로그 | 로그 모으 | 로키 = collect logs | central log | log aggregation | Loki
    | fluent bit | logs one place
보존 기간 | 보관 기간 | 로그 보존 = retention | logs kept | keep logs long
서비스 수준 | 에러 예산 = SLO | SLA | error budget
부하 테스트 | 성능 테스트 = load test | load testing | benchmark | k6
카오스 = chaos engineering | fault injection
장애조치 | 장애 조치 | 페일오버 = failover
재해 복구 | 이중화 = disaster recovery | multi-region | RTO | RPO
다른 리전 | 리전 복사 | 리전으로 복사 | 리전 이전 = another region | other region | cross region | copy region
매일 스냅샷 | 스냅샷 예약 | 스냅샷 자동 | 정기 백업 | 스냅샷을 자동 | 백업 정책 = daily snapshot | schedule snapshot
    | snapshot lifecycle | backup policy | scheduled backup
볼륨 크기 | 볼륨 확장 | 디스크 늘리 | 볼륨을 늘리 | 크기를 늘리 = increase size | resize volume | expand volume
    | grow volume | bigger disk
볼륨 타입 | 볼륨 유형 = gp2 | gp3 | io2 | convert volume | volume type
파일 시스템 | 엔에프에스 | 공유 스토리지 = EFS | NFS | shared storage | filesystem
오브젝트 스토리지 | 버킷 = S3 | bucket | object storage
예약 인스턴스 | 세이빙스 플랜 | 약정 = reserved instance buy | savings plan buy | reserved instances or
    | commitment discount
스팟 = spot instance | spot instances | preemptible
예산 알림 | 비용 배분 | 태그 정책 = budget | cost allocation | chargeback | tagging policy
서버리스 | 람다 = serverless | Lambda | Fargate | Cloud Run
데이터베이스 이전 | 마이그레이션 계획 | 읽기 복제본 | 인덱스 추가 = read replica | database index | slow query | RDS | Aurora
카프카 | 메시지 큐 | 래빗엠큐 = Kafka | RabbitMQ | SQS | message queue
레디스 | 캐시 = Redis | cache | memcached
지피유 = GPU
테라폼 | 풀루미 | 상태 파일 = Terraform state | Pulumi | CDK | terraform module
헬름 차트 작성 | 헬름 차트 만들 | 차트를 새로 = helm chart create | write chart | chart template
쿠스토마이즈 = kustomize overlay | write overlay
멀티 클러스터 | 멀티클러스터 | 페더레이션 = multi cluster | federation
네임스페이스 생성 | 쿼터 = ResourceQuota | LimitRange | create namespace
파드 보안 | 루트 권한 | 권한 상승 = pod security | non-root | privileged container | seccomp
감사 로그 = audit log | audit logging
클러스터 구축 | 클러스터 생성 | 클러스터를 만들 = create cluster | bootstrap cluster | kubeadm
노드 그룹 | 노드 추가 = node group | add node | add nodes
클러스터 백업 | 엣시디 = etcd | velero | backup cluster
"""


@cache
def _phrases() -> tuple[tuple[frozenset[str], ...], ...]:
    """By subject: what each of its phrases needs."""
    found = []
    for line in _SUBJECTS.replace("\n    ", " ").strip().splitlines():
        phrases = [p.strip() for half in line.split("=") for p in half.split("|")]
        found.append(tuple(frozenset(w[0] for w in words(p)) for p in phrases if words(p)))
    return tuple(found)


def named(question: str) -> tuple[tuple[frozenset[str], ...], ...]:
    """The subjects a question names, each as the phrases that stand for it."""
    said = frozenset(terms(question))
    return tuple(subject for subject in _phrases() if any(phrase <= said for phrase in subject))


def occurs(subject: tuple[frozenset[str], ...], lines: Iterable[str], *, often: int = 1) -> bool:
    """Whether at least so many lines speak of the subject; words scattered over a text do not."""
    held = (frozenset(terms(line)) for line in lines)
    return sum(any(phrase <= line for phrase in subject) for line in held) >= often
