"""Tests of checker/authoring."""
