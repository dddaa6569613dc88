"""Products and services of AWS that a question asks after and that nothing here reads: CloudWatch alarms, Kafka's lag, Datadog.

Called by `planner.route`. Pure but for `Question.known`. The answer names the product, and what is read instead of it.
"""

from assistant.language import Text, with_particle
from assistant.patterns import Lazy
from assistant.planner.question import Question
from assistant.planner.reading import Reading
from knowledge.concepts import Meant, is_of_the_field, is_product

_READ = Text(
    ko="여기서 읽는 것은 쿠버네티스 클러스터, AWS의 인스턴스와 볼륨과 스냅샷과 주소, 청구서, 가이드입니다.",
    en="What is read here: the Kubernetes cluster, instances, volumes, snapshots and addresses of AWS, bills and guides.",
)
_METRICS = Text(
    ko="**CloudWatch의 알람, 로그, 대시보드는 여기서 읽지 않습니다.** "
    "CloudWatch에서는 EC2 인스턴스의 지표(CPU, 네트워크 등)만 읽습니다.",
    en="**Alarms, logs and dashboards of CloudWatch are not read here**: only metrics of EC2 instances are, such as "
    "CPU and network.",
)
_CLOUDWATCH = Lazy(r"cloud\s?watch|클라우드\s?워치")


def product_unread(question: Question, reading: Reading) -> Text | None:
    """What is said of the first product that is named; None where none is, or what is named exists."""
    named = [m for m in reading.meant if _names_product(m)]
    if not named or reading.mentions or "other" not in reading.features:
        return None
    if not all(is_of_the_field(m.word) for m in reading.meant if m.concept == "other"):
        return None  # a recipe beside it: no question of the field
    written = _written(named[0], reading.text)
    if _CLOUDWATCH.search(written):
        return _METRICS
    workloads = len(question.known("kube")) if named[0].concept == "other" else 0
    if not workloads:
        ko = f"**{with_particle(written, '은')} 여기서 읽지 않습니다.** {_READ.ko}"
        return Text(ko=ko, en=f"**Not read here: {written}.** {_READ.en}")
    ko = f"**이 환경에 {with_particle(written, '은')} 없습니다.** 워크로드 {workloads}개의 이름을 찾아봤고, "
    ko += f"{written} 자체는 여기서 읽지 않습니다. {_READ.ko}"
    en = f"**Nothing here is called {written}.** I looked through the names of {workloads} workloads, and {written} itself is "
    return Text(ko=ko, en=f"{en}not read here. {_READ.en}")


def _names_product(meant: Meant) -> bool:
    return meant.concept == "awsservice" or (meant.concept == "other" and is_product(meant.word))


def _written(meant: Meant, text: str) -> str:
    """As the question writes it, without particles."""
    written = text[meant.start : meant.end]
    return meant.word if "\uac00" <= written[:1] <= "\ud7a3" else written
