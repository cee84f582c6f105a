"""The language of rule files: read into a tree, written back, coloured."""
