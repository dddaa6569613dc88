"""Checks on AWS resources."""
