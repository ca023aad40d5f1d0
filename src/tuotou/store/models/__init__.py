"""The tables, a noun a file."""

from tuotou.store.models.account import Account
from tuotou.store.models.adjustment import Adjustment
from tuotou.store.models.api_token import ApiToken
from tuotou.store.models.archived_day import ArchivedDay
from tuotou.store.models.audit_entry import AuditEntry
from tuotou.store.models.belonging import Belonging
from tuotou.store.models.brand import Brand
from tuotou.store.models.callback import Callback
from tuotou.store.models.cause import Cause
from tuotou.store.models.channel import Channel
from tuotou.store.models.chat_group import ChatGroup
from tuotou.store.models.closed_period import ClosedPeriod
from tuotou.store.models.contact import Contact
from tuotou.store.models.continuation import Continuation
from tuotou.store.models.counted import Counted
from tuotou.store.models.crowd_member import CrowdMember
from tuotou.store.models.data_finding import DataFinding
from tuotou.store.models.delivery import Delivery
from tuotou.store.models.delivery_attempt import DeliveryAttempt
from tuotou.store.models.duty import Duty
from tuotou.store.models.edition import Edition
from tuotou.store.models.enclosure import Enclosure
from tuotou.store.models.exempted import Exempted
from tuotou.store.models.exemption import Exemption
from tuotou.store.models.exemption_site import ExemptionSite
from tuotou.store.models.exemption_step import ExemptionStep
from tuotou.store.models.export import Export
from tuotou.store.models.figure import Figure
from tuotou.store.models.figure_adjustment import FigureAdjustment
from tuotou.store.models.figure_line import FigureLine
from tuotou.store.models.followed import Followed
from tuotou.store.models.franchise import Franchise
from tuotou.store.models.franchisee import Franchisee
from tuotou.store.models.gate_answer import GateAnswer
from tuotou.store.models.ground_document import GroundDocument
from tuotou.store.models.handle import Handle
from tuotou.store.models.job_run import JobRun
from tuotou.store.models.lease import Lease
from tuotou.store.models.letter import Letter
from tuotou.store.models.line import Line
from tuotou.store.models.mark import Mark
from tuotou.store.models.membership import Membership
from tuotou.store.models.note import Note
from tuotou.store.models.notice import Notice
from tuotou.store.models.once import Once
from tuotou.store.models.person import Person
from tuotou.store.models.piece import Piece
from tuotou.store.models.position import Position
from tuotou.store.models.post import Post
from tuotou.store.models.preference import Preference
from tuotou.store.models.promise import Promise
from tuotou.store.models.publication import Publication
from tuotou.store.models.published_figure import PublishedFigure
from tuotou.store.models.recorded_event import RecordedEvent
from tuotou.store.models.recount import Recount
from tuotou.store.models.refused_message import RefusedMessage
from tuotou.store.models.retired import Retired
from tuotou.store.models.retired_rider import RetiredRider
from tuotou.store.models.role_grant import RoleGrant
from tuotou.store.models.role_policy import RolePolicy
from tuotou.store.models.roster_day import RosterDay
from tuotou.store.models.served_area import ServedArea
from tuotou.store.models.session import Session
from tuotou.store.models.sign_in import SignIn
from tuotou.store.models.source import Source
from tuotou.store.models.standard_draft import StandardDraft
from tuotou.store.models.standard_version import StandardVersion
from tuotou.store.models.stirred import Stirred
from tuotou.store.models.subject import Subject
from tuotou.store.models.subscriber import Subscriber
from tuotou.store.models.target import Target
from tuotou.store.models.trial_run import TrialRun
from tuotou.store.models.unit import Unit
from tuotou.store.models.upload import Upload
from tuotou.store.models.vehicle import Vehicle
from tuotou.store.models.verdict import Verdict
from tuotou.store.models.warning import Warning
from tuotou.store.models.warning_item import WarningItem
from tuotou.store.models.warning_step import WarningStep
from tuotou.store.models.whereabouts import Whereabouts

__all__ = [
    "Account",
    "Adjustment",
    "ApiToken",
    "ArchivedDay",
    "AuditEntry",
    "Belonging",
    "Brand",
    "Callback",
    "Cause",
    "Channel",
    "ChatGroup",
    "ClosedPeriod",
    "Contact",
    "Continuation",
    "Counted",
    "CrowdMember",
    "DataFinding",
    "Delivery",
    "DeliveryAttempt",
    "Duty",
    "Edition",
    "Enclosure",
    "Exempted",
    "Exemption",
    "ExemptionSite",
    "ExemptionStep",
    "Figure",
    "FigureAdjustment",
    "FigureLine",
    "Export",
    "Followed",
    "Franchise",
    "Franchisee",
    "GateAnswer",
    "GroundDocument",
    "Handle",
    "JobRun",
    "Lease",
    "Letter",
    "Line",
    "Mark",
    "Membership",
    "Note",
    "Notice",
    "Once",
    "Person",
    "Piece",
    "Position",
    "Post",
    "Preference",
    "Promise",
    "Publication",
    "PublishedFigure",
    "RecordedEvent",
    "Recount",
    "RefusedMessage",
    "Retired",
    "RetiredRider",
    "RoleGrant",
    "RolePolicy",
    "RosterDay",
    "ServedArea",
    "Session",
    "SignIn",
    "Source",
    "StandardDraft",
    "StandardVersion",
    "Stirred",
    "Subject",
    "Subscriber",
    "Target",
    "TrialRun",
    "Unit",
    "Upload",
    "Vehicle",
    "Verdict",
    "Warning",
    "WarningItem",
    "WarningStep",
    "Whereabouts",
]
