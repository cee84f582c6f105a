"""Tests of checker/diagnostic."""
