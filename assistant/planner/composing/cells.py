"""One value of a row as a person reads it, and what its column is called. Called by `composing.{rows,headlines}`."""

from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from assistant.language import Lang, Text
from assistant.patterns import Lazy
from assistant.planner.narrowing.columns import gib

_WIDTH = 48
MONEY = frozenset({"cost", "before", "other", "effective", "increase", "saving", "charged"})
_LABELS = {
    "name": "이름", "id": "ID", "namespace": "네임스페이스", "kind": "종류", "state": "상태", "status": "상태",
    "problem": "문제", "type": "유형", "cost": "비용", "before": "이전 기간", "increase": "증가", "growth": "증가율",
    "region": "리전",
    "service": "서비스", "ready": "준비됨", "desired": "원하는 수", "updated": "갱신됨", "images": "이미지",
    "created_at": "생성", "size_gib": "GiB", "revision": "리비전", "replicas": "레플리카", "launched_at": "시작",
    "stopped_at": "멈춤", "started_at": "시작", "maximum": "최대", "minimum": "최소", "average": "평균",
    "public_ip": "공인 IP", "private_ip": "사설 IP", "resources": "리소스 수", "restarts": "재시작", "node": "노드",
    "reason": "이유", "message": "메시지", "owner": "소유자", "managed_by": "관리 주체", "about": "대상",
    "count": "횟수", "last_at": "마지막", "first_at": "처음", "at": "시각", "phase": "상태", "capacity": "용량",
    "requested": "요청량", "class": "클래스", "volume": "볼륨", "claim": "클레임", "schedule": "일정",
    "suspended": "중단됨", "last_scheduled_at": "마지막 실행", "last_succeeded_at": "마지막 성공", "active": "실행 중",
    "succeeded": "성공", "failed": "실패", "complete": "완료", "routes": "경로", "ports": "포트", "cluster_ip": "클러스터 IP",
    "selector": "셀렉터", "external_name": "외부 이름", "keys": "키", "problems": "문제", "unschedulable": "스케줄 금지",
    "version": "버전", "allocatable.memory": "메모리", "allocatable.cpu": "CPU", "allocatable.pods": "파드 수",
    "scales": "대상", "min": "최소", "max": "최대", "current": "현재", "disruptions_allowed": "허용 중단 수",
    "healthy": "정상", "desired_healthy": "필요한 정상 수", "endpoints": "엔드포인트", "hard": "한도", "used": "사용",
    "account": "계정", "az": "가용 영역", "iops": "IOPS", "throughput_mib_s": "MiB/s", "encrypted": "암호화",
    "snapshot_id": "스냅샷", "volume_id": "볼륨", "instance_id": "인스턴스", "image_id": "이미지", "vpc_id": "VPC",
    "associated": "연결됨", "network_interface_id": "네트워크 인터페이스", "association_id": "연결 ID",
    "service_managed": "관리 서비스", "progress": "진행률", "tier": "등급", "description": "설명", "volumes": "볼륨",
    "tags": "태그", "attachments": "연결", "lifecycle": "구매 방식", "platform": "플랫폼", "state_reason": "상태 이유",
    "metric": "지표", "statistic": "통계", "period_s": "간격(초)", "periods": "값 있는 구간", "expected": "전체 구간",
    "resource_id": "청구서의 리소스", "effective": "약정 반영 비용", "other": "그 밖의 비용", "days": "일수",
    "currency": "통화", "from": "시작일", "until": "종료일", "bill": "청구서", "change": "바뀐 것", "paused": "일시 정지",
    "repeats": "반복", "line": "줄", "text": "내용", "container": "컨테이너", "pod": "파드", "limits": "한도",
    "requests": "요청량", "current_revision": "현재", "unit": "단위", "replica_set": "레플리카셋",
    "tls": "TLS", "last_end": "마지막 종료", "last_end_at": "마지막 종료 시각",
    "usage": "사용 내역", "charged_for": "과금 항목", "quantity": "수량", "date": "날짜",
    "expires_at": "만료", "renews_at": "갱신", "hosts": "호스트", "issuer": "발급자", "subject": "주체", "secret": "Secret",
    "memory_used": "메모리 사용", "cpu_used": "CPU 사용", "memory_percent": "메모리 %", "cpu_percent": "CPU %",
    "memory_limit": "메모리 한도", "cpu_limit": "CPU 한도", "memory_request": "메모리 요청량", "cpu_request": "CPU 요청량",
    "memory_allocatable": "메모리 할당 가능", "cpu_allocatable": "CPU 할당 가능",
    "command": "명령", "change_cause": "변경 기록", "changes": "바뀐 것", "pods": "파드",
    "host": "호스트", "charged": "비용", "path": "경로", "through": "통로", "port": "포트", "scheme": "공개 범위",
    "cpu_not_requested": "CPU 여유(요청 뺀 값)", "memory_not_requested": "메모리 여유(요청 뺀 값)", "pods_free": "더 받을 파드",
    "cpu_requested": "CPU 요청", "memory_requested": "메모리 요청",
}  # fmt: skip
_YES_NO = {True: ("예", "yes"), False: ("아니요", "no")}
# The status of a Kubernetes condition, as nodes have one.
_CONDITION = {
    "True": Text(ko="예", en="yes"),
    "False": Text(ko="아니요", en="no"),
    "Unknown": Text(ko="알 수 없음", en="unknown"),
}


def label(column: str, lang: Lang) -> str:
    zone = " (UTC)" if column.endswith("_at") or column == "at" else ""
    if lang == "ko":
        return _LABELS.get(column, column) + zone
    unit = " (GiB)" if column.endswith("_gib") else zone
    return column.rpartition(".")[2].removesuffix("_gib").replace("_", " ") + unit


def cell(column: str, value: Any, lang: Lang = "en") -> str:
    """Short and on one line; times to the minute, money with two places."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _YES_NO[value][lang == "en"]
    if column == "ready" and value in _CONDITION:
        return _CONDITION[value].in_(lang)
    if isinstance(value, dict):
        return cut(", ".join(f"{k}={v}" for k, v in value.items()), _WIDTH)
    if column == "command":
        return " ⏎ ".join(str(value).splitlines())  # to be copied: a command that was cut is another command
    if isinstance(value, list | tuple) and value and isinstance(value[0], dict) and "after" in value[0]:
        told = sorted(value, key=lambda v: "labels" in str(v["field"]) or "annotations" in str(v["field"]))
        return cut("; ".join(_change(v) for v in told), 2 * _WIDTH)
    if isinstance(value, list | tuple):
        return cut(", ".join(map(str, value)), _WIDTH)
    if column == "growth" and (percent := amount(value)) is not None:
        return f"{percent:+.1f}%"
    if column in MONEY and (money := amount(value)) is not None:
        return f"{money:,.2f}"
    if isinstance(value, str) and value.endswith("Ki") and (size := gib(value)) is not None:
        return f"{size:,.1f}Gi"  # nodes tell their memory in KiB
    if isinstance(value, float):
        return f"{value:,.2f}".rstrip("0").rstrip(".")
    if isinstance(value, str) and (column.endswith("_at") or column == "at"):
        try:
            return f"{datetime.fromisoformat(value):%Y-%m-%d %H:%M}"
        except ValueError:
            return value
    return cut(str(value), _WIDTH)


_PIECE = Lazy(r'\["?([^\]"]+)"?\]|([^.\[\]]+)')


def _change(value: dict[str, Any]) -> str:
    """A field before and after, by the end of its path: `image web:v1 → web:v2`, `limits memory 512Mi → 256Mi`."""
    pieces = [(key or name).strip('"') for key, name in _PIECE.findall(str(value["field"]))]
    field = " ".join(pieces[-2:] if pieces[-1] in ("memory", "cpu") else pieces[-1:])
    before, after = (str(value[k] or "∅").rpartition("/")[2] for k in ("before", "after"))
    return f"{field.rpartition('/')[2]} {before} → {after}"


def amount(value: Any) -> Decimal | None:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def cut(text: str, width: int) -> str:
    one_line = " ⏎ ".join(text.splitlines())
    return one_line if len(one_line) <= width else one_line[: width - 1] + "…"
