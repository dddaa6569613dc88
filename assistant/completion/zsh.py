"""The completion script for zsh: the completion system's own `_arguments`."""

from collections.abc import Sequence

from assistant.completion.grammar import Command, Option, Place, Words, looked_up

_SCRIPT = r"""#compdef baepo
# zsh completion for baepo. Made by `baepo completion zsh`; make it again after an upgrade.
_baepo_values() {
    local -a values
    local line
    for line in ${(f)"$(baepo completion values $1 2>/dev/null)"}; do
        values+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}")
    done
    _describe -t values $1 values
}

_baepo() {
    local context state state_descr line
    typeset -A opt_args
    local -a commands
    commands=(
@COMMANDS@
    )
    _arguments -C '(-h --help)'{-h,--help}'[every command]' '--version[which version this is]' \
        '1: :->command' '*:: :->words' && return 0
    case $state in
        command) _describe -t commands 'baepo command' commands ;;
        words)
            case $words[1] in
@ARGUMENTS@
            esac ;;
    esac
}

if [[ $funcstack[1] == _baepo ]]; then
    _baepo "$@"
else
    compdef _baepo baepo
fi
"""


def script(commands: Sequence[Command]) -> str:
    listed = "\n".join(f"        {_quoted(f'{c.name}:{c.about}')}" for c in commands)
    arguments = "\n".join(_arguments(c) for c in commands)
    return _SCRIPT.replace("@COMMANDS@", listed).replace("@ARGUMENTS@", arguments)


def _arguments(command: Command) -> str:
    specs = [s for o in command.options for s in _option(o)]
    specs += [_place(number, p) for number, p in enumerate(command.places, start=1)]
    lines = " \\\n".join(f"                    {_quoted(s)}" for s in specs)
    return f"                {command.name}) _arguments \\\n{lines} ;;"


def _option(option: Option) -> list[str]:
    value = f":value:{_action(option.values)}" if option.takes_value else ""
    return [f"{flag}[{_bracketed(option.about)}]{value}" for flag in option.flags]


def _place(number: int, place: Place) -> str:
    return f"{'*' if place.repeats else number}:{_bracketed(place.name)}:{_action(place.values)}"


def _action(values: Words) -> str:
    if values is None:
        return " "
    if values == "files":
        return "_files"
    # the space keeps _arguments from putting options of its own before the word
    return f" _baepo_values {values}" if looked_up(values) else f"({' '.join(values)})"


def _bracketed(text: str) -> str:
    return "".join(f"\\{c}" if c in "[]:\\" else c for c in text)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"
