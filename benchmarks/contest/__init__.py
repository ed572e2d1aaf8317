"""The parts of ``benchmarks/build.py`` and ``benchmarks/kills.py``."""
