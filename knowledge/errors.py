"""What can go wrong with documents: each message says what happened and what to do. Caught by `assistant.library`."""


class KnowledgeError(Exception):
    """Something that a person is told as it stands."""


class EmbedderUnavailable(KnowledgeError):
    """Texts cannot be embedded now; says why and what to do."""
