"""What a text says of its own update, held against that update."""
