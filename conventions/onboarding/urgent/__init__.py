"""The urgent track: schools opened together, what was skipped becomes a debt (S3, M27)."""
