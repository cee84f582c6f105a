"""The command line: `main.py`, and a module for each command, loaded when called."""
