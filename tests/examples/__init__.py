"""The dossiers of docs/examples come out as said."""
