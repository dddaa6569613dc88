"""Web sites as sources, on servers of this machine: what is read, what is refused, and that nothing is endless."""

import gzip
import ipaddress
from pathlib import Path

import pytest

from knowledge.index.search import Searcher
from knowledge.index.sync import writing
from knowledge.sources import links, robots
from knowledge.sources.addresses import is_allowed
from knowledge.sources.spec import File, Problem, Source, SourceUnavailable
from knowledge.sources.web import Bounds, WebSite
from tests.unit.library.embedders import WordEmbedder
from tests.unit.library.sites import Site, page, serving


def _read(site: Site, path: str = "/", **bounds: int) -> tuple[list[str], list[Problem]]:
    found = list(WebSite(site.url + path, loopback=True, bounds=Bounds(**bounds), sleep=lambda _s: None).files())
    return [f.path for f in found if isinstance(f, File)], [f for f in found if isinstance(f, Problem)]


def test_pages_of_the_sitemap_are_read_and_those_that_robots_forbids_are_not() -> None:
    pages = {
        "/robots.txt": (200, "text/plain", b"User-agent: *\nDisallow: /private\nAllow: /private/open\n"),
        "/guide/": page("Guide", "All of it."),
        "/guide/drain": page("Drain", "Evict the pods."),
        "/private/x": page("X", "Hidden."),
        "/private/open": page("Open", "Shown."),
        "/notes.md": (200, "text/markdown", b"# Notes\n\nText.\n"),
        "/logo.png": (200, "image/png", b"\x89PNG"),
    }
    with serving(pages) as site:
        listed = "".join(f"<url><loc>{site.url}{p}</loc></url>" for p in pages if p != "/robots.txt")
        outside = "<url><loc>http://example.com/other</loc></url>"
        site.pages["/sitemap.xml"] = (200, "application/xml", f"<urlset>{listed}{outside}</urlset>".encode())
        found, problems = _read(site)
    assert found == ["guide/index.html", "guide/drain.html", "private/open.html", "notes.md"]
    assert problems == []
    assert "/private/x" not in site.asked


def test_an_index_of_sitemaps_is_followed_also_where_it_names_itself() -> None:
    with serving({"/a": page("A", "Text a."), "/b": page("B", "Text b.")}) as site:
        index = "".join(f"<sitemap><loc>{site.url}/{n}</loc></sitemap>" for n in ("one.xml", "two.xml.gz", "map.xml"))
        site.pages["/robots.txt"] = (200, "text/plain", f"Sitemap: {site.url}/map.xml".encode())
        site.pages["/map.xml"] = (200, "text/xml", f"<sitemapindex>{index}</sitemapindex>".encode())
        site.pages["/one.xml"] = (200, "text/xml", f"<urlset><url><loc>{site.url}/a</loc></url></urlset>".encode())
        packed = gzip.compress(f"<urlset><url><loc>{site.url}/b</loc></url></urlset>".encode())
        site.pages["/two.xml.gz"] = (200, "application/gzip", packed)
        assert _read(site)[0] == ["a.html", "b.html"]


def test_without_a_sitemap_links_below_the_address_are_followed_to_a_depth() -> None:
    pages = {
        "/docs/": page("Docs", "Start.", "one", "/elsewhere", "http://example.com/", "one?page=2", "mailto:x@y.z"),
        "/docs/one": page("One", "First.", "two#part", "/docs/"),
        "/docs/two": page("Two", "Second.", "three"),
        "/docs/three": page("Three", "Third."),
    }
    with serving(pages) as site:
        assert _read(site, "/docs/")[0] == ["docs/index.html", "docs/one.html", "docs/two.html", "docs/three.html"]
        assert _read(site, "/docs/", depth=1)[0] == ["docs/index.html", "docs/one.html"]
    assert not {"/elsewhere", "/docs/one?page=2"} & set(site.asked)


def test_an_endless_site_is_cut_and_that_is_said() -> None:
    def endless(path: str) -> tuple[int, str, bytes] | None:
        number = path.rpartition("/")[2]
        return page(number, "More.", str(int(number) + 1)) if number.isdigit() else None

    with serving({"/": page("Start", "Go.", "0", "/a/a/a/b")}, endless) as site:
        found, problems = _read(site, depth=10**6, pages=20)
    assert len(found) == 20
    assert ["more than is read (20 pages" in p.why for p in problems] == [True]
    assert "/a/a/a/b" not in site.asked


def test_a_redirect_to_another_host_or_address_is_refused() -> None:
    with serving({}) as other, serving({"/": page("Start", "Go.", "away", "metadata", "round", "near")}) as site:
        site.pages["/away"] = (302, f"{other.url}/x", b"")
        site.pages["/metadata"] = (302, "http://169.254.169.254/latest/meta-data/", b"")
        site.pages["/round"] = (302, "/round", b"")
        site.pages["/near"] = (302, "/target", b"")
        site.pages["/target"] = page("Target", "There.")
        found, problems = _read(site)
    assert found == ["index.html", "target.html"]
    assert [p.path for p in problems] == ["away.html", "metadata.html", "round.html"]
    assert "169.254.169.254; only" in problems[1].why
    assert "more than 5 times" in problems[2].why
    assert other.asked == []


def test_this_machine_is_refused_unless_a_setting_allows_it() -> None:
    with (
        serving({"/": page("Start", "Go.")}) as site,
        pytest.raises(SourceUnavailable, match="private, local or metadata"),
    ):
        list(WebSite(site.url).files())
    assert site.asked == []


@pytest.mark.parametrize(
    "text",
    [
        "10.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.100.100.200", "0.0.0.0", "224.0.0.1", "127.0.0.1",
        "::1", "fe80::1", "fd00:ec2::254", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "240.0.0.1",
    ],
)  # fmt: skip
def test_private_and_metadata_addresses_are_refused_however_they_are_written(text: str) -> None:
    assert not is_allowed(ipaddress.ip_address(text), loopback=False)


def test_public_addresses_are_allowed() -> None:
    assert all(is_allowed(ipaddress.ip_address(a), loopback=False) for a in ("93.184.215.14", "2606:2800:21f::1"))


@pytest.mark.parametrize(
    ("answer", "said"),
    [((503, "text/plain", b""), "503"), ((403, "text/plain", b""), "403")],
)
def test_a_site_whose_robots_cannot_be_read_is_not_read(answer: tuple[int, str, bytes], said: str) -> None:
    with serving({"/": page("Start", "Go."), "/robots.txt": answer}) as site:
        with pytest.raises(SourceUnavailable, match=said):
            _read(site)
        site.pages["/robots.txt"] = (200, "text/plain", b"User-agent: *\nDisallow: /\n")
        with pytest.raises(SourceUnavailable, match="does not allow"):
            _read(site)


def test_the_longest_rule_of_robots_counts_and_a_group_of_our_own_goes_first() -> None:
    said = "User-agent: *\nDisallow: /\n\nUser-agent: baepo\nUser-agent: other\nDisallow: /*.pdf$\nDisallow: /a\nAllow: /a/b\n"
    rules = robots.read(f"{said}Crawl-delay: 2 # seconds\n", "baepo-knowledge")
    allowed = [rules.allows(f"https://h{path}") for path in ("/x", "/x.pdf", "/x.pdf?v=1", "/a/c", "/a/b/c")]
    assert allowed == [True, False, True, False, True]
    assert rules.pause_s == 2.0
    assert not robots.read("User-agent: *\nDisallow: /\n", "baepo-knowledge").allows("https://h/x")


def test_addresses_become_paths_that_stay_below_the_source() -> None:
    paths = [
        links.document_path(f"https://h{p}", ".html") for p in ("", "/a/", "/a/b.html", "/../../x", "/가이드/롤백?v=2")
    ]
    assert paths == ["index.html", "a/index.html", "a/b.html", "x.html", "가이드/롤백-v-2.html"]


def test_a_site_is_synced_found_and_kept_when_a_page_or_all_of_it_is_away(tmp_path: Path) -> None:
    pages = {"/": page("Start", "Welcome.", "drain"), "/drain": page("Drain", "Evict the pods of a node first.")}
    embedder = WordEmbedder()
    with serving(pages) as site:
        source = Source(name="site", kind="web", location=f"{site.url}/")
        with writing(tmp_path, embedder, loopback=True) as writer:
            writer.add(source, at="")
            assert writer.sync([source], at="1")[0].added == ["index.html", "drain.html"]
            assert writer.sync([source], at="2")[0].unchanged == 2
            site.pages["/drain"] = (500, "text/plain", b"")
            broken = writer.sync([source], at="3")[0]
            assert (broken.removed, [p.path for p in broken.problems]) == ([], ["drain.html"])
    with writing(tmp_path, embedder, loopback=True) as writer:
        assert "could not be read" in writer.sync([source], at="4")[0].problem
    searcher = Searcher(tmp_path, embedder)
    found = searcher.search("evict the pods", roles=())[0].passage
    searcher.close()
    assert (found.source, found.path) == ("site", "drain.html")
