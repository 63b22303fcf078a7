"""Orders that open or close the base of a list of schools (tables, § 1.8)."""
