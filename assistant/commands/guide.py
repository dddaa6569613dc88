"""`baepo guide`: reads a guide in the terminal, as cited in answers."""

import argparse

from assistant.commands import options as common
from assistant.commands import output
from assistant.errors import DONE, UsageError
from assistant.language import Lang, Text
from assistant.wiring import Wiring
from knowledge.lexical import PassageNotFound

_EXAMPLES = """  baepo guide                                     all guides that come with Baepo
  baepo guide runbooks/rollback                   a guide from the first section to the last
  baepo guide runbooks/rollback#check --lang ko   one section, as cited in an answer
  baepo guide wiki/oncall.md#paging               a section of your own source (baepo knowledge)"""
_WHERE = Text(ko="{path} {line}행", en="{path}, line {line}")
_WHERE_IN = {  # what has no lines
    ".pdf": Text(ko="{path} {line}쪽", en="{path}, page {line}"),
    ".docx": Text(ko="{path} {line}번째 문단", en="{path}, paragraph {line}"),
}


def main(argv: list[str]) -> int:
    parser = common.parser("guide", "Read a guide, or one section as an answer cites it.", _EXAMPLES)
    parser.add_argument("what", nargs="?", default="", help="a guide, or guide#section; nothing lists the guides")
    options = parser.parse_args(argv)
    wiring, lang = Wiring(common.load(options)), common.language(options)
    what = options.what.strip("[]")
    if not what:
        return _list(options, lang)
    return _section(wiring, what, options, lang) if "#" in what else _guide(what, options, lang)


def _list(options: argparse.Namespace, lang: Lang) -> int:
    import knowledge.guides

    titles = {p.guide: p.title for p in knowledge.guides.load() if p.lang == lang}
    if options.json:
        common.print_json("baepo.guides/1", guides=[{"id": g, "title": t} for g, t in titles.items()])
    else:
        print(output.table(("guide", "title"), list(titles.items()), prose=True))
    return DONE


def _guide(what: str, options: argparse.Namespace, lang: Lang) -> int:
    import knowledge.guides

    sections = [p for p in knowledge.guides.load() if p.guide == what and p.lang == lang]
    if not sections:
        raise UsageError(
            Text(ko=f"이름이 {what}인 가이드가 없습니다.", en=f"There is no guide {what}."),
            remedy=Text(
                ko="baepo guide로 목록을, baepo knowledge list로 직접 추가한 것을 볼 수 있습니다.",
                en="baepo guide lists them; your own: baepo knowledge list",
            ),
        )
    if options.json:
        found = [{"id": p.id, "heading": p.heading, "text": p.text} for p in sections]
        common.print_json("baepo.guide/1", id=what, title=sections[0].title, lang=lang, sections=found)
        return DONE
    print(f"{sections[0].title}\n")
    print("\n\n".join(f"{p.heading}  [{p.id}]\n\n{output.flowing(output.neutral(p.text))}" for p in sections))
    return DONE


def _section(wiring: Wiring, what: str, options: argparse.Namespace, lang: Lang) -> int:
    try:
        passage = wiring.guides.get(what, lang)
    except PassageNotFound as error:
        near = ", ".join(error.nearest)
        raise UsageError(
            Text(ko=f"이름이 {what}인 섹션이 없습니다.", en=f"There is no section {what}."),
            remedy=Text(ko=f"비슷한 것: {near}", en=f"Nearest: {near}") if near else "baepo guide",
        ) from error
    if options.json:
        common.print_json(
            "baepo.passage/1", id=passage.id, title=passage.title, heading=passage.heading, lang=passage.lang,
            path=str(passage.path), line=passage.line, text=passage.text,
        )  # fmt: skip
        return DONE
    print(output.one_line(" › ".join(filter(None, (passage.title, passage.heading)))))
    where = _WHERE_IN.get(passage.path.suffix.lower(), _WHERE).in_(lang)
    print(output.one_line(where.format(path=passage.path, line=passage.line)) + "\n")
    print(output.flowing(output.neutral(passage.text)))
    return DONE
