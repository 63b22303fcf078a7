"""Pages of conventions, split by screen."""
