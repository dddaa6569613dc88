"""Tests of guides, their analysis and their search."""
