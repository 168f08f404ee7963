"""Benchmarks: what the line does a second beside the floor it stands on, in one run, on both databases."""
