"""Words of the field that say what a number counts, in both languages and as field names; called by `sources`, `support`."""

import re
from functools import lru_cache

from assistant.patterns import Lazy

_WORDS = """
restart: restart restarts restarted restartcount restarting 재시작 재시작이 재시작한
revision: revision revisions rev 리비전 bad_revision good_revision
status: status http statuscode http_status 상태코드 code=
exit: exit exit_code exitcode 종료
pod: pod pods 파드 파드가 파드는 파드를 파드의 failing_pods serving_pods
replica: replica replicas desired desired_replicas replicas: 레플리카 복제본 readyreplicas
ready: ready readyreplicas 준비된 준비
updated: updated up-to-date 최신
resource: resource resources 리소스
volume: volume volumes 볼륨 볼륨이 볼륨은
instance: instance instances 인스턴스 인스턴스는
address: ip ips address addresses 탄력적
workload: workload workloads 워크로드
deployment: deployment deployments 디플로이먼트
statefulset: statefulset statefulsets
daemonset: daemonset daemonsets
service: service services 서비스
namespace: namespace namespaces 네임스페이스
region: region regions 리전
node: node nodes 노드
finding: finding findings problem problems issue issues thing things place places 문제 곳
item: item items row rows 항목 건
iops: iops
score: score
line: line 줄
new: new 새
previous: previous old older 이전
cpu: cpu cpus
memory: memory 메모리 memory_limit
"""
_OF = {word: line.partition(":")[0] for line in _WORDS.strip().splitlines() for word in line.partition(":")[2].split()}
_TOKEN = Lazy(r"[A-Za-z_]+|[가-힣]+", 0)
_PARTICLE = Lazy(r"(?<=[가-힣]{2})(?:은|는|이|가|을|를|의|에|도|만|와|과|로|으로|에서|에는|입니다|한|인)$")


@lru_cache(maxsize=1024)
def concepts(text: str) -> frozenset[str]:
    """The concepts that the words of a text name."""
    found = set()
    for word in _TOKEN.findall(text):
        lowered = word.lower()
        concept = _OF.get(lowered) or _OF.get(_PARTICLE.sub("", lowered)) or _OF.get(_snake(word))
        if concept:
            found.add(concept)
        elif "_" in word:
            found.update(_OF[p] for p in lowered.split("_") if p in _OF)
    return frozenset(found)


def _snake(word: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", word).lower()
