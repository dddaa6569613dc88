"""How likely a found passage answers the question. Called by `knowledge.index.search`; calibration in docs/retrieval.md."""

import math

COVERED = 0.5  # below it the caller says "not covered"
# Weights of nearness and coverage, and a constant: logistic regression on the calibration questions of `evals.suites.guides`
# over the built-in guides indexed as a source. Words of another language are found by translation only, so they count
# for more when they are.
_SAME_LANGUAGE = (5.4, 5.9, -4.6)
_OTHER_LANGUAGE = (7.2, 7.0, -4.9)


def confidence(*, nearness: float, coverage: float, same_language: bool) -> float:
    """0 to 1, from the cosine of the nearest window and the share of the question's words that the passage holds."""
    near, held, constant = _SAME_LANGUAGE if same_language else _OTHER_LANGUAGE
    return 1 / (1 + math.exp(-(near * nearness + held * coverage + constant)))
