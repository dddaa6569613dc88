"""`baepo knowledge`: the folders, repositories and web sites that answers may quote, besides the built-in guides."""

import argparse
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from assistant import library
from assistant.commands import knowledge_text as text
from assistant.commands import options as common
from assistant.commands import output
from assistant.errors import DONE, FAILED, PARTLY, UsageError
from assistant.language import Text, language_of, with_particle
from assistant.wiring import Wiring

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from knowledge.index.sync import Report, Writer
    from knowledge.sources.spec import Kind, Source

_ABOUT = """Your own runbooks beside the built-in guides: added once, then quoted in answers as [source/file#section].

A source is a folder, a Git repository (a folder or an address) or a web site (its sitemap, or the pages that its first page
links to). Read are Markdown, text, reStructuredText, HTML, PDF, Word (.docx) and notebooks; no model is downloaded. A sync
reads only what changed, and either all of it counts or nothing does. --label ROLE shows a source only to people who have
that role (me.roles in baepo.toml)."""
_EXAMPLES = """  baepo knowledge add ~/runbooks                        a folder, named after itself
  baepo knowledge add . --name wiki --git --lang ko     what is committed in a Git repository
  baepo knowledge add https://git.example.com/sre/runbooks.git
  baepo knowledge add https://docs.example.com/guide/   a web site, below this address
  baepo knowledge add /srv/sre --label sre              only for people with the role sre
  baepo knowledge sync                                  all sources; `sync wiki` one of them
  baepo knowledge search "카나리 배포는 언제 멈춰?"
  baepo knowledge list                                  baepo knowledge stats --json
  baepo knowledge remove wiki                           the documents themselves stay where they are"""
VERBS = ("add", "list", "sync", "remove", "search", "stats")

_WANTED = {
    "add": Text(ko="폴더나 주소", en="a folder or an address"),
    "remove": Text(ko="소스 이름", en="the name of a source"),
    "search": Text(ko="질문", en="a question"),
}


def main(argv: list[str]) -> int:
    parser = common.parser("knowledge", _ABOUT, _EXAMPLES)
    parser.add_argument("verb", choices=VERBS, help="what to do with your sources")
    parser.add_argument(
        "what", nargs="?", default="", help="a folder or an address (add), a source (sync, remove), a question (search)"
    )
    parser.add_argument("--name", default="", help="name of the source (default: that of the folder)")
    parser.add_argument("--git", action="store_true", help="add: read what is committed at HEAD, not the working files")
    parser.add_argument("--label", default="", metavar="ROLE", help="add: only people with this role find it")
    parser.add_argument(
        "--doc-lang", choices=["ko", "en"], default="", help="add: its language (default: seen from each text)"
    )
    parser.add_argument("--rebuild", action="store_true", help="sync: make the index anew, with the present embedder")
    parser.add_argument("--source", default="", metavar="NAME", help="search: in this source only")
    parser.add_argument("--limit", type=int, default=5, metavar="N", help="search: how many passages (default 5)")
    options = parser.parse_args(argv)
    wanted = _WANTED.get(options.verb)
    if wanted and not options.what:
        raise UsageError(
            Text(
                ko=f"knowledge {options.verb}에는 {with_particle(wanted.ko, '이')} 필요합니다.",
                en=f"knowledge {options.verb} needs {wanted.en}.",
            ),
            remedy=Text(ko=f"예:\n{_EXAMPLES}", en=f"examples:\n{_EXAMPLES}"),
        )
    if not 1 <= options.limit <= 50:
        raise UsageError(Text(ko="--limit은 1부터 50까지입니다.", en="--limit is from 1 to 50."), remedy="--limit 5")
    wiring = Wiring(common.load(options))
    work = {"add": _add, "list": _list, "sync": _sync, "remove": _remove, "search": _search, "stats": _stats}
    with library.told():
        return work[options.verb](wiring, options)


def _add(wiring: Wiring, options: argparse.Namespace) -> int:
    from knowledge.sources.spec import Source

    kind, location, called = _place(options.what, git=options.git)
    name = options.name or re.sub(r"[^a-z0-9-]+", "-", called.lower()).strip("-")[:40]
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,39}", name) or name == "runbooks":
        raise UsageError(
            Text(
                ko=f"{with_particle(repr(name or called), '은')} 소스 이름으로 쓸 수 없습니다.",
                en=f"{name or called!r} cannot be the name of a source.",
            ),
            remedy=Text(
                ko="--name으로 정하세요: 영문 소문자, 숫자, 하이픈. `runbooks`는 내장 가이드가 쓰고 있습니다.",
                en="Choose one with --name: lower-case letters, digits and hyphens; `runbooks` is taken by the built-in guides.",
            ),
        )
    if options.label and options.label not in wiring.principal.roles:
        raise UsageError(
            Text(
                ko=f"당신에게는 {options.label} 역할이 없어 이 글을 볼 수 없습니다.",
                en=f"You do not have the role {options.label}: you would never see these passages.",
            ),
            remedy=Text(
                ko=f"baepo.toml의 me.roles에 추가하거나 가진 역할 중에서 고르세요: {', '.join(sorted(wiring.principal.roles))}",
                en="Add it to me.roles in baepo.toml, or choose one of yours: "
                + ", ".join(sorted(wiring.principal.roles)),
            ),
        )
    source = Source(name=name, kind=kind, location=location, lang=options.doc_lang, label=options.label)
    at = wiring.clock.now().isoformat(timespec="seconds")
    with _writing(wiring) as writer:
        if any(known.name == name for known in writer.store.sources()):
            raise UsageError(
                Text(ko=f"이름이 {name}인 소스가 이미 있습니다.", en=f"There is a source {name} already."),
                remedy=Text(
                    ko=f"baepo knowledge sync {name}, 또는 --name으로 다른 이름",
                    en=f"baepo knowledge sync {name}, or --name OTHER",
                ),
            )
        reports = writer.sync([source], at=at, new=True)
    return _told(reports, options)


def _writing(wiring: Wiring) -> "AbstractContextManager[Writer]":
    from knowledge.index.sync import writing

    access = wiring.settings.knowledge
    return writing(wiring.knowledge_folder, wiring.embedder, chroma=access.chroma, loopback=access.loopback)


def _place(what: str, *, git: bool) -> "tuple[Kind, str, str]":
    """Kind and location of what is to be added, and what it may be called. Raises: UsageError."""
    from knowledge.sources.git_remote import is_address

    if "://" in what or (git and is_address(what)):
        parts = urlsplit(what)
        if "@" in parts.netloc and ":" in parts.netloc.partition("@")[0]:
            remedy = "Leave it out; git takes it from its credential helper or an SSH key."
            raise UsageError(
                Text(
                    ko="주소에 비밀번호가 들어 있고, 그대로 저장될 것입니다.",
                    en="The address holds a password, which would be kept.",
                ),
                remedy=remedy,
            )
        if (git or what.endswith(".git")) and is_address(what):
            return "git", what, re.split("[/:]", what.rstrip("/").removesuffix(".git"))[-1]
        if parts.scheme in ("http", "https") and parts.hostname and not git:
            return "web", what.partition("#")[0], parts.hostname.removeprefix("www.")
        remedy = "https://HOST/… for a site; https, http, ssh or git://HOST/…, with --git, for a repository."
        raise UsageError(
            Text(
                ko=f"{with_particle(what, '은')} 웹 사이트나 Git 저장소의 주소가 아닙니다.",
                en=f"{what} is no address of a web site or a Git repository.",
            ),
            remedy=remedy,
        )
    place = Path(what).expanduser()
    if not place.is_dir():
        ko, en = ("파일입니다", "is a file") if place.is_file() else ("없습니다", "does not exist")
        raise UsageError(
            Text(
                ko=f"{with_particle(what, '이')} {ko}. 소스는 폴더나 주소입니다.",
                en=f"{what} {en}; a source is a folder or an address.",
            ),
            remedy="baepo knowledge add FOLDER",
        )
    place = place.resolve()
    return "git" if git else "folder", str(place), place.name


def _sync(wiring: Wiring, options: argparse.Namespace) -> int:
    with _writing(wiring) as writer:
        sources = _chosen(writer.store.sources(), options.what)
        if options.rebuild:
            sources = writer.store.sources()
            writer.rebuild()
        reports = writer.sync(sources, at=wiring.clock.now().isoformat(timespec="seconds"))
    return _told(reports, options)


def _remove(wiring: Wiring, options: argparse.Namespace) -> int:
    with _writing(wiring) as writer:
        name = _chosen(writer.store.sources(), options.what)[0].name
        writer.remove(name)
    if options.json:
        common.print_json("baepo.knowledge_removed/1", source=name)
    else:
        print(text.REMOVED.in_(common.language(options)).format(name=name))
    return DONE


def _search(wiring: Wiring, options: argparse.Namespace) -> int:
    from knowledge.confidence import COVERED

    lang = options.lang or language_of(options.what)
    found = wiring.guides.search_own(
        options.what, limit=options.limit, sources=(options.source,) if options.source else ()
    )
    if options.json:
        hits = [
            {
                "id": f.passage.id, "title": f.passage.title, "heading": f.passage.heading, "lang": f.passage.lang,
                "line": f.passage.line, "confidence": round(f.confidence, 3), "covers": f.confidence >= COVERED,
                "synced_at": f.synced_at, "text": f.passage.text,
            }
            for f in found
        ]  # fmt: skip
        common.print_json("baepo.knowledge_search/1", question=options.what, passages=hits)
        return DONE
    if not found or found[0].confidence < COVERED:
        print(text.NOT_COVERED.in_(lang) if found else text.NOTHING.in_(lang))
    for hit in found:
        print(output.one_line(f"[{hit.passage.id}]  {hit.confidence:.2f}  {hit.passage.title} › {hit.passage.heading}"))
        print("    " + output.one_line(text.excerpt(hit.passage.text)))
    return DONE


def _list(wiring: Wiring, options: argparse.Namespace) -> int:
    rows = _standing(wiring)
    if options.json:
        common.print_json("baepo.knowledge_sources/1", sources=rows)
        return DONE
    lang = common.language(options)
    if not rows:
        print(text.NO_SOURCES.in_(lang))
        return DONE
    cells = [
        [str(r[k]) for k in ("name", "kind", "passages", "label")]
        + [str(r["synced_at"])[:16].replace("T", " ") or "-", str(r["problem"]) or str(r["location"])]
        for r in rows
    ]
    print(output.table(text.COLUMNS[lang], cells, prose=True))
    return DONE


def _stats(wiring: Wiring, options: argparse.Namespace) -> int:
    rows = _standing(wiring)
    folder = wiring.knowledge_folder
    size = sum(f.stat().st_size for f in folder.rglob("*") if f.is_file()) if folder.exists() else 0
    values = {
        "sources": len(rows),
        "documents": sum(int(str(r["documents"])) for r in rows),
        "passages": sum(int(str(r["passages"])) for r in rows),
        "size_bytes": size,
        "folder": str(folder),
        "embedder": wiring.embedder.name,
    }
    if options.json:
        common.print_json("baepo.knowledge_stats/1", **values)
    else:
        for key, value in values.items():
            print(f"{text.STATS[key].in_(common.language(options)):16} {value}")
    return DONE


def _standing(wiring: Wiring) -> list[dict[str, object]]:
    """What is known of the sources that this person may see."""
    from knowledge.index.search import FILE
    from knowledge.index.store import Store

    path = wiring.knowledge_folder / FILE
    if not path.exists():
        return []
    store = Store(path)
    try:
        return [r for r in store.standing() if not r["label"] or r["label"] in wiring.principal.roles]
    finally:
        store.close()


def _chosen(known: "Sequence[Source]", name: str) -> "Sequence[Source]":
    if not known:
        raise UsageError(
            Text(ko="아직 추가한 소스가 없습니다.", en="No source was added yet."), remedy="baepo knowledge add FOLDER"
        )
    chosen = [s for s in known if s.name == name] if name else known
    if not chosen:
        raise UsageError(
            Text(ko=f"이름이 {name}인 소스가 없습니다.", en=f"There is no source {name}."),
            remedy=Text(
                ko=f"있는 것: {', '.join(s.name for s in known)}", en="Known: " + ", ".join(s.name for s in known)
            ),
        )
    return chosen


def _told(reports: "Sequence[Report]", options: argparse.Namespace) -> int:
    if options.json:
        common.print_json("baepo.knowledge_sync/1", sources=[text.as_json(r) for r in reports])
    else:
        for report in reports:
            print(output.neutral(text.told(report, common.language(options))))
    if all(r.problem for r in reports):
        return FAILED
    return PARTLY if any(r.problem or r.problems for r in reports) else DONE
