"""What the REST API reads and answers; its views and actions lie with the others."""
