"""The completion script for bash (3.2 and newer)."""

import shlex
from collections.abc import Sequence

from assistant.completion.grammar import Command, Words, looked_up

_SCRIPT = r"""# bash completion for baepo. Made by `baepo completion bash`; make it again after an upgrade.
_baepo_offer() {
    local word
    while IFS= read -r word; do
        [[ -n $word && $word == "$cur"* ]] && COMPREPLY+=("$(printf '%q' "$word")")
    done
}

_baepo_words() { _baepo_offer < <(printf '%s\n' "$@"); }

_baepo_values() { _baepo_offer < <(baepo completion values "$1" 2>/dev/null | cut -f1); }

_baepo_files() { local IFS=$'\n'; compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$cur")); }

_baepo() {
    local cur=${COMP_WORDS[COMP_CWORD]} command=${COMP_WORDS[1]} option="" place=0 i word
    COMPREPLY=()
    if (( COMP_CWORD == 1 )); then
        _baepo_words @COMMANDS@
        return
    fi
    # place: how many words stand before this one, options and their values left out
    for (( i = 2; i < COMP_CWORD; i++ )); do
        word=${COMP_WORDS[i]}
        if [[ $word == "=" ]]; then
            continue
        elif [[ -n $option ]]; then
            option=""
        elif [[ $word == -* ]]; then
            case "$command $word" in
                @TAKING@) option=$word ;;
            esac
        else
            (( place++ ))
        fi
    done
    [[ $cur == "=" ]] && cur=""
    if [[ -n $option ]]; then
        case "$command $option" in
@VALUES@
        esac
        return
    fi
    if [[ $cur == -* ]]; then
        case $command in
@OPTIONS@
        esac
        return
    fi
    case "$command $place" in
@PLACES@
    esac
}
complete -F _baepo baepo
"""


def script(commands: Sequence[Command]) -> str:
    taking, values, options, places = [], [], [], []
    for command in commands:
        flags = [f for o in command.options for f in o.flags]
        options.append(f"            {command.name}) _baepo_words {_words(flags)} ;;")
        for option in (o for o in command.options if o.takes_value):
            names = [f"{command.name} {flag}" for flag in option.flags]
            taking += [f'"{n}"' for n in names]
            if offer := _offer(option.values):
                values.append(f"            {'|'.join(f'{n!r}' for n in names)}) {offer} ;;")
        for position, place in enumerate(command.places):
            if offer := _offer(place.values):
                pattern = f"'{command.name} '*" if place.repeats else f"'{command.name} {position}'"
                places.append(f"        {pattern}) {offer} ;;")
    filled = {
        "COMMANDS": _words([*(c.name for c in commands), "--help", "--version"]),
        "TAKING": "|".join(taking),
        "VALUES": "\n".join(values),
        "OPTIONS": "\n".join(options),
        "PLACES": "\n".join(places),
    }
    text = _SCRIPT
    for name, value in filled.items():
        text = text.replace(f"@{name}@", value)
    return text


def _offer(values: Words) -> str:
    if values is None:
        return ""
    if values == "files":
        return "_baepo_files"
    return f"_baepo_values {values}" if looked_up(values) else f"_baepo_words {_words(values)}"


def _words(words: Sequence[str]) -> str:
    return " ".join(shlex.quote(w) for w in words)
