"""What could not be read of files, why, and what to do. Called by this package; told in Korean by `assistant.refusals`."""

from pathlib import Path

from tools.spec import NotRead, Reason

_RENDERED = "helm template CHART | baepo check manifests -"


def unopened(name: str, error: OSError) -> NotRead:
    """A file or folder that the system does not open."""
    quote = str(error.strerror or error)
    return _gap("manifest_unopened", name, f"It cannot be read: {quote}.", "Check its permissions.", quote=quote)


def irregular(path: Path) -> NotRead:
    """A device, a pipe or a socket."""
    return _gap("manifest_irregular", str(path), "It is no regular file.", "Remove it from the folder.")


def linked(path: Path) -> NotRead:
    """A link that would lead out of the folder."""
    why = "It is a symbolic link to a folder or out of the folder, which is not followed."
    return _gap("manifest_linked", str(path), why, "Name the place that it leads to.")


def too_large(path: Path, most_mib: int) -> NotRead:
    """A file larger than `most_mib`."""
    return _gap(
        "manifest_too_large",
        str(path),
        f"It is larger than {most_mib} MiB.",
        "Split it into smaller files.",
        most=str(most_mib),
    )


def too_many(path: Path, most: int) -> NotRead:
    """A folder of more than `most` files."""
    why = f"It holds more than {most} files; the rest was left out."
    return _gap("manifest_too_many", str(path), why, "Name a folder below it.", most=str(most))


def not_text(name: str, line: int) -> NotRead:
    """Bytes that are no UTF-8."""
    return _gap("manifest_not_text", f"{name}:{line}", "It is not text in UTF-8.", "Save it as UTF-8, or remove it.")


def binary(name: str) -> NotRead:
    """A file of zeros and other things."""
    return _gap("manifest_binary", name, "It is a binary file.", "Name files of YAML or JSON.")


def broken(file: Path, line: int, why: str) -> NotRead:
    """A document that cannot be parsed; `why` is the parser's word."""
    return _gap(
        "manifest_broken",
        f"{file}:{line}",
        f"This document is not valid YAML or JSON: {why}. The others of the file were checked.",
        "Correct it there; indentation with tabs, a missing space after a colon and unclosed quotes are the usual causes.",
        quote=why,
    )


def template(file: Path, line: int) -> NotRead:
    """A template that nobody rendered."""
    return _gap(
        "manifest_template",
        f"{file}:{line}",
        "It is a template ({{ ... }}) that has not been rendered, and was not checked.",
        f"Render it and check the outcome: {_RENDERED}",
        command=_RENDERED,
    )


def chart(folder: str, count: int) -> NotRead:
    """The templates of one chart, told together."""
    command = f"helm template {folder} | baepo check manifests -"
    return _gap(
        "manifest_chart",
        folder,
        f"{count} templates of this Helm chart have not been rendered, and were not checked.",
        command,
        count=str(count),
        command=command,
    )


def kustomization(file: Path, changes: str) -> NotRead:
    """A kustomization that changes what it takes in."""
    command = f"kustomize build {file.parent} | baepo check manifests -"
    return _gap(
        "manifest_kustomization",
        str(file),
        f"Its changes ({changes}) are not applied here; the files beside it were checked as they are written.",
        f"Check the outcome: {command}",
        changes=changes,
        command=command,
    )


def nothing(name: str) -> NotRead:
    """A file or folder without objects."""
    why = "It holds no Kubernetes object (a document with apiVersion and kind)."
    return _gap("manifest_nothing", name, why, "Name a file or folder with manifests.")


def _gap(code: str, what: str, why: str, remedy: str, **parts: str) -> NotRead:
    return NotRead(what=what, why=why, remedy=remedy, reason=Reason(code=code, parts=parts))
