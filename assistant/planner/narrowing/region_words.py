"""Regions of AWS as questions name them, by code, city or country. Called by `planner.slots` and `narrowing.restrictions`."""

import re

from assistant.patterns import Lazy

_WORDS = {
    "ap-northeast-2": "서울 seoul 한국 korea",
    "ap-northeast-1": "도쿄 tokyo 동경",
    "ap-northeast-3": "오사카 osaka",
    "ap-southeast-1": "싱가포르 싱가폴 singapore",
    "ap-southeast-2": "시드니 sydney",
    "ap-south-1": "뭄바이 mumbai",
    "us-east-1": "버지니아 virginia n.virginia",
    "us-east-2": "오하이오 ohio",
    "us-west-1": "캘리포니아 california",
    "us-west-2": "오레곤 oregon",
    "eu-central-1": "프랑크푸르트 frankfurt",
    "eu-west-1": "아일랜드 ireland",
    "eu-west-2": "런던 london",
    "eu-west-3": "파리 paris",
    "sa-east-1": "상파울루 paulo",
}
_OF = {word: region for region, words in _WORDS.items() for word in words.split()}
REGION = Lazy(
    r"(?<![A-Za-z0-9_-])(?:us|eu|ap|sa|ca|me|af|il|mx)-"
    r"(?:north|south|east|west|central|northeast|southeast|northwest|southwest)-\d(?![A-Za-z0-9_-])"
    rf"|(?<![\w\uac00-\ud7a3])(?:{'|'.join(map(re.escape, _OF))})(?:\s*(?:리전|region))?"
)


def region_named(words: str) -> str:
    """The code of the region that a match of `REGION` names."""
    first = words.split()[0].removesuffix("리전").lower()
    return _OF.get(first, first)
