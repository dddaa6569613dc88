"""reStructuredText, by docutils, with includes, raw blocks and evaluation switched off."""

from knowledge.sources.documents import Block, Document, assemble
from knowledge.sources.encodings import decode

_QUIET = {
    "file_insertion_enabled": False,
    "raw_enabled": False,
    "report_level": 5,
    "halt_level": 5,
    "warning_stream": False,
    "_disable_config": True,
    "doctitle_xform": False,
}


def read(data: bytes, name: str) -> Document:
    """Raises: Unreadable."""
    from docutils import core, nodes

    tree = core.publish_doctree(decode(data), settings_overrides=_QUIET)
    blocks = [Block(level=1, heading="", line=1, text=[])]
    left_out = (nodes.system_message, nodes.comment, nodes.substitution_definition, nodes.target, nodes.docinfo)

    def walk(parent: nodes.Element, level: int) -> None:
        for node in parent.children:
            if isinstance(node, nodes.section):
                walk(node, level + 1)
            elif isinstance(node, nodes.title):
                blocks.append(Block(level=min(level, 6), heading=node.astext(), line=node.line or 1, text=[]))
            elif not isinstance(node, left_out):
                blocks[-1].text += [node.astext(), ""]

    walk(tree, 0)
    return assemble(blocks, title="", name=name)
