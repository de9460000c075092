"""What narrows a list."""
