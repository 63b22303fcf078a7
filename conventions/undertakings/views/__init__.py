"""Pages of what the parties undertake."""
