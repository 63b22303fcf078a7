"""What the parties undertake beyond the articles: who does what, what is written to families.

``roles`` is the table of responsibilities that the text prints, ``channel`` the categories of its
annex 4, ``lists`` the lists of common values that an act may write for itself, ``messages`` who
of a collectivité may write to parents and what was reported of it, ``exchanges`` the connectors
and périscolaire projects that wait for the data-protection officer.
"""
