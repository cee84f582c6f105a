"""Facts and tables with their origins: the door of this stage."""

from checker.dossier.from_files import RawDossier, from_text, open_dossier, read_dossier

__all__ = ["RawDossier", "from_text", "open_dossier", "read_dossier"]
