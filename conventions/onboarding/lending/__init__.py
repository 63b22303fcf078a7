"""4G keys and computers lent to schools (M42, M43)."""
