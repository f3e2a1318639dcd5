"""Measurements, not tests: `python -m tests.benchmarks [NAME …]` prints the tables of docs/performance.md.

What is compared runs round-robin in one process group, so that a busy machine slows both sides alike; the ratios are
what counts, not the milliseconds.
"""
