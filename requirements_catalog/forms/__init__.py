"""What a browser sends, checked."""
