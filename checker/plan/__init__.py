"""What to compute: the packs of a check as one program."""
