"""Reading optimizers from outside: whatever the text, the result is a `System`."""
