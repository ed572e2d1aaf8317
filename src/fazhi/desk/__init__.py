"""The desk: a new township-year to be filled in, where each one stands and what is to be done next, a definition tried out."""

from fazhi.desk.advice import Call, advice
from fazhi.desk.begin import Begun, begin
from fazhi.desk.names import BeginError
from fazhi.desk.status import Standing, standing, standings, table, to_do
from fazhi.desk.trial import Trial, TrialError, try_out

__all__ = [
    "BeginError",
    "Begun",
    "Call",
    "Standing",
    "Trial",
    "TrialError",
    "advice",
    "begin",
    "standing",
    "standings",
    "table",
    "to_do",
    "try_out",
]
