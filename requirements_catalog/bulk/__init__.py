"""What a bulk change would do, worked out before it is done."""
