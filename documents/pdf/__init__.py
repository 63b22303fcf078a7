"""What happens to an act's PDF after its conversion: pure functions over bytes.

``stamping`` draws the reference and the QR code, ``fields`` places the empty signature fields,
``sealing`` seals, signs and timestamps, ``verification`` and ``returns`` read what comes back,
``pages`` shows the pages. Nothing here knows a model, a person or a database row.
"""
