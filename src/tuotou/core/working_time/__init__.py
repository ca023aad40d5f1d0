"""Working time: calendars as documents, and arithmetic of instants, days, working days and opening hours.

Receives calendar documents and announced holidays; hands on `Calendar`, whose methods take and
give arrays: instants are int64 µs UTC (`NEVER` = there is none), days are int32 since 1970-01-01.
"""

from tuotou.core.working_time.calendar import Calendar, Reached, portion
from tuotou.core.working_time.calendar_document import parse_calendar
from tuotou.core.working_time.holidays import HolidayYear, parse_holidays
from tuotou.core.working_time.instant import DAY, END_OF_DAY, NEVER, Days, Flags, Instants
from tuotou.core.working_time.period import Period, period

__all__ = [
    "DAY",
    "END_OF_DAY",
    "NEVER",
    "Calendar",
    "Days",
    "Flags",
    "HolidayYear",
    "Instants",
    "Period",
    "Reached",
    "parse_calendar",
    "parse_holidays",
    "period",
    "portion",
]
