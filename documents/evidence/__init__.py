"""The evidence of a final copy: one zip for each of its readers, verified without this site.

Knows files and signatures of PDF; what people did is told by the layer above, as plain values.
"""
