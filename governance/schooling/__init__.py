"""Events of schools: prepared with a preview, applied on a legal date, never rewriting the past."""
