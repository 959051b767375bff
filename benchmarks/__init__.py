"""Benchmarks: each prints one table of ratios against a yardstick measured in the same run."""
