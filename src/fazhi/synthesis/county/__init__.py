"""A fictional county of many townships and years, in which an honest comparison finds what is planted and nothing else."""

from fazhi.synthesis.county.plans import County, CountyError, county
from fazhi.synthesis.county.writing import WrittenCounty, write_county

__all__ = ["County", "CountyError", "WrittenCounty", "county", "write_county"]
