"""Townships and years side by side: benchmarks, funnels, trends, and what must not be compared."""

from fazhi.comparison.basis import Basis, BasisError, basis_text, read_basis
from fazhi.comparison.collect import Collected, CollectError, Problem, collect
from fazhi.comparison.compare import BenchmarkError, Comparison, check_benchmarks, compare
from fazhi.comparison.funnel import funnel_limits

__all__ = [
    "Basis",
    "BasisError",
    "BenchmarkError",
    "CollectError",
    "Collected",
    "Comparison",
    "Problem",
    "basis_text",
    "check_benchmarks",
    "collect",
    "compare",
    "funnel_limits",
    "read_basis",
]  # fmt: skip
