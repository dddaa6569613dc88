"""What is known of each thing by name: its findings, its own rows, who manages it, where it is, what changed.

Made once an answer by `assistant.verifier.verify`, for the checks that compare a sentence with everything known of its
subject, whatever evidence the sentence cites.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cached_property

from assistant.findings import Finding
from assistant.verifier import reasons
from assistant.verifier.atoms import atoms, tokens
from assistant.verifier.records import Record
from assistant.verifier.sources import Known, title_names
from assistant.verifier.topics import terms_of, vocabulary_of
from assistant.verifier.transitions import Change, changes, of_row

_NAMING_LIST = """
    secret configmap container deployment service claim image node policy ingress storage_class
"""
_NAMING = frozenset(_NAMING_LIST.split())  # fields of a cause whose value names a thing the finding is also about
_EVENTS = frozenset({"cause", "effect", "time", "scope"})  # roles of statements that tell what came to pass
_OWN = ("name", "id", "instance_id", "volume_id")


class Grounds:
    """Looked up by lower-cased names."""

    def __init__(self, known: Known, answer: str = "") -> None:
        self.known = known
        self._answer = answer.lower()

    @cached_property
    def _findings(self) -> dict[str, list[Finding]]:
        found: dict[str, list[Finding]] = {}
        for f in self.known.findings:
            for name in names_of(f):
                found.setdefault(name, []).append(f)
        return found

    @cached_property
    def _rows(self) -> dict[str, list[Record]]:
        found: dict[str, list[Record]] = {}
        for r in self.known.records:
            if r.row is not None:
                for name, field in r.keys.items():
                    if field in _OWN or field == "service":
                        found.setdefault(name, []).append(r)
        return found

    def findings(self, names: Iterable[str]) -> tuple[Finding, ...]:
        """The findings about any of the names."""
        found = [f for n in names for f in self._findings.get(n, self._findings.get(_workload(n), ()))]
        return tuple({id(f): f for f in found}.values())

    def records_of(self, findings: Iterable[Finding]) -> tuple[Record, ...]:
        """Titles and statements of findings."""
        chosen = set(map(id, findings))
        return tuple(r for r in self._claimed if id(r.finding) in chosen)

    @cached_property
    def _claimed(self) -> tuple[Record, ...]:
        return tuple(r for r in self.known.records if r.finding is not None and r.role != "plan")

    def rows(self, names: Iterable[str]) -> tuple[Record, ...]:
        """The rows whose own name or id is one of the names."""
        return tuple({id(r): r for n in names for r in self._rows.get(n, ())}.values())

    def words_of(self, names: frozenset[str]) -> frozenset[str]:
        """Terms of everything that findings and rows about the names say, with their translations."""
        if names not in self._words:
            findings = self.findings(names)
            said = [t for f in findings for t in (f.check.replace("_", " "), *statements_of(f))]
            self._words[names] = terms_of((*said, *_of_causes(findings), *self._of_rows(names)))
        return self._words[names]

    def happened(self, names: frozenset[str]) -> frozenset[str]:
        """Terms of what came to pass with the names, as findings and rows tell it; of everything where they tell nothing."""
        findings = self.findings(names) or self.known.findings
        told = [x for f in findings for s in f.statements if s.role in _EVENTS for x in (s.text.en, s.text.ko)]
        titles = [x for f in findings for x in (f.title.en, f.title.ko)]
        return terms_of((*told, *titles, *_of_causes(findings), *self._of_rows(names)))

    def _of_rows(self, names: frozenset[str]) -> list[str]:
        rows = self.rows(names)
        return [*(str(k).replace("_", " ") for r in rows for k in r.row or {}), *(t for r in rows for t in r.tokens)]

    @cached_property
    def _words(self) -> dict[frozenset[str], frozenset[str]]:
        return {}

    @cached_property
    def things(self) -> frozenset[str]:
        """Names of what may have a problem: of findings' targets, and of rows that are no place."""
        rows = (n for n, records in self._rows.items() if any(r.keys.get(n) in _OWN for r in records))
        return frozenset({*self._findings, *rows})

    def changes(self, names: Iterable[str]) -> tuple[tuple[Change, str], ...]:
        """(change, words that say what changed) of the names; of everything when none is given."""
        wanted = tuple(names)
        about = self.findings(wanted) if wanted else self.known.findings
        rows = (
            self.rows(wanted) if wanted else [r for r in self.known.records if r.row is not None and "before" in r.row]
        )
        found = [(c, _said(f)) for f in about for text in statements_of(f) for c in changes(text)]
        fields = [x for r in rows if r.row is not None for x in r.row.get("changes") or () if isinstance(x, Mapping)]
        found += [(c, str(x.get("field", "")).replace(".", " ")) for x in fields for c in of_row(x)]
        each = [c for r in rows if r.row is not None and not r.row.get("changes") for c in of_row(r.row)]
        if not wanted and len(each) > 1:
            each.insert(0, Change("money", sum(c.before for c in each), sum(c.after for c in each)))
        return (*found, *((c, "cost 비용") for c in each))

    def managers(self, name: str) -> frozenset[str]:
        """Who deploys it, as written, lower-cased; "" among them where a row says that nothing does."""
        found = {f.managed_by.lower() for f in self.findings((name,)) if f.managed_by}
        for r in self.rows((name,)):
            if r.row is not None and "managed_by" in r.row:
                found.add(str(r.row["managed_by"]).lower())
        return frozenset(found)

    def places(self, name: str) -> frozenset[str]:
        """Namespaces and regions it is in."""
        found = {f.target.place.lower() for f in self.findings((name,)) if f.target.place}
        for r in self.rows((name,)):
            found |= {
                str(r.row[k]).lower() for k in ("namespace", "region", "az") if r.row is not None and r.row.get(k)
            }
        return frozenset(found)

    def subjects(self, text: str) -> frozenset[str]:
        """The names in the text that findings are about."""
        return frozenset(n for x in atoms(text).names if (n := x.text.lower()) in self._findings)

    def named(self, text: str) -> frozenset[str]:
        """The things whose findings speak of a name in the text: a migration, a key, a label."""
        names = {n.text.lower() for n in atoms(text).names}
        return (
            frozenset(f.target.id.lower() for f in self.known.findings if names & _tokens(f)) if names else frozenset()
        )

    def details(self, name: str) -> tuple[Finding, ...]:
        """The findings that name something, such as the Secret they miss, without being about a thing of that name."""
        return tuple(f for f in self._findings.get(name, ()) if name not in _targets(f))

    @cached_property
    def replacements(self) -> frozenset[tuple[str, str]]:
        """(before, after) of every name or version that a row says was exchanged, whole and its last part."""
        found = set[tuple[str, str]]()
        for r in self.known.records:
            for change in (r.row or {}).get("changes", ()) or ():
                if (
                    isinstance(change, dict)
                    and isinstance(change.get("before"), str)
                    and isinstance(change.get("after"), str)
                ):
                    a, b = change["before"].lower(), change["after"].lower()
                    found |= {(a, b), (a.rpartition(":")[2], b.rpartition(":")[2])}
        for cause in (dict(f.cause) for f in self.known.findings):
            a, b = cause.get("good_image", "").lower(), cause.get("bad_image", "").lower()
            if a and b:
                found |= {(a, b), (a.rpartition(":")[2], b.rpartition(":")[2])}
        return frozenset((a, b) for a, b in found if a != b)

    @cached_property
    def unmentioned(self) -> tuple[Finding, ...]:
        """Problems whose thing the answer does not name anywhere."""
        problems = (f for f in self.known.findings if f.klass == "problem")
        return tuple(f for f in problems if not any(n in self._answer for n in _targets(f)))

    @cached_property
    def place_names(self) -> frozenset[str]:
        """Every namespace and region that occurs."""
        found = {f.target.place.lower() for f in self.known.findings}
        for r in self.known.records:
            if r.row is not None:
                found |= {str(r.row[k]).lower() for k in ("namespace", "region") if r.row.get(k)}
        return frozenset(found - {""})

    @cached_property
    def tokens(self) -> frozenset[str]:
        """Every name and word of rows and findings."""
        return frozenset().union(*(r.tokens for r in self.known.records)) if self.known.records else frozenset()

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Terms of everything that evidence, findings and question say, in both languages."""
        return vocabulary_of(self.known)

    @cached_property
    def said(self) -> str:
        """Everything that findings, messages, log lines and guides say in sentences, in one text."""
        return "\n".join(q for q, _ in self.known.quotes).lower()


def names_of(finding: Finding) -> frozenset[str]:
    """What people call the thing of a finding, and what it names besides: the Secret it misses, its container."""
    target = finding.target
    names = {target.id.lower(), target.short.lower(), target.id.lower().rpartition("/")[2], *title_names(finding)}
    names |= {v.lower() for k, v in finding.cause if k in _NAMING}
    names |= {r.id.lower() for r in finding.related}
    names |= {_workload(n) for n in (target.id.lower(), target.id.lower().rpartition("/")[2])}
    return frozenset(names - {""})


def _targets(finding: Finding) -> frozenset[str]:
    target = finding.target
    return frozenset({target.id.lower(), target.short.lower(), *title_names(finding)})


def _tokens(finding: Finding) -> frozenset[str]:
    return frozenset().union(*(tokens(t) for t in statements_of(finding)))


def statements_of(finding: Finding) -> tuple[str, ...]:
    """Title and statements in both languages."""
    texts = [finding.title, *(s.text for s in finding.statements)]
    return tuple(x for t in texts for x in (t.en, t.ko))


def reasons_of(findings: Iterable[Finding]) -> frozenset[str]:
    """Every reason that the findings give or speak of."""
    return reasons.implied(frozenset().union(*(_reasons(f) for f in findings)))


def lacking_of(findings: Iterable[Finding]) -> frozenset[str]:
    """What the findings say is missing."""
    return frozenset().union(*(reasons.lacking(statements_of(f)) for f in findings))


def cause_of(finding: Finding) -> str:
    """Its title: what was found."""
    return finding.title.en


def _reasons(finding: Finding) -> frozenset[str]:
    variant = dict(finding.cause).get("variant", "").replace("_", " ")
    variant += " " + " ".join(
        f"{k} {v}".replace("_", " ") for k, v in finding.cause if k in ("exit_code", "reason", "key")
    )
    texts = (f"{finding.check.rpartition('.')[2].replace('_', ' ')} {variant}", *statements_of(finding))
    return frozenset().union(*(reasons.named(t) for t in texts))


def _of_causes(findings: Iterable[Finding]) -> list[str]:
    return [f"{k} {v}".replace("_", " ") for f in findings for k, v in f.cause]


def _said(finding: Finding) -> str:
    return " ".join(statements_of(finding))


def _workload(name: str) -> str:
    """The workload of a pod's name."""
    match = re.fullmatch(r"(.+?)-([a-z0-9]{8,10})(?:-[a-z0-9]{5})?", name)
    return match[1] if match and any(c.isdigit() for c in match[2]) else name


def named_in(text: str) -> frozenset[str]:
    """Names that a text gives, lower-cased."""
    read = atoms(text)
    return frozenset(n.text.lower() for n in (*read.names, *read.words))
