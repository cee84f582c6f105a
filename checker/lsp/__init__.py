"""The language server: what an editor asks about rule files, answered by the stages above."""
