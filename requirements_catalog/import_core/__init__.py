"""From the rows of a workbook to what an import would do: pure functions on plain values.

words → mapping → rows → plan → tree. Only the standard library: everything here is tested without
a database, and the same answers come from the browser and the command line.
"""
