"""For those who write packs."""
