"""Values that all stages share; imports nothing of ours."""
