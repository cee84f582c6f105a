"""Tests of checker/cli."""
