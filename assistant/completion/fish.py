"""The completion script for fish."""

from collections.abc import Sequence

from assistant.completion.grammar import Command, Option, Words, looked_up

_HEAD = r"""# fish completion for baepo. Made by `baepo completion fish`; make it again after an upgrade.
function __baepo_at --description 'true for the words of one command; with a number, only at that place'
    set -l words (commandline -opc)
    test (count $words) -ge 2; and test $words[2] = $argv[1]; or return 1
    set -q argv[2]; or return 0
    set -l place 0
    set -l skip 0
    for word in $words[3..-1]
        if test $skip -eq 1
            set skip 0
        else if string match -q -- '-*' $word
            contains -- $word $argv[3..-1]; and set skip 1
        else
            set place (math $place + 1)
        end
    end
    test $argv[2] = '*'; or test $place -eq $argv[2]
end

complete -c baepo -f
complete -c baepo -n __fish_use_subcommand -s h -l help -d 'every command'
complete -c baepo -n __fish_use_subcommand -l version -d 'which version this is'
"""


def script(commands: Sequence[Command]) -> str:
    lines = [f"complete -c baepo -n __fish_use_subcommand -a {c.name} -d {_quoted(c.about)}" for c in commands]
    for command in commands:
        lines += [_option(command, o) for o in command.options]
        lines += _places(command)
    return _HEAD + "\n".join(lines) + "\n"


def _option(command: Command, option: Option) -> str:
    names = " ".join(f"-l {f[2:]}" if f.startswith("--") else f"-s {f[1:]}" for f in option.flags)
    no_files = "" if option.values == "files" else " -f"
    value = f" -r{no_files}{_offer(option.values)}" if option.takes_value else ""
    return f"complete -c baepo -n '__baepo_at {command.name}' {names}{value} -d {_quoted(option.about)}"


def _places(command: Command) -> list[str]:
    taking = " ".join(f for o in command.options if o.takes_value for f in o.flags)
    lines = []
    for position, place in enumerate(command.places):
        if offer := _offer(place.values):
            at = "\\*" if place.repeats else str(position)
            lines.append(f"complete -c baepo -n '__baepo_at {command.name} {at} {taking}'{offer}")
    return lines


def _offer(values: Words) -> str:
    if values is None:
        return ""
    if values == "files":
        return " -F"
    if looked_up(values):
        return f" -a '(baepo completion values {values} 2>/dev/null)'"
    return f" -a {_quoted(' '.join(values))}"


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
