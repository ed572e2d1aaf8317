"""Charts that compare townships and years: the comparison's table in; drawings with their words and data out."""

from fazhi.charts.comparison.control import control_chart
from fazhi.charts.comparison.funnel import funnel
from fazhi.charts.comparison.heat import heat_table
from fazhi.charts.comparison.ranked import ranked_dots
from fazhi.charts.comparison.slope import slope
from fazhi.charts.comparison.spine import spine
from fazhi.charts.comparison.years import small_multiples

__all__ = ["control_chart", "funnel", "heat_table", "ranked_dots", "slope", "small_multiples", "spine"]
