"""The grid's rows, columns and texts as its script takes them."""
