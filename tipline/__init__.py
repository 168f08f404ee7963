"""The rules of the tip line: no I/O, no clock, no chance, no vendor."""
