"""`baepo keys`: make the key an approver signs with, and print the public half for baepo.toml."""

import getpass
import sys
from pathlib import Path

from assistant import keys
from assistant.commands import options as common
from assistant.errors import DONE, Failed, UsageError
from assistant.language import Lang, Text, with_particle

_SHORTEST = 8


def main(argv: list[str]) -> int:
    parser = common.parser(
        "keys",
        "The key an approver signs with: make one, or print its public half.",
        "  baepo keys create minji\n  baepo keys show minji\n  baepo keys create robot --no-passphrase   # sandboxes only",
    )
    parser.add_argument("verb", choices=["create", "show"], help="make a key, or print the public half of one")
    parser.add_argument("name", help="the approver's name")
    parser.add_argument("--no-passphrase", action="store_true", help="leave it unprotected: approves in sandboxes only")
    options = parser.parse_args(argv)
    if not options.name.replace("-", "").replace("_", "").isalnum():
        raise UsageError(
            Text(
                ko=f"{with_particle(repr(options.name), '은')} 키 이름으로 쓸 수 없습니다.",
                en=f"{options.name!r} cannot be a key's name.",
            ),
            remedy=Text(ko="영문자, 숫자, -와 _만 쓰세요.", en="Use letters, digits, - and _."),
        )
    lang = common.language(options)
    path = common.load(options).keys / f"{options.name}.key"
    if options.verb == "create":
        public_key = keys.create(path, "" if options.no_passphrase else _new_passphrase(lang))
    else:
        public_key = keys.open_file(path, lambda: getpass.getpass(passphrase_of(path, lang))).public_key
    if options.json:
        common.print_json("baepo.key/1", name=options.name, path=str(path), public_key=public_key)
    else:
        print(f'# {path}\n[approvers.{options.name}]\npublic_key = "{public_key}"\nroles = ["sre"]')
    return DONE


def passphrase_of(path: Path, lang: Lang) -> str:
    """How the passphrase of a key file is asked for."""
    return Text(ko=f"{path}의 암호: ", en=f"Passphrase of {path}: ").in_(lang)


def _new_passphrase(lang: Lang) -> str:
    if not sys.stdin.isatty():
        raise UsageError(
            Text(ko="암호는 터미널에서만 입력할 수 있습니다.", en="A passphrase can only be typed at a terminal."),
            remedy=Text(ko="샌드박스라면: --no-passphrase", en="For a sandbox: --no-passphrase."),
        )
    try:
        first = getpass.getpass(
            Text(ko=f"새 암호 ({_SHORTEST}자 이상): ", en=f"New passphrase (at least {_SHORTEST} characters): ").in_(
                lang
            )
        )
        if len(first) < _SHORTEST:
            raise UsageError(
                Text(
                    ko="암호가 너무 짧습니다. 키를 만들지 않았습니다.",
                    en="The passphrase is too short: no key was made.",
                )
            )
        if getpass.getpass(Text(ko="한 번 더: ", en="Once more: ").in_(lang)) != first:
            raise UsageError(
                Text(ko="두 번 입력한 암호가 다릅니다. 키를 만들지 않았습니다.", en="The two differ: no key was made.")
            )
    except EOFError:
        raise Failed(
            Text(
                ko="암호를 입력하지 않았습니다. 키를 만들지 않았습니다.", en="No passphrase was typed: no key was made."
            )
        ) from None
    return first
