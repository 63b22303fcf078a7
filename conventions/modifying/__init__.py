"""Acts that change an act in force: the amendment, the entry slip, the rectification."""
