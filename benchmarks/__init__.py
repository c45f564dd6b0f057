"""Measures with goals. Each module yields Measure objects from measures(); python -m benchmarks prints the table."""
