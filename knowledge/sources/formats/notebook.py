"""Jupyter notebooks, by nbformat: text and code in order; what the code printed is left out."""

import warnings

from knowledge.sources.documents import Document, Unreadable
from knowledge.sources.encodings import decode
from knowledge.sources.formats import markdown


def read(data: bytes, name: str) -> Document:
    """Raises: Unreadable."""
    import nbformat

    try:
        with warnings.catch_warnings(action="ignore"):  # cells without an id and the like: nothing to a reader
            notebook = nbformat.reads(decode(data), as_version=4)  # type: ignore[no-untyped-call]
    except (nbformat.ValidationError, nbformat.reader.NotJSONError, ValueError, KeyError, AttributeError) as error:
        raise Unreadable("It is not a Jupyter notebook.") from error
    parts = []
    for cell in notebook.cells:
        source = str(cell.source)
        parts.append(source if cell.cell_type != "code" else f"```\n{source}\n```" if source.strip() else "")
    return markdown.from_text("\n\n".join(parts), name)
