"""Two Word texts side by side: what changed, shown on screen, written as tracked changes, applied.

``alignment`` pairs paragraphs and rows and finds the words that differ; ``tracked`` writes them
in a Word file, ``screen`` on a page; ``returns`` lists what somebody changed in the file that
was sent; ``wording`` puts chosen changes into the text of one act.
"""
