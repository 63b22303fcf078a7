"""Signatures on paper: who chooses them, prints, deposits the scans, certifies them (P13, P14)."""
