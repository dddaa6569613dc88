"""`baepo completion`: a script that completes commands, options and values in bash, zsh or fish.

`baepo completion values KIND` is what the scripts run at Tab: it loads nothing it can do without.
"""

import unicodedata

from assistant.errors import DONE

_EXAMPLES = """  source <(baepo completion bash)                                            # in this shell
  baepo completion bash > ~/.local/share/bash-completion/completions/baepo
  baepo completion zsh > "${fpath[1]}/_baepo"
  baepo completion fish > ~/.config/fish/completions/baepo.fish"""


def main(argv: list[str]) -> int:
    if argv[:1] == ["values"]:
        return _values(argv[1:])
    from assistant.command_table import COMMANDS
    from assistant.commands import options as common
    from assistant.completion import bash, fish, zsh
    from assistant.completion.grammar import grammar

    parser = common.parser("completion", "Print a script that completes what you type.", _EXAMPLES)
    parser.add_argument("shell", choices=["bash", "zsh", "fish"], help="your shell")
    options = parser.parse_args(argv)
    script = {"bash": bash.script, "zsh": zsh.script, "fish": fish.script}[options.shell](grammar(COMMANDS))
    if options.json:
        common.print_json("baepo.completion/1", program=options.shell, script=script)
    else:
        print(script, end="")
    return DONE


def _values(words: list[str]) -> int:
    """Lines of a value, a tab, and a few words about it; none for what cannot be looked up."""
    from assistant import places
    from assistant.completion.values import KINDS, values
    from assistant.errors import UsageError

    try:
        settings_file = places.settings_file()
    except UsageError:  # nobody reads a message between two keys
        settings_file = None
    for kind in (k for k in KINDS if k in words[:1]):
        for value, about in values(kind, settings_file, places.data_folder()):
            if not any(unicodedata.category(c).startswith("C") for c in value):
                print(f"{value}\t{' '.join(about.split())}")
    return DONE
