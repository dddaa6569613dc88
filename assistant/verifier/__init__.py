"""The answer verifier: `verify` checks every statement of an answer against the evidence of its turn."""

from assistant.verifier.asking import verify_ask
from assistant.verifier.rewriting import HYPOTHESIS, MISCITED, UNVERIFIED, Marked, Removed, Verified
from assistant.verifier.verify import verify

__all__ = ["HYPOTHESIS", "MISCITED", "UNVERIFIED", "Marked", "Removed", "Verified", "verify", "verify_ask"]
