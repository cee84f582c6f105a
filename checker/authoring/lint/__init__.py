"""What the types of a pack cannot see: rules that say nothing, names that nobody uses, limits untested."""

from checker.authoring.lint.check import Report, lint
from checker.authoring.lint.finding import CODES, Finding

__all__ = ["CODES", "Finding", "Report", "lint"]
