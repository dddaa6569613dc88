"""PDF, by pypdf: one section a page, cited by its number."""

from knowledge.sources.documents import Block, Document, Unreadable, assemble

_PAGES = 2000


def read(data: bytes, name: str) -> Document:
    """Raises: Unreadable (broken, encrypted, or without text: a scan)."""
    import io
    import logging

    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it reports every oddity of a file as a warning
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("It is encrypted. Save it without a password.")
        pages = [page.extract_text() for page, _ in zip(reader.pages, range(_PAGES), strict=False)]
        title = str((reader.metadata.title if reader.metadata else "") or "")
    except (PyPdfError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError) as error:
        raise Unreadable(f"It is not a PDF that can be read ({type(error).__name__}).") from error
    if not any(page.strip() for page in pages):
        raise Unreadable("It has no text, only pictures: a scan. Run text recognition (OCR) on it first.")
    blocks = [
        Block(level=2, heading=f"p. {number}", line=number, text=page.splitlines(), slug=f"p{number}")
        for number, page in enumerate(pages, start=1)
    ]
    return assemble(blocks, title=title, name=name)
