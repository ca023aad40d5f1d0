"""How fast and how small: `python -m bench` measures, prints a table and writes docs/benchmarks.md."""
