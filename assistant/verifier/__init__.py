"""The answer verifier: `verify` checks every statement of an answer against the evidence of its turn."""

from assistant.verifier.verify import HYPOTHESIS, MISCITED, UNVERIFIED, Marked, Removed, Verified, verify

__all__ = ["HYPOTHESIS", "MISCITED", "UNVERIFIED", "Marked", "Removed", "Verified", "verify"]
