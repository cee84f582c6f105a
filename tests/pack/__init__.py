"""Tests of checker/pack."""
