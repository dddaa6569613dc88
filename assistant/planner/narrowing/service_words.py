"""Services and kinds of resources on a bill that a question restricts its costs to. Called by `narrowing.asked`. Pure."""

from collections.abc import Iterator

from assistant.language import Text
from assistant.patterns import Lazy
from assistant.planner.narrowing.comparisons import Read
from assistant.planner.narrowing.conditions import Matched
from assistant.planner.narrowing.restrictions import excluded

# How people call a service; how the bill does (`|` parts alternatives); how its resources' ids begin where it is none there.
_SERVICES = (
    ("EC2", r"ec2|이씨투", "elastic compute cloud", ""),
    ("RDS", r"rds|알디에스|aurora|오로라", "relational database", ""),
    ("S3", r"s3|에스삼|에스쓰리", "simple storage service", ""),
    ("Lambda", r"lambda|람다", "lambda", ""),
    ("CloudFront", r"cloud\s?front|클라우드\s?프론트", "cloudfront", ""),
    ("DynamoDB", r"dynamo\s?db|다이나모(?:디비)?", "dynamodb", ""),
    ("EKS", r"eks", "kubernetes", ""),
    ("ECS", r"ecs|fargate|파게이트", "elastic container service", ""),
    ("ELB", r"elb|alb|nlb|load\s?balancers?|로드\s?밸런서", "load balancing", ""),
    ("CloudWatch", r"cloud\s?watch|클라우드\s?워치", "cloudwatch", ""),
    ("VPC", r"vpc", "virtual private cloud", ""),
    ("KMS", r"kms", "key management", ""),
    ("Route 53", r"route\s?53|라우트\s?53", "route 53", ""),
    ("SQS", r"sqs", "queue service", ""),
    ("SNS", r"sns", "notification service", ""),
    ("ElastiCache", r"elasti\s?cache|엘라스티\s?캐시", "elasticache", ""),
    ("OpenSearch", r"opensearch|오픈서치", "opensearch", ""),
    ("Redshift", r"redshift|레드시프트", "redshift", ""),
    ("EFS", r"efs", "elastic file system", ""),
    ("ECR", r"ecr", "container registry", ""),
    ("NAT gateway", r"nat(?:\s*gateways?|\s*gw|\s*게이트웨이)?|나트\s*게이트웨이", "", "nat-"),
    ("EBS", r"ebs|이비에스", "", "vol-"),
    ("EC2 instances", r"instances?|인스턴스|서버|servers?", "", "i-"),
    ("volumes", r"volumes?|볼륨|디스크|disks?", "", "vol-"),
    ("snapshots", r"snapshots?|스냅샷", "", "snap-"),
    ("Elastic IPs", r"eips?|elastic\s+ips?|탄력적\s*ip", "", "eipalloc-"),
    (
        "databases",
        r"databases?|데이터\s?베이스|디비",
        "relational database|dynamodb|elasticache|redshift|documentdb|neptune|memorydb|keyspaces|timestream",
        "",
    ),
    ("tax", r"tax(?:es)?|세금|부가세", "tax", ""),
    ("support", r"(?:aws\s+)?support(?:\s+(?:plan|fee|cost)s?)?|서포트|지원\s*요금", "support", ""),
)
_IN_KOREAN = {
    "NAT gateway": "NAT 게이트웨이", "EC2 instances": "EC2 인스턴스", "volumes": "볼륨", "snapshots": "스냅샷",
    "Elastic IPs": "탄력적 IP", "databases": "데이터베이스 서비스",
    "tax": "세금", "support": "지원 요금",
}  # fmt: skip
# What is charged for, across services, as people call it and as `read_usage_costs` does.
_CHARGES = (
    (
        Text(ko="데이터 전송", en="data transfer"),
        r"데이터\s*전송|전송량?|트래픽|아웃바운드|이그레스|대역폭|data[\s-]*transfer|egress|bandwidth|(?:(?:out|in)bound\s+)?traffic",
        "data transfer",
    ),
    (Text(ko="스토리지", en="storage"), r"스토리지|저장\s*(?:공간|용량)|storage", "storage"),
    (
        Text(ko="공인 IP", en="public addresses"),
        r"공인\s*(?:ip|아이피)|public\s+(?:ipv4|ips?)(?:\s+address(?:es)?)?",
        "public addresses",
    ),
    (Text(ko="크레딧", en="credits"), r"크레딧|크레디트|credits?", "credit"),
    (Text(ko="컴퓨팅 시간", en="compute hours"), r"컴퓨팅|compute", "compute hours"),
    (Text(ko="요청 수", en="requests"), r"요청\s*(?:수|건수)|api\s+requests", "requests"),
)
_CHARGE_WORDS = tuple(
    (label, Lazy(rf"(?<![a-z0-9-])(?:{pattern})(?![a-z0-9-])"), kind) for label, pattern, kind in _CHARGES
)
_SERVICE_WORDS = tuple(
    (label, Lazy(rf"(?<![a-z0-9-])(?:{pattern})(?![a-z0-9-])"), name, prefix)
    for label, pattern, name, prefix in _SERVICES
)
_OF_COST = Lazy(
    r"비용|요금|얼마|돈|크레딧|비싼|비싸|지출|청구|나가|달러|\$|\b(?:costs?|bills?|credits?|spen[dt]\w*|charges?|charged|pric\w+"
    r"|expens\w+|pay\w*|how\s+much|money)\b"
)


def speaks_of_costs(text: str) -> bool:
    return bool(_OF_COST.search(text))


def services(text: str) -> Iterator[Read]:
    """Services of a bill, where costs are asked about; several are meant as alternatives."""
    if speaks_of_costs(text):
        yield from named(text)


def charges(text: str) -> Iterator[Read]:
    """What is charged for, where costs are asked about: data transfer, storage."""
    if speaks_of_costs(text):
        for label, pattern, kind in _CHARGE_WORDS:
            if match := pattern.search(text):
                found = Matched(
                    column="charged_for", how="is", values=(kind,), label=label, spoken=match[0],
                    negated=excluded(text, match.start(), match.end()),
                )  # fmt: skip
                yield Read(condition=found, first=match.start(), last=match.end())


def named(text: str) -> Iterator[Read]:
    """Services of a bill that are named, whatever is asked about them."""
    for label, pattern, name, prefix in _SERVICE_WORDS:
        for match in pattern.finditer(text):
            found = Matched(
                column="service" if name else "resource", how="contains" if name else "starts",
                values=tuple((name or prefix).split("|")),
                negated=excluded(text, match.start(), match.end()), spoken=match[0],
                label=Text(ko=_IN_KOREAN.get(label, label), en=label),
            )  # fmt: skip
            yield Read(condition=found, first=match.start(), last=match.end())
