"""A school's yearly entry: campaigns, the file of each school, what it waits for."""
