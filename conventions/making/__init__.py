"""Kinds of act made by an administrator, without code: described, tried, published, retired."""
