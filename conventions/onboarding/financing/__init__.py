"""What an entry costs, who is asked to pay, what each assembly decides (domain, § 3.10 and 4.3)."""
