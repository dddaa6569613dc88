"""Evaluations of the product: demo worlds with known truth, suites, cases and benchmarks."""
