"""Two versions of a pack: what changed, which verdicts change, what the version must say.

edition.py        a version, however it is named, and the packs around it
sample.py         the dossiers that both are checked on
bump.py           MAJOR, MINOR, PATCH
meaning.py        what the parts of a typed pack mean
written.py        its items as they are written
difference.py     an item that was added, removed or changed
datatypes.py      how types changed
parameter.py      how values changed in time
differences.py    two typed packs → differences
comparison.py     all that differs, and what it asks of the version
from_editions.py  two editions → a comparison
words.py          its sentences; to_text.py, to_json.py, to_markdown.py
"""
