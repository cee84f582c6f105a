"""A ledger as a casthouse keeps it becomes a proposed mapping: `from_sheets.propose` is the door.

Nothing is guessed in silence: each match says how sure it is, and what does not match is named.
"""
