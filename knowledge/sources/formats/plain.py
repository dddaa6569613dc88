"""Plain text: one section, or one for every heading underlined with = or - as in README files."""

from knowledge.sources.documents import Block, Document, assemble
from knowledge.sources.encodings import decode


def read(data: bytes, name: str) -> Document:
    """Raises: Unreadable."""
    lines = decode(data).splitlines()
    blocks = [Block(level=1, heading="", line=1, text=[])]
    for number, line in enumerate(lines):
        rule = line.strip()
        above = lines[number - 1].strip() if number else ""
        if len(rule) >= 3 and set(rule) in ({"="}, {"-"}) and above and len(above) <= 100 and blocks[-1].text:
            blocks[-1].text.pop()
            blocks.append(Block(level=1 if rule[0] == "=" else 2, heading=above, line=number, text=[]))
        else:
            blocks[-1].text.append(line)
    return assemble(blocks, title="", name=name)
