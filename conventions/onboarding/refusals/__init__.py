"""The letters that take note of a refusal, and where they are offered."""
