"""Acts signed by hand: the copy to print, the scans that come back, what is bound at the end.

Knows pages, codes and files; who may deposit, certify and read is the business of ``circuits``.
"""
