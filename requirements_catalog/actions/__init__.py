"""Everything that writes: one function an action."""
