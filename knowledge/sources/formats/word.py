"""Word (.docx), by python-docx: headings by style, paragraphs and tables in reading order."""

import re

from knowledge.sources.documents import Block, Document, Unreadable, assemble

_HEADING = re.compile(r"(?:heading|제목|title)\s*(?P<level>[1-6])?", re.IGNORECASE)
_UNPACKED_LIMIT = 200_000_000  # bytes; a small archive can unpack to a disk full


def read(data: bytes, name: str) -> Document:
    """Raises: Unreadable (not a .docx, or one that unpacks without end)."""
    import io
    import zipfile

    import docx
    from docx.opc.exceptions import PackageNotFoundError
    from docx.table import Table

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(member.file_size for member in archive.infolist()) > _UNPACKED_LIMIT:
                raise Unreadable("It unpacks to more than 200 MB.")
        document = docx.Document(io.BytesIO(data))
    except (zipfile.BadZipFile, PackageNotFoundError, KeyError, ValueError) as error:
        raise Unreadable("It is not a Word document (.docx).") from error
    blocks = [Block(level=1, heading="", line=1, text=[])]
    for number, part in enumerate(document.iter_inner_content(), start=1):
        if isinstance(part, Table):
            blocks[-1].text += [" | ".join(dict.fromkeys(cell.text.strip() for cell in row.cells)) for row in part.rows]
            continue
        style = part.style.name if part.style is not None else ""
        match = _HEADING.match(style or "")
        if match and part.text.strip():
            blocks.append(Block(level=int(match["level"] or 1), heading=part.text, line=number, text=[]))
        else:
            blocks[-1].text.append(part.text)
    return assemble(blocks, title=document.core_properties.title or "", name=name)
