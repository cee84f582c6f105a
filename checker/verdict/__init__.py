"""An assessment from packs and a dossier: no input, no output, no clock."""
