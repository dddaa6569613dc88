"""The suite `verifier`: true answers must pass the verifier untouched, and answers altered to say something false must not.

True answers are the planner's over made-up companies, and free text written by hand over recorded evidence
(`evals/cases/verifier/`), in a group for development and one held out. Alterations are false by construction: written
by hand, or a name, number or citation exchanged for one that the raw evidence does not hold.
"""
