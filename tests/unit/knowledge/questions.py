"""Questions in users' words, with the guide that answers each, or none; written before the search was tuned.

`COVERED` in knowledge/lexical.py was chosen on `CALIBRATION`. The results of `HELD_OUT` were seen while the ranking was
refined, so they flatter a little; `UNSEEN` was written and scored once when everything was fixed.
"""

from dataclasses import dataclass

from knowledge.guides import Lang


@dataclass(frozen=True, kw_only=True)
class Question:
    """`guide` answers it, "" when none does; `section` only where the words leave no doubt."""

    text: str
    lang: Lang
    guide: str = ""
    section: str = ""


def _read(lines: str) -> tuple[Question, ...]:
    questions = []
    for line in lines.strip().splitlines():
        place, text = line.split(" ", 1)
        guide, _, section = place.partition("#")
        lang: Lang = "ko" if any("\uac00" <= c <= "\ud7a3" for c in text) else "en"
        questions.append(
            Question(text=text, lang=lang, guide="" if guide == "-" else f"runbooks/{guide}", section=section)
        )
    return tuple(questions)


CALIBRATION = _read("""
config-error checkout 파드가 CreateContainerConfigError 상태인데 왜 그래?
config-error 환경변수 하나 빼먹고 배포했더니 컨테이너가 안 떠요
config-error 컨피그맵에 키가 없다고 나오는데 어디를 봐야 하나요
config-error couldn't find key DB_HOST in ConfigMap
config-error my pod complains that a secret was not found
image-pull 이미지를 못 받아온다고 에러가 나요
image-pull ErrImagePull 뜨는데 ECR 권한 문제일까?
image-pull the node cannot download my docker image
image-pull pull access denied for private registry, what now
out-of-memory 메모리가 모자라서 자꾸 죽는 것 같아
out-of-memory exit code 137이 뭐야
out-of-memory our java service gets OOMKilled every night
out-of-memory is it a memory leak or is the limit too small?
crash-loop 컨테이너가 켜지자마자 죽고 또 켜지고 반복해
crash-loop CrashLoopBackOff 어떻게 고쳐?
crash-loop app exits right after start and kubernetes keeps restarting it
crash-loop liveness probe keeps killing my slow starting container
readiness 파드는 Running인데 0/1이야
readiness 헬스체크가 계속 실패해서 트래픽을 못 받아요
readiness pods are up but never become ready
readiness readiness probe failed with status 503
service-no-endpoints 서비스로 호출하면 503이고 엔드포인트가 비어 있어
service-no-endpoints 셀렉터가 파드 라벨이랑 안 맞는 것 같은데
service-no-endpoints my service does not route to any pod
service-no-endpoints EndpointSlice is empty although pods are running
rollback 방금 배포한 거 원복하고 싶어
rollback#symptoms 롤백은 언제 해야 해?
rollback how do I go back to the previous version of a deployment
rollback#symptoms when should we revert a release instead of rolling forward
unattached-volumes 아무 데도 안 붙은 디스크가 돈만 먹고 있어
unattached-volumes EBS 볼륨 지워도 되는지 어떻게 알아?
unattached-volumes which disks are not attached to any server
unattached-volumes#rollback I deleted a volume by mistake, can I get it back from the snapshot
idle-addresses 안 쓰는 고정 IP가 요금에 잡혀
idle-addresses are we paying for elastic IPs nobody uses
idle-addresses#rollback released an elastic ip, can I recover it?
idle-instances 놀고 있는 서버 찾아줘
idle-instances 꺼둔 인스턴스도 비용이 나가나요?
idle-instances servers with almost no CPU usage for weeks
idle-instances do stopped EC2 machines still cost money
- KMS 키를 교체하는 주기는 어떻게 정해?
- S3 버킷을 퍼블릭으로 열려면?
- RDS 백업 보존 기간을 늘리는 방법
- 람다 콜드 스타트를 줄이고 싶어
- 쿠버네티스 버전 업그레이드 순서가 어떻게 돼?
ingress 인그레스에 TLS 인증서를 어떻게 붙여?
- 카프카 파티션 수는 몇 개가 좋아?
- 그라파나 대시보드에 알람을 추가하려면
- 점심 뭐 먹을까
- how do I set up VPC peering between two accounts
- what is the best instance type for training a neural network
network-policy how to write a NetworkPolicy that denies all egress
autoscaling configure horizontal pod autoscaler on custom metrics
- how do I rotate IAM access keys
- terraform state lock is stuck
- how to create a CloudFront distribution with a custom domain
- postgres query is slow, which index should I add
- set up GitHub Actions to build on merge
- who won the football match yesterday
- how do I add a node group to my cluster
""")

HELD_OUT = _read("""
config-error 시크릿 이름을 잘못 적은 것 같은데 파드가 시작을 안 해
config-error 설정값이 빠져서 컨테이너가 안 뜨는 것 같아요
config-error container won't start, missing environment variable
config-error FailedMount configmap not found
image-pull ImagePullBackOff 원인이 뭐야?
image-pull 태그가 없는 이미지를 배포해 버렸어
image-pull docker hub rate limit toomanyrequests
image-pull manifest unknown error when starting pod
out-of-memory OOM으로 재시작되는데 메모리 제한을 올려야 할까요?
out-of-memory 힙을 얼마나 줘야 컨테이너가 안 터져?
out-of-memory container was killed because it used too much RAM
crash-loop 파드 재시작 횟수가 계속 늘어나
crash-loop 로그도 없이 바로 종료되는 컨테이너는 어떻게 디버깅해?
crash-loop pod restarts over and over again
crash-loop container exits with code 1, where do I look
readiness 새 파드가 준비 상태가 안 돼서 롤아웃이 멈췄어
readiness 레디니스 프로브가 실패하는 이유가 뭘까
readiness rollout stuck, ProgressDeadlineExceeded
readiness health check returns 404 and pod stays unready
service-no-endpoints 서비스에 연결된 파드가 하나도 없대
service-no-endpoints what should I check when a service has no endpoints
service-no-endpoints connection refused when calling the service, selector mismatch?
rollback 이전 버전으로 돌아가려면 어떻게 해?
rollback 헬름으로 배포한 건 어떻게 되돌려?
rollback undo the last rollout
rollback can I roll back after a database migration
unattached-volumes 미연결 볼륨 정리하고 싶어
unattached-volumes 볼륨 지우기 전에 스냅샷 떠야 해?
unattached-volumes clean up orphaned EBS volumes
idle-addresses 탄력적 IP 해제하면 다시 받을 수 있어?
idle-addresses unassociated public addresses on our bill
idle-instances 안 쓰는 EC2 정리해서 비용 줄이고 싶어
idle-instances CPU 사용률이 낮은 인스턴스는 꺼도 돼?
idle-instances how can I tell if an instance is idle
idle-instances is it safe to stop an unused ec2 instance
- DynamoDB 용량 모드를 바꾸는 법
- 파드에서 GPU를 쓰려면 뭘 설치해야 해?
- 슬랙 알림 채널을 바꾸고 싶어
- Route 53에서 가중치 라우팅 설정하는 법
- 시크릿을 Vault로 옮기는 절차 알려줘
- 예약 인스턴스를 몇 개 사야 할까
cron-job 크론잡 시간대를 서울로 맞추려면
- how do I encrypt an S3 bucket
- how do I upgrade the EKS control plane
- blue green deployment with istio traffic splitting
- what is the SLA of Aurora
- enable audit logging in kubernetes
- how many replicas should redis have
- migrate a MySQL database to Aurora
node-maintenance how do I drain a node for maintenance
""")

UNSEEN = _read("""
config-error 파드가 컨피그맵을 못 찾는대요
config-error env var missing so the pod refuses to start
image-pull 프라이빗 레지스트리에서 이미지 가져오기가 거부돼요
image-pull wrong architecture image on arm nodes
out-of-memory 파드가 OOMKilled로 죽는데 어떻게 조치하나요
out-of-memory raise memory limit without downtime
crash-loop 배포 후에 컨테이너가 무한 재시작 중이에요
crash-loop how to get logs of the crashed container
readiness 레디 상태가 0/1에서 안 바뀌어요
readiness should readiness check the database?
service-no-endpoints 서비스 엔드포인트가 none으로 나와요
service-no-endpoints 503 from ingress but pods are healthy
rollback 롤백하면 컨피그맵도 같이 돌아가나요?
rollback argo cd overwrites my rollback
rollback 배포 취소하려면 뭘 해야 하지
unattached-volumes available 상태인 EBS는 삭제해도 안전한가요?
unattached-volumes how much do unused volumes cost
idle-addresses 쓰지 않는 EIP를 반납하고 싶어요
idle-addresses idle elastic ip charges
idle-instances 몇 달째 꺼져 있는 EC2는 어떻게 처리해?
idle-instances rightsizing an underused server
- 로드밸런서 타임아웃을 늘리려면 어디를 바꿔?
- 쿠버네티스에서 사이드카를 추가하는 방법
- EFS 마운트가 안 돼
- 헬름 차트를 새로 만드는 법
- 로그를 Loki로 보내려면
- 스팟 인스턴스로 바꾸면 얼마나 싸져?
- how do I create a read replica in RDS
- how to configure autoscaling of nodes with karpenter
- set retention of CloudWatch log groups
- how do I add a custom domain to my service
secret-rotation rotate the database password
- what's new in python 3.14
""")
