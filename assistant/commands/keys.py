"""`baepo keys`: make the key an approver signs with, and print the public half for baepo.toml."""

import getpass
import sys

from assistant import keys
from assistant.commands import options as common
from assistant.errors import DONE, Failed, UsageError

_SHORTEST = 8


def main(argv: list[str]) -> int:
    parser = common.parser(
        "keys",
        "The key an approver signs with: make one, or print its public half.",
        "  baepo keys create minji\n  baepo keys show minji\n  baepo keys create robot --no-passphrase   # sandboxes only",
    )
    parser.add_argument("verb", choices=["create", "show"])
    parser.add_argument("name", help="the approver's name")
    parser.add_argument("--no-passphrase", action="store_true", help="leave it unprotected: approves in sandboxes only")
    options = parser.parse_args(argv)
    if not options.name.replace("-", "").replace("_", "").isalnum():
        raise UsageError(f"{options.name!r} cannot be a key's name.", remedy="Use letters, digits, - and _.")
    path = common.load(options).keys / f"{options.name}.key"
    if options.verb == "create":
        public_key = keys.create(path, "" if options.no_passphrase else _new_passphrase())
    else:
        public_key = keys.open_file(path, lambda: getpass.getpass(f"Passphrase of {path}: ")).public_key
    if options.json:
        common.print_json("baepo.key/1", name=options.name, path=str(path), public_key=public_key)
    else:
        print(f'# {path}\n[approvers.{options.name}]\npublic_key = "{public_key}"\nroles = ["sre"]')
    return DONE


def _new_passphrase() -> str:
    if not sys.stdin.isatty():
        raise UsageError("A passphrase can only be typed at a terminal.", remedy="For a sandbox: --no-passphrase.")
    try:
        first = getpass.getpass(f"New passphrase (at least {_SHORTEST} characters): ")
        if len(first) < _SHORTEST:
            raise UsageError("The passphrase is too short: no key was made.")
        if getpass.getpass("Once more: ") != first:
            raise UsageError("The two differ: no key was made.")
    except EOFError:
        raise Failed("No passphrase was typed: no key was made.") from None
    return first
