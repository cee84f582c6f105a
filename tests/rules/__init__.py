"""The packs of `rules/`."""
