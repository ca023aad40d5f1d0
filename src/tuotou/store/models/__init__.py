"""The tables, a noun a file."""

from tuotou.store.models.audit_entry import AuditEntry
from tuotou.store.models.continuation import Continuation
from tuotou.store.models.data_finding import DataFinding
from tuotou.store.models.job_run import JobRun
from tuotou.store.models.mark import Mark
from tuotou.store.models.membership import Membership
from tuotou.store.models.promise import Promise
from tuotou.store.models.recorded_event import RecordedEvent
from tuotou.store.models.standard_version import StandardVersion
from tuotou.store.models.subject import Subject
from tuotou.store.models.verdict import Verdict

__all__ = [
    "AuditEntry",
    "Continuation",
    "DataFinding",
    "JobRun",
    "Mark",
    "Membership",
    "Promise",
    "RecordedEvent",
    "StandardVersion",
    "Subject",
    "Verdict",
]
