"""What a browser asks for, one module a screen."""
