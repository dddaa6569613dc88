"""Whom to ask before something goes, as tags name it."""

import pytest

from assistant.checks.aws.tags import owner_of


@pytest.mark.parametrize(
    ("tags", "said"),
    [
        ({"Name": "db", "Team": "commerce"}, "Team=commerce"),
        ({"team": "commerce", "Owner": "jun"}, "Owner=jun"),
        ({"acme:owner": "jun"}, "acme:owner=jun"),
        ({"팀": "정산"}, "팀=정산"),
        ({"team": "", "env": "prod"}, "None"),
    ],
)
def test_the_likeliest_tag_that_names_somebody(tags: dict[str, str], said: str) -> None:
    assert str(owner_of(tags)) == said
