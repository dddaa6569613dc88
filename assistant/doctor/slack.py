"""Whether the tokens of the Slack front end are set, by the names of their variables alone."""

from assistant.doctor.spec import Here, Probe, Result
from assistant.language import Text

# How each begins, as Slack documents ("Token types"); its value is looked at for this and never said.
_TOKENS = (("SLACK_BOT_TOKEN", "xoxb-"), ("SLACK_APP_TOKEN", "xapp-"))


def look(here: Here) -> tuple[Result, ...]:
    return tuple(_token(name, prefix, here.environ.get(name, "")) for name, prefix in _TOKENS)


def _token(name: str, prefix: str, value: str) -> Result:
    if not value:
        return Result(what=name, state="off", detail=Text(ko="설정되지 않았습니다.", en="Not set."))
    if not value.startswith(prefix):
        told = Text(ko=f"설정되어 있지만 {prefix}로 시작하지 않습니다.", en=f"Set, but it does not begin with {prefix}")
        return Result(what=name, state="warn", detail=told, next=f"unset {name}")
    return Result(what=name, state="ok", detail=Text(ko="설정되어 있습니다.", en="Set."))


PROBE = Probe(name="slack", title=Text(ko="Slack", en="Slack"), look=look, limit_s=5)
