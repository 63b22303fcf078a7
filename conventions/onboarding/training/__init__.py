"""Training of schools: the plan of a district, its sessions, who came (tables, § 1.9)."""
