"""Townships and years side by side: benchmarks, funnels, trends, and what must not be compared.

Names are imported when they are first asked for: who asks whether results are fresh must not wait for pandas.
"""

from typing import TYPE_CHECKING

from fazhi.lazy import importing

if TYPE_CHECKING:
    from fazhi.comparison.basis import Basis, BasisError, basis_text, read_basis
    from fazhi.comparison.collecting import Collected, CollectError, Problem, collect
    from fazhi.comparison.comparing import BenchmarkError, Comparison, check_benchmarks, compare
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

__getattr__ = importing(
    __name__,
    {
        "basis": ("Basis", "BasisError", "basis_text", "read_basis"),
        "collecting": ("CollectError", "Collected", "Problem", "collect"),
        "comparing": ("BenchmarkError", "Comparison", "check_benchmarks", "compare"),
        "funnel": ("funnel_limits",),
    },
)
