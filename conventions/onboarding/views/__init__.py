"""The pages of campaigns and of the entries of schools."""
