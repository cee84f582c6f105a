"""A user's mistake as a value, and how it is shown."""
