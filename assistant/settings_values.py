"""Typed values out of `baepo.toml`; every error names the file and the place. Used by `assistant.settings`."""

import re
import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assistant.errors import UsageError
from assistant.language import Text, with_particle

A_TABLE = Text(ko="테이블이어야 합니다", en="must be a table")


def written_as(example: str) -> Text:
    return Text(ko=f"이렇게 적으세요: {example}", en=f"Write it as {example}.")


def parse(source: Path) -> dict[str, Any]:
    """The file as TOML. Raises `UsageError` where it cannot be read, or is none."""
    try:
        return tomllib.loads(source.read_text(encoding="utf-8-sig"))
    except tomllib.TOMLDecodeError as error:
        raise UsageError(
            Text(
                ko=f"{with_particle(str(source), '은')} 올바른 TOML이 아닙니다: {error}.",
                en=f"{source} is not valid TOML: {error}.",
            ),
            remedy=Text(ko="그 줄을 고치세요.", en="Correct that line."),
        ) from error
    except UnicodeDecodeError as error:
        raise UsageError(
            Text(
                ko=f"{with_particle(str(source), '은')} UTF-8이 아닙니다. {error.start}번째 바이트를 읽을 수 없습니다.",
                en=f"{source} is not UTF-8: byte {error.start} cannot be read.",
            ),
            remedy=Text(ko="UTF-8로 저장하세요.", en="Save it as UTF-8."),
        ) from error
    except OSError as error:
        raise UsageError(
            Text(
                ko=f"{with_particle(str(source), '을')} 읽을 수 없습니다: {error.strerror}.",
                en=f"{source} could not be read: {error.strerror}.",
            ),
            remedy=Text(ko="이 사용자가 읽을 수 있게 하세요.", en="Make it readable for this user."),
        ) from error


class Values:
    """Takes typed values out of a parsed file."""

    def __init__(self, table: dict[str, Any], source: Path | None) -> None:
        self._table = table
        self._source = source

    def wrong(self, place: str, problem: Text, remedy: str | Text) -> UsageError:
        at = f"{self._source}: {place}"
        return UsageError(Text(ko=f"{at}: {problem.ko}.", en=f"{at} {problem.en}."), remedy=remedy)

    def no_others(self, table: Mapping[str, Any], place: str, known: set[str]) -> None:
        for key in table:
            if key not in known:
                path = f"{place}.{key}" if place else key
                raise self.wrong(
                    path,
                    Text(ko="그런 설정은 없습니다", en="is not a setting"),
                    Text(
                        ko=f"여기에 쓸 수 있는 것: {', '.join(sorted(known))}.",
                        en=f"Known here: {', '.join(sorted(known))}.",
                    ),
                )

    def section(self, name: str, known: set[str]) -> dict[str, Any]:
        value = self._table.get(name, {})
        if not isinstance(value, dict):
            raise self.wrong(name, A_TABLE, written_as(f"[{name}]"))
        self.no_others(value, name, known)
        return value

    def tables(self, name: str) -> dict[str, dict[str, Any]]:
        value = self._table.get(name, {})
        if not isinstance(value, dict) or not all(isinstance(v, dict) for v in value.values()):
            raise self.wrong(
                name,
                Text(ko="테이블이 들어 있어야 합니다", en="must hold tables"),
                written_as(f"[{name}.<name>]"),
            )
        return value

    def list_of_tables(self, name: str) -> list[dict[str, Any]]:
        value = self._table.get(name, [])
        if not isinstance(value, list) or not all(isinstance(v, dict) for v in value):
            raise self.wrong(
                name,
                Text(ko="테이블의 목록이어야 합니다", en="must be a list of tables"),
                written_as(f"[[{name}]]"),
            )
        return value

    def string(self, table: Mapping[str, Any], place: str, key: str) -> str:
        value = table.get(key, "")
        if not isinstance(value, str):
            raise self.wrong(
                place,
                Text(ko=f"문자열이어야 하는데 {value!r}입니다", en=f"must be a string, not {value!r}"),
                Text(ko="큰따옴표로 묶으세요.", en="Put it in double quotes."),
            )
        return value

    def strings(self, table: Mapping[str, Any], place: str, key: str) -> frozenset[str]:
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise self.wrong(
                place,
                Text(ko=f"문자열 목록이어야 하는데 {value!r}입니다", en=f"must be a list of strings, not {value!r}"),
                written_as('["a", "b"]'),
            )
        return frozenset(value)

    def integer(self, table: Mapping[str, Any], place: str, key: str, default: int) -> int:
        value = table.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise self.wrong(
                place,
                Text(
                    ko=f"1 이상의 정수여야 하는데 {value!r}입니다",
                    en=f"must be a whole number of 1 or more, not {value!r}",
                ),
                written_as(str(default)),
            )
        return value

    def moment(self, table: Mapping[str, Any], place: str, key: str) -> datetime | None:
        """A point in time, in UTC; None where nothing is written."""
        value = table.get(key)
        if value is None:
            return None
        if not isinstance(value, datetime) or value.tzinfo is None:
            example = "2026-11-01T09:00:00Z or 2026-11-01T18:00:00+09:00"
            raise self.wrong(
                place,
                Text(
                    ko=f"날짜, 시각, 시간대가 있어야 하는데 {value!s}입니다",
                    en=f"must be a date, a time and an offset, not {value!s}",
                ),
                Text(ko=f"따옴표 없이: {example}.", en=f"Unquoted: {example}."),
            )
        return value.astimezone(UTC)

    def flag(self, table: Mapping[str, Any], place: str, key: str) -> bool:
        value = table.get(key, False)
        if not isinstance(value, bool):
            raise self.wrong(
                place,
                Text(ko=f"true나 false여야 하는데 {value!r}입니다", en=f"must be true or false, not {value!r}"),
                Text(ko="따옴표 없이 true나 false로 적으세요.", en="Write true or false without quotes."),
            )
        return value

    def address(self, table: Mapping[str, Any], place: str, key: str) -> str:
        value = self.string(table, place, key)
        if value and (not value.startswith(("http://", "https://")) or "@" in value):
            raise self.wrong(
                place,
                Text(ko="비밀번호가 없는 http(s) 주소여야 합니다", en="must be an http(s) address without a password"),
                Text(ko="/v1이 있으면 그것까지 적으세요.", en="With its /v1, if any."),
            )
        return value

    def variable(self, table: Mapping[str, Any], place: str, key: str) -> str:
        """The name of an environment variable, which holds what must not stand in a file."""
        value = self.string(table, place, key)
        if value and not re.fullmatch("[A-Z_][A-Z0-9_]*", value):
            raise self.wrong(
                place,
                Text(ko="환경 변수의 이름이어야 합니다", en="must be the name of a variable"),
                Text(
                    ko="키는 여기가 아니라 그 변수에 넣으세요.", en="Put the key itself into that variable, not here."
                ),
            )
        return value

    def path(self, text: str) -> Path:
        """Relative paths start at the file that names them."""
        path = Path(text).expanduser()
        return path if path.is_absolute() or self._source is None else self._source.parent / path
