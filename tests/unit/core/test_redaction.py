# ruff: noqa: E501 one case a line
"""Secrets go, everything else stays readable."""

import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.redaction import UNKEYED, Redactor

REDACTOR = Redactor(b"k" * 32)
# Put together here, so that no scanner takes this file for a leak.
AWS_ID = "AKIA" + "IOSFODNN7EXAMPLE"
AWS_SECRET = "wJalrXUtnFEMI/K7MDENG/" + "bPxRfiCYEXAMPLEKEY"
GITHUB = "ghp_" + "a1B2c3D4e5F6a1B2c3D4e5F6a1B2c3D4e5F6"
GITHUB_PAT = "github_pat_" + "11ABCDEFG0" * 5
SLACK = "xoxb-" + "123456789012-1234567890123-AbCdEfGhIjKl"
HOOK = "T00000000/B00000000/" + "XXXXXXXXXXXXXXXXXXXXXXXX"
JWT = "eyJhbGciOiJIUzI1NiJ9." + "eyJzdWIiOiIxMjM0NTY3ODkwIn0." + "dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U"
OPENAI = "sk-proj-" + "Ab1" * 12
STRIPE = "sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc"
GOOGLE = "AIza" + "SyA1234567890abcdefghijklmnopqrstuv"
PEM = "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA7\nq83v\n-----END RSA PRIVATE KEY-----"
OPENSSH = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk\n"  # cut off: gone to the end

SECRETS: tuple[tuple[str, str], ...] = (
    (f"using {AWS_ID} in ap-northeast-2", AWS_ID),
    (f"ASIA{AWS_ID[4:]}", AWS_ID[4:]),
    (f"aws_secret_access_key = {AWS_SECRET}", AWS_SECRET),
    (f"AWS_SECRET_ACCESS_KEY={AWS_SECRET}", AWS_SECRET),
    (f'"SecretAccessKey": "{AWS_SECRET}"', AWS_SECRET),
    (f"git clone https://{GITHUB}@github.com/a/b", GITHUB),
    (GITHUB_PAT, GITHUB_PAT),
    (f"SLACK_BOT={SLACK}", SLACK),
    (f"https://hooks.slack.com/services/{HOOK}", HOOK),
    (f"Authorization: Bearer {JWT}", JWT),
    (f"cookie={JWT}; path=/", JWT),
    (f"authorization: bearer {'a1B2' * 8}", "a1B2" * 8),
    ("Authorization: Basic dXNlcjpodW50ZXIy", "dXNlcjpodW50ZXIy"),
    (f"key {OPENAI}", OPENAI),
    (STRIPE, STRIPE),
    (GOOGLE, GOOGLE),
    (PEM, "MIIEpAIBAAKCAQEA7"),
    (json.dumps({"tls.key": PEM}), "MIIEpAIBAAKCAQEA7"),
    (OPENSSH, "b3BlbnNzaC1rZXk"),
    ("postgres://app:s3cr3t@db.shop:5432/orders", "s3cr3t"),
    ("redis://:hunter2@cache", "hunter2"),
    ("amqp://app:p@ss@mq/vhost", "p@ss"),
    ("DB_PASSWORD=hunter2", "hunter2"),
    ("export API_TOKEN='a b c'", "a b c"),
    ("DATABASE_PASS=hunter2", "hunter2"),
    ("password: hunter2", "hunter2"),
    ("dbPassword: hunter2", "hunter2"),
    ("spring.datasource.password=hunter2", "hunter2"),
    ('{"password": "correct horse battery"}', "horse battery"),
    ('{\\"password\\":\\"hunter2\\"}', "hunter2"),
    ("{'api_key': 'abc123def'}", "abc123def"),
    ("client-secret => abc123def", "abc123def"),
    ("mysql --password hunter2 -h db", "hunter2"),
    ("helm install --set auth.rootPassword=hunter2", "hunter2"),
    ("docker login --docker-password=hunter2", "hunter2"),
    ('"auth": "dXNlcjpodW50ZXIy"', "dXNlcjpodW50ZXIy"),
    ("- name: DB_PASSWORD\n  value: hunter2", "hunter2"),
    ('- name: DB_PASSWORD\n          value: "hunter2"', "hunter2"),
    ('{"name":"API_TOKEN","value":"abc123def"}', "abc123def"),
    ("my password is hunter22, why is login failing?", "hunter22"),
    ("비밀번호는 hunter22 인데 왜 로그인이 안 돼?", "hunter22"),
)
PLAIN = (
    "secretName: checkout-tls",
    "tokenExpirationSeconds: 3600",
    "automountServiceAccountToken: false",
    "--docker-password=$TOKEN",
    "password: ${DB_PASSWORD}",
    "password: {{ .Values.db.password }}",
    "password=$(cat /run/secrets/db)",
    "token=<your token>",
    "passwordPolicy",
    "passwordPolicy: strict-2024",
    "kind: Secret",
    "kind: Secret\nmetadata:\n  name: checkout-tls",
    "volumes:\n- secret:\n    secretName: checkout-tls-2",
    "the secret checkout-env is missing",
    "the secret checkout-env2 is missing",
    'secret "checkout-env" not found',
    "secret: checkout-env-v2",
    "Secret: shop/api",
    "couldn't find key API_TOKEN in Secret shop/api",
    "key DB_PASSWORD: not found in ConfigMap shop/checkout-config",
    "ConfigMap checkout-config has no key DB_PASSWORD",
    "keys: DB_HOST, DB_PASSWORD, API_TOKEN",
    "- name: DB_PASSWORD\n  valueFrom:\n    secretKeyRef: {name: checkout-db, key: DB_PASSWORD}",
    "secretKeyRef: {name: api, key: API_TOKEN}",
    "password authentication failed for user app",
    "FATAL: password authentication failed",
    "invalid token: expected string",
    "token: expired",
    "error: unauthorized: authentication required",
    "Unauthorized: token has expired",
    "PWD=/app/src",
    "TOKEN_FILE=/var/run/secrets/kubernetes.io/serviceaccount/token",
    "token: /var/run/secrets/kubernetes.io/serviceaccount/token",
    "secret: arn:aws:secretsmanager:ap-northeast-2:123456789012:secret:shop-AbCdEf",
    "Basic troubleshooting-of-deployments",
    "https://registry.shop.example:5000/checkout:1.8.2",
    "http://127.0.0.1:8080/api/v1/namespaces/shop/pods?limit=500",
    "first pass: 1200 ms",
    "digest: sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "uid 3f1c5b9e-5b7a-4d1e-8f0e-0a1b2c3d4e5f, arn:aws:iam::123456789012:role/deploy",
    "vol-0123456789abcdef0 snap-0123456789abcdef0",
    "skip-verification sketch ghost eyJ xox AKIA",
    "비밀번호를 바꾸려면 어떻게 해?",
)


@pytest.mark.parametrize(("text", "secret"), SECRETS, ids=range(len(SECRETS)))
def test_a_secret_goes_everywhere_it_can_stand(text: str, secret: str) -> None:
    for around in ("{}", "2026-11-25 ERROR {} (retry 3)", "앞 {} 뒤", "a\n{}\nb"):
        redacted = REDACTOR.text(around.replace("{}", text))
        assert secret not in redacted
        assert "[redacted:" in redacted
        assert redacted.startswith(around.partition("{}")[0])
        assert REDACTOR.text(redacted) == redacted
    assert secret not in UNKEYED.text(text)
    assert UNKEYED.text(REDACTOR.text(text)) == REDACTOR.text(text)
    assert secret not in json.dumps(REDACTOR.value({"log": [text, {"line": text}]}))


@pytest.mark.parametrize("text", PLAIN)
def test_what_is_no_secret_stays_readable(text: str) -> None:
    assert REDACTOR.text(text) == text
    assert UNKEYED.text(text) == text
    assert REDACTOR.value({"message": text}) == {"message": text}


VALUES: tuple[tuple[dict[str, Any], dict[str, Any]], ...] = (
    ({"password": "ab"}, {"password": "*"}),
    ({"MasterUserPassword": "abc"}, {"MasterUserPassword": "*"}),
    ({"DB_PASSWORD": "abc", "DB_HOST": "db"}, {"DB_PASSWORD": "*", "DB_HOST": "db"}),
    ({"env": [{"name": "API_TOKEN", "value": "x1"}]}, {"env": [{"name": "API_TOKEN", "value": "*"}]}),
    ({"Tags": [{"Key": "db-password", "Value": "x1"}]}, {"Tags": [{"Key": "db-password", "Value": "*"}]}),
    ({"env": [{"name": "LOG_LEVEL", "value": "debug"}]}, {"env": [{"name": "LOG_LEVEL", "value": "debug"}]}),
    ({"tokens": 12, "token": None, "password": True}, {"tokens": 12, "token": None, "password": True}),
    ({"secret": "checkout-env", "key": "API_TOKEN"}, {"secret": "checkout-env", "key": "API_TOKEN"}),
    ({"secret": "api"}, {"secret": "api"}),
    ({"secretName": "checkout-tls"}, {"secretName": "checkout-tls"}),
    ({"missing_keys": ["DB_PASSWORD", "API_TOKEN"]}, {"missing_keys": ["DB_PASSWORD", "API_TOKEN"]}),
    ({"password": "${DB_PASSWORD}"}, {"password": "${DB_PASSWORD}"}),
    ({"token": ["a1b2c3", "d4e5f6"]}, {"token": ["*", "*"]}),
    ({"password": ""}, {"password": ""}),
)


@pytest.mark.parametrize(("value", "wanted"), VALUES, ids=range(len(VALUES)))
def test_values_by_their_field(value: dict[str, Any], wanted: dict[str, Any]) -> None:
    redacted = REDACTOR.value(value)
    assert _starred(redacted) == wanted
    assert REDACTOR.value(redacted) == redacted


def _starred(value: Any) -> Any:
    if isinstance(value, str):
        return "*" if value.startswith("[redacted:") else value
    if isinstance(value, dict):
        return {k: _starred(v) for k, v in value.items()}
    return [_starred(v) for v in value] if isinstance(value, list) else value


def test_the_same_secret_has_the_same_placeholder_wherever_it_stands() -> None:
    def mark(text: str) -> str:
        return text[text.index("[redacted:") : text.index("]") + 1]

    seen = {
        mark(REDACTOR.text("DB_PASSWORD=hunter2x")),
        mark(REDACTOR.text('{"password": "hunter2x"}')),
        mark(REDACTOR.text("postgres://app:hunter2x@db/orders")),
        mark(json.dumps(REDACTOR.value({"password": "hunter2x"}))),
        mark(REDACTOR.text("my password is hunter2x")),
    }
    assert len(seen) == 1
    assert mark(REDACTOR.text(f"key={AWS_ID}")) == mark(str(REDACTOR.value({"access_key": AWS_ID})))
    assert mark(REDACTOR.text("DB_PASSWORD=another")) not in seen


def test_a_placeholder_tells_nothing_without_the_key() -> None:
    assert Redactor(b"1" * 32).text("password=hunter2") != Redactor(b"2" * 32).text("password=hunter2")
    assert UNKEYED.text("password=hunter2") == UNKEYED.text("password=hunter3") == "password=[redacted:secret]"


_PIECES = st.sampled_from([
    *(t for t, _ in SECRETS), *PLAIN, "password", "token", "=", ":", " ", "\n", '"', "'", "[", "]", "[redacted:secret:0a1b2c]",
    "://", "@", "a", "1", "name", "value", ",", "{", "}", "\\", "Bearer ", "--", "-", "secret", "[redacted:", "is ",
])  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(_PIECES | st.text(max_size=6), max_size=12).map("".join))
def test_redacting_twice_changes_nothing(text: str) -> None:
    once = REDACTOR.text(text)
    assert REDACTOR.text(once) == once


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_a_secret_in_the_midst_of_anything_is_found(noise: str) -> None:
    assert AWS_ID not in REDACTOR.text(f"{noise} {AWS_ID} {noise}")
    assert "hunter2x9" not in REDACTOR.text(f"{noise}\nDB_PASSWORD=hunter2x9\n{noise}")


@pytest.mark.parametrize(
    "line", ["GET /api/v1/cart/8812 200 in 34 ms user=1234", "auth token refreshed for user 17 key=abc"]
)
def test_it_keeps_up_with_logs(line: str) -> None:
    """Prints how long a megabyte takes; what is asserted is only that time grows with length, not with its square."""
    took: list[float] = []
    for size in (250_000, 1_000_000):
        text = f"2026-11-25T10:00:00Z INFO {line}\n" * (size // (len(line) + 27))
        best = min(_timed(text) for _ in range(2))
        took.append(best)
    print(f"1 MB: {took[1]:.3f} s")
    assert took[1] < took[0] * 16


@pytest.mark.parametrize("text", ["password" * 20_000, "token " * 30_000, "name: " * 30_000, "://" * 50_000, "a-" * 60_000 + "password x",
                                  "bearer " * 20_000, "-----BEGIN PRIVATE KEY-----" * 5_000, "eyJ" * 50_000, "password=" + "(" * 100_000])  # fmt: skip
def test_no_text_makes_it_crawl(text: str) -> None:
    """Quadratic patterns would take minutes here."""
    assert _timed(text) < 10


def _timed(text: str) -> float:
    start = time.perf_counter()
    REDACTOR.text(text)
    return time.perf_counter() - start


def test_what_holds_no_secret_is_not_copied_and_what_does_leaves_the_original_alone() -> None:
    clean = {"name": "web", "labels": {"app": "web"}, "ports": [1, 2]}
    mixed = {"clean": clean, "env": [{"name": "DB_PASSWORD", "value": "hunter2secret"}]}
    redactor = Redactor(b"key")
    assert redactor.value(clean) is clean
    redacted = redactor.value(mixed)
    assert redacted["clean"] is clean
    assert "hunter2secret" not in str(redacted)
    assert mixed["env"] == [{"name": "DB_PASSWORD", "value": "hunter2secret"}]


def test_what_rows_share_is_redacted_once_and_in_all() -> None:
    shared = [{"name": "PASSWORD", "value": "hunter2-hunter2"}, {"name": "REGION", "value": "seoul"}]
    rows = [{"id": n, "env": shared} for n in range(3)]
    redacted = REDACTOR.rows(rows)
    assert redacted == tuple(REDACTOR.value(row) for row in rows)
    assert "hunter2" not in json.dumps(redacted)
    assert redacted[0]["env"] is redacted[2]["env"]


def test_a_shared_list_is_judged_by_the_field_it_stands_in() -> None:
    words = ["correct-horse-battery"]
    [row] = REDACTOR.rows([{"notes": words, "password": words}])
    assert row["notes"] == words
    assert "horse" not in json.dumps(row["password"])
