"""The field's common terms in Korean and English, for finding a guide in the other language's words.

Called by `knowledge.analysis.expand` and `knowledge.lexical`. Source: the vocabulary engineers use, one line an entry:
alternatives in Korean, then `=`, then in English; a phrase counts when all of its words are there.
"""

from functools import cache

_ENTRIES = """
배포 | 디플로이 = deploy | deployment | rollout | release | ship
디플로이먼트 = deployment
롤아웃 = rollout
롤백 | 되돌리 | 돌아가 | 원복 | 이전 버전 = rollback | roll back | revert | undo | previous version
복구 | 복원 | 되찾 = restore | recover
파드 | 포드 | 팟 = pod
컨테이너 = container
이미지 = image
태그 = tag
레지스트리 | 저장소 = registry | repository
내려받 | 이미지 받 | 못 받아 | 당겨오 | 다운로드 = pull | download | fetch
메모리 부족 | 메모리 초과 | 메모리 모자라 | 메모리 터지 = out of memory | oom | OOMKilled
메모리 누수 = memory leak
메모리 = memory | ram | heap
힙 = heap
비용 | 요금 | 돈 = cost | bill | spend | money | price
청구 | 청구서 = bill | invoice
낭비 | 돈 새 = waste | unused | wasted
볼륨 | 디스크 | 스토리지 = volume | disk | ebs | storage
스냅샷 = snapshot
미연결 | 연결 안 된 | 안 붙 | 붙지 않은 | 떨어지 = unattached | detached | orphaned | unassociated
인스턴스 | 서버 = instance | server | ec2 | vm
유휴 | 놀 | 안 쓰 | 안쓰는 | 쓰지 않 | 미사용 = idle | unused | underused
중지 | 멈추 | 정지 | 꺼지 = stop | halted
종료 = terminate | exit | shutdown
장애 = outage | incident | failure | down
느리 = slow | latency
지연 = latency | delay
실패 = fail | failure
누락 | 빠지 | 잘못 = missing | wrong
오류 | 에러 = error
재시작 | 재기동 | 리스타트 = restart
반복 | 무한 = loop | repeatedly
죽 | 뻗 = die | crash | killed | exit
크래시 | 비정상 종료 = crash
크래시 루프 | 크래시루프 = CrashLoopBackOff
안 뜨 | 안떠 | 뜨지 않 = not start
시작 | 기동 | 구동 = start | startup | boot
설정 | 구성 | 컨피그 = config | configuration | setting
컨피그맵 = ConfigMap
시크릿 | 비밀 = secret
환경 변수 | 환경변수 = environment variable | env var | env
키 = key
권한 = permission | access | authorization
인증 = authentication | credential | login
준비 | 레디니스 = readiness | ready
프로브 | 헬스체크 | 헬스 체크 | 상태 검사 = probe | health check | healthcheck
서비스 = service
엔드포인트 = endpoint | EndpointSlice
셀렉터 | 선택자 = selector
레이블 | 라벨 = label
포트 = port
연결 | 접속 = connect | connection
거부 | 거절 = refused | denied
트래픽 = traffic
네임스페이스 = namespace
노드 = node
클러스터 = cluster
네트워크 = network
도메인 = domain | dns
로그 = log
지표 | 메트릭 = metric
버전 | 리비전 = version | revision
고정 아이피 | 고정 IP | 탄력적 아이피 | 탄력적 IP | 공인 아이피 | 공인 IP | 일래스틱 = elastic IP | eip | public ip address
주소 | 아이피 = address | ip
할당 = allocate
해제 | 반납 | 반환 = release | free
삭제 | 지우 | 제거 = delete | remove
백업 = backup
확장 | 스케일 | 증설 | 오토스케일링 = scale | autoscaling
축소 | 줄이 | 절감 | 아끼 = reduce | shrink | save | downsize | rightsize
사양 | 타입 | 크기 = size | type
사용률 | 사용량 | 이용률 = utilization | usage
요청 = request
제한 | 한도 | 리밋 | 상한 = limit
증상 | 현상 = symptom
확인 | 점검 | 조사 | 진단 | 찾 = check | find | investigate | inspect | diagnose | list
해결 | 고치 | 수정 | 조치 = fix | solve | repair | resolve
검증 = verify | confirm | validate
승인 = approve | approval
계획 = plan
실행 = execute | run
보안 = security
인증서 = certificate | tls
암호화 = encryption
예약 = schedule | reserve
"""


@cache
def _index() -> dict[str, list[tuple[frozenset[str], tuple[tuple[str, ...], ...]]]]:
    """Entries by the first term of each alternative: all the terms it needs, and the alternatives of the other side."""
    from knowledge.analysis import terms, words  # analysis imports this module

    index: dict[str, list[tuple[frozenset[str], tuple[tuple[str, ...], ...]]]] = {}
    for line in _ENTRIES.strip().splitlines():
        korean, english = ([side.strip() for side in half.split("|")] for half in line.split("="))
        for here, there in ((korean, english), (english, korean)):
            other = tuple(tuple(terms(phrase)) for phrase in there)
            for phrase in here:
                needs = frozenset(part for word in words(phrase) for part in (word[1:] or word[:1]))
                first = max(needs, key=lambda need: (len(need), need))
                index.setdefault(first, []).append((needs, other))
    return index


def translations(terms: frozenset[str]) -> list[tuple[frozenset[str], tuple[str, ...]]]:
    """For every glossary phrase within `terms`: the terms it needed, and one translation's terms; all pairs."""
    index = _index()
    return [
        (needs, phrase)
        for term in sorted(terms & index.keys())
        for needs, other in index[term]
        if needs <= terms
        for phrase in other
    ]
