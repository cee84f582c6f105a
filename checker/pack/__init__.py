"""A checked pack, from its folder."""
