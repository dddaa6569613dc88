# ruff: noqa: E501 one case a line
"""Broken baepo.toml files: each message names file, place and remedy, through the library and through the command line."""

import base64
import json
from pathlib import Path

import pytest

from assistant.cli import main
from assistant.environments import Risk
from assistant.errors import USAGE, UsageError
from assistant.settings import load

KEY = "ed25519:" + base64.b64encode(b"k" * 32).decode()
OTHER = "ed25519:" + base64.b64encode(b"o" * 32).decode()
GOOD = f"""
default_environment = "prod"
[me]
name = "jun"
roles = ["operator"]
[store]
url = "sqlite:///x.db"
[model]
name = "planner"
[evidence]
days = 7
[environments.prod]
risk = "production"
readers = ["operator", "sre"]
aliases = ["운영"]
[environments.prod.kube]
kubeconfig = "kube/config"
context = "prod"
[environments.prod.aws]
account_id = "123456789012"
regions = ["ap-northeast-2", "us-east-1"]
[approvers.minji]
public_key = "{KEY}"
roles = ["sre"]
[[policy]]
environments = ["prod"]
actions = ["kube.*"]
propose = ["operator"]
approve = ["sre"]
approvals = 2
approval = "solo"
"""
ENV = '[environments.prod]\nrisk = "production"\n'
RULE = '[[policy]]\nenvironments = ["prod"]\nactions = ["kube.*"]\npropose = ["operator"]\napprove = ["sre"]\n'
# (what is wrong, text of the file, words of the message, words of the remedy)
BROKEN: tuple[tuple[str, str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("no TOML", "[me\nname=", ("not valid TOML", "line 1"), ("Correct that line",)),
    ("a value without quotes", "[me]\nname = jun\n", ("not valid TOML", "line 2"), ()),
    ("a table twice", "[me]\n[me]\n", ("not valid TOML", "line 2"), ()),
    ("unknown at the top", "modle = 1\n", ("modle", "is not a setting"), ("model", "policy")),
    ("unknown in a section", '[me]\nnmae = "x"\n', ("me.nmae", "is not a setting"), ("name", "roles")),
    ("unknown in an environment", ENV + 'owner = "x"\n', ("environments.prod.owner",), ("risk", "kube")),
    ("unknown in a backend", ENV + '[environments.prod.kube]\ncontxt = "x"\n', ("environments.prod.kube.contxt",), ("context",)),
    ("unknown backend", ENV + "[environments.prod.gke]\n", ("environments.prod.gke",), ("kube", "aws")),
    ("unknown in an approver", f'[approvers.a]\npublic_key = "{KEY}"\nrole = "x"\n', ("approvers.a.role",), ("roles",)),
    ("unknown in a rule", RULE + "max_target = 3\n", ("policy[1].max_target",), ("max_targets",)),
    ("a section that is no table", 'me = "jun"\n', ("me", "must be a table"), ("[me]",)),
    ("environments that are no tables", 'environments = ["prod"]\n', ("environments", "must hold tables"), ("[environments.<name>]",)),
    ("an environment that is no table", '[environments]\nprod = "x"\n', ("environments", "must hold tables"), ()),
    ("a backend that is no table", ENV + 'kube = "prod"\n', ("environments.prod.kube", "must be a table"), ()),
    ("approvers that are no tables", "approvers = 3\n", ("approvers", "must hold tables"), ()),
    ("a policy that is one table", "[policy]\nx = 1\n", ("policy", "list of tables"), ("[[policy]]",)),
    ("no risk", "[environments.prod]\n", ("environments.prod.risk",), ('risk = "production"',)),
    ("wrong risk", '[environments.prod]\nrisk = "prod"\n', ("environments.prod.risk", "'prod'"), ('"production"',)),
    ("risk of another type", "[environments.prod]\nrisk = [1]\n", ("environments.prod.risk",), ()),
    ("a number for a string", "[me]\nname = 3\n", ("me.name", "must be a string, not 3"), ("double quotes",)),
    ("a string for a list", '[me]\nroles = "operator"\n', ("me.roles", "list of strings"), ('["a", "b"]',)),
    ("a list of numbers", "[me]\nroles = [1]\n", ("me.roles", "list of strings"), ()),
    ("a string for a number", '[evidence]\ndays = "30"\n', ("evidence.days", "whole number"), ("30",)),
    ("zero", "[evidence]\ndays = 0\n", ("evidence.days", "1 or more"), ()),
    ("a boolean for a number", "[evidence]\ndays = true\n", ("evidence.days",), ()),
    ("a string for a flag", ENV + 'hosted_models = "yes"\n', ("environments.prod.hosted_models", "true or false"), ()),
    ("regions as one string", ENV + '[environments.prod.aws]\nregions = "us-east-1"\n', ("environments.prod.aws.regions",), ()),
    ("an account id as number", ENV + "[environments.prod.aws]\naccount_id = 123456789012\n", ("environments.prod.aws.account_id", "must be a string"), ()),
    ("a path as number", ENV + "[environments.prod.bills]\npath = 3\n", ("environments.prod.bills.path",), ()),
    ("a backend without what it needs", ENV + "[environments.prod.bills]\n", ("environments.prod.bills", "does not say path"), ("path",)),
    ("no public key", '[approvers.a]\nroles = ["sre"]\n', ("approvers.a.public_key", "is not a public key"), ("baepo keys show",)),
    ("a key of another kind", '[approvers.a]\npublic_key = "rsa:AAAA"\n', ("approvers.a.public_key",), ()),
    ("a key that is no base64", '[approvers.a]\npublic_key = "ed25519:열쇠"\n', ("approvers.a.public_key",), ()),
    ("a key that is too short", '[approvers.a]\npublic_key = "ed25519:AAAA"\n', ("approvers.a.public_key",), ()),
    ("one key under two names", f'[approvers.a]\npublic_key = "{KEY}"\n[approvers.b]\npublic_key = "{KEY}"\n',
     ("approvers.b.public_key", "also that of a"), ("key of their own",)),
    ("a rule without approvers", RULE.replace('approve = ["sre"]\n', ""), ("policy[1].approve", "is missing"), ("propose and approve",)),
    ("the second rule", RULE + RULE.replace('["kube.*"]', "[]"), ("policy[2].actions",), ()),
    ("a rule with a word for a list", RULE.replace('["prod"]', '"prod"'), ("policy[1].environments", "list of strings"), ()),
    ("an approval that does not exist", RULE + 'approval = "none"\n', ("policy[1].approval", "two-person or solo"), ()),
    ("no approvals needed", RULE + "approvals = 0\n", ("policy[1].approvals", "1 or more"), ()),
)  # fmt: skip


def _write(folder: Path, text: str) -> Path:
    path = folder / "baepo.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(("what", "text", "message", "remedy"), BROKEN, ids=[b[0] for b in BROKEN])
def test_a_mistake_is_told_with_file_place_and_remedy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], what: str, text: str, message: tuple[str, ...], remedy: tuple[str, ...]
) -> None:  # fmt: skip
    path = _write(tmp_path, text)
    with pytest.raises(UsageError) as caught:
        load(path, {"HOME": str(tmp_path)})
    assert str(path) in caught.value.message
    for word in message:
        assert word in caught.value.message
    assert caught.value.remedy
    for word in remedy:
        assert word in caught.value.remedy
    assert "__init__" not in caught.value.message
    assert main(["env", "--config", str(path)]) == USAGE
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.splitlines()[0] == caught.value.message.splitlines()[0]
    assert "Traceback" not in shown.err
    assert main(["env", "--config", str(path), "--json"]) == USAGE
    assert json.loads(capsys.readouterr().out)["schema"] == "baepo.error/1"


def test_files_that_cannot_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "baepo.toml"
    for given in (path, tmp_path):
        assert main(["env", "--config", str(given)]) == USAGE
        assert f"There is no file {given}" in capsys.readouterr().err
    path.write_bytes('[me]\nname = "준"\n'.encode("euc-kr"))
    assert main(["env", "--config", str(path)]) == USAGE
    shown = capsys.readouterr().err
    assert "is not UTF-8" in shown
    assert str(path) in shown


def test_a_good_file(tmp_path: Path) -> None:
    settings = load(_write(tmp_path, GOOD), {"HOME": str(tmp_path), "BAEPO_HOME": str(tmp_path / "home")})
    prod = settings.environments["prod"]
    assert (settings.user, set(settings.roles), settings.evidence_days) == ("jun", {"operator"}, 7)
    assert (prod.risk, set(prod.readers)) == (Risk.PRODUCTION, {"operator", "sre"})
    assert prod.aliases == ("운영",)
    assert prod.targets["kube"].kubeconfig == tmp_path / "kube/config"  # type: ignore[attr-defined]
    assert prod.targets["aws"].regions == ("ap-northeast-2", "us-east-1")  # type: ignore[attr-defined]
    [rule] = settings.policy.rules
    assert (rule.approvals, rule.solo, rule.max_targets, rule.max_per_day) == (2, True, 10, 20)
    assert settings.home == tmp_path / "home"


def test_without_a_file_nothing_may_be_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = load(None, {"HOME": str(tmp_path), "BAEPO_USER": "jun", "XDG_CONFIG_HOME": str(tmp_path)})
    assert settings.source is None
    assert settings.policy.rules == ()
    assert settings.environments == {}
    assert settings.model == "planner"


def test_variables_win_over_the_file(tmp_path: Path) -> None:
    path = _write(tmp_path, GOOD)
    settings = load(None, {"BAEPO_CONFIG": str(path), "BAEPO_MODEL": "m", "BAEPO_ENV": "e", "HOME": str(tmp_path)})
    assert (settings.source, settings.model, settings.default_environment) == (path, "m", "e")


def test_a_store_that_is_no_store_is_told_by_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = _write(tmp_path, '[store]\nurl = "mysql://u:hunter2@h/d"\n')
    assert main(["plans", "--config", str(path)]) == USAGE
    shown = capsys.readouterr().err
    assert "is not a store" in shown
    assert "hunter2" not in shown


def test_commands_that_do_not_exist(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["aks", "why?"]) == USAGE
    assert "Did you mean: baepo ask?" in capsys.readouterr().err
