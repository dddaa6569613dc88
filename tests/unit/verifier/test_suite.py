"""The grader tells a good verifier from one that passes all and one that rejects all; the verifier holds its goals."""

from collections.abc import Sequence

from assistant.evidence import Evidence
from assistant.language import Lang
from assistant.models.spec import Observation
from assistant.verifier import Removed, Verified, verify
from evals.suites.verifier import grade, metrics, statements_kept, totals
from evals.suites.verifier_cases import HIDDEN, Verify, answers
from evals.suites.verifier_statements import graded


def _passes_all(
    text: str,
    *,
    observations: Sequence[Observation],
    lang: Lang,
    question: str = "",
    evidence: Sequence[Evidence] = (),
) -> Verified:
    return Verified(text=text)


def _rejects_all(
    text: str,
    *,
    observations: Sequence[Observation],
    lang: Lang,
    question: str = "",
    evidence: Sequence[Evidence] = (),
) -> Verified:
    return Verified(text="", removed=(Removed(statement=text, reason="no"),))


def _scored(verifier: Verify, group: str) -> dict[str, float]:
    return metrics(list(grade(answers(group), group=group, verify=verifier)))


def test_passing_all_scores_badly() -> None:
    found = _scored(_passes_all, "dev")
    assert (found["caught"], found["true_kept"], found["informed"]) == (0.0, 1.0, 0.0)


def test_rejecting_all_scores_badly() -> None:
    found = _scored(_rejects_all, "dev")
    assert (found["true_kept"], found["informed"]) == (0.0, 0.0)


def test_the_verifier_holds_on_the_development_group() -> None:
    found = _scored(verify, "dev")
    assert found["caught"] >= 0.95
    assert found["true_kept"] >= 0.98


def test_the_verifier_holds_on_the_group_held_out() -> None:
    found = _scored(verify, "held_out")
    assert found["caught"] >= 0.9
    assert found["true_kept"] >= 0.9


def test_the_verifier_holds_on_answers_in_the_manners_of_models() -> None:
    found = _scored(verify, "prose")
    assert found["caught"] >= 0.85
    assert found["true_kept"] >= 0.9


def test_the_verifier_holds_on_reports() -> None:
    found = _scored(verify, "reports")
    assert found["caught"] >= 0.9
    assert found["true_kept"] >= 0.9


def test_totals_name_no_case_of_the_hidden_group() -> None:
    cases = list(grade(answers("dev"), group=HIDDEN, verify=_passes_all))
    shares, total = totals(cases)
    assert shares[f"true_kept/{HIDDEN}"] == 1.0
    assert shares[f"caught/{HIDDEN}"] == 0.0
    assert not total.passed
    assert not any(case.id in total.detail or case.id in name for case in cases for name in shares)


def test_the_verifier_holds_on_single_statements_of_free_text() -> None:
    found = metrics(list(graded(verify)))
    assert found["caught"] >= 0.95
    assert found["true_kept"] >= 0.95


def test_single_statements_tell_bad_verifiers() -> None:
    assert metrics(list(graded(_passes_all)))["informed"] == 0.0
    assert metrics(list(graded(_rejects_all)))["informed"] == 0.0


def test_the_share_of_statements_left_alone() -> None:
    few = answers("dev")[:5]
    assert statements_kept(few, _passes_all) == 1.0
    assert statements_kept(few, _rejects_all) < 1.0
