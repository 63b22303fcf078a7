"""The evidence of a signed act: what is told, to whom, and its making.

The syndicate's file is whole; a party's holds its own facts and what the act says to everybody.
"""
