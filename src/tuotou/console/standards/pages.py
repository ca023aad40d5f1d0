"""Their addresses: fixed words stand before what may be any standard's id."""

from __future__ import annotations

from typing import Final

from tuotou.console.page import Page
from tuotou.console.standards import drafts, trials
from tuotou.console.standards.calendars import calendar, calendars
from tuotou.console.standards.commitments import commitment, commitments
from tuotou.console.standards.editor import check, fill
from tuotou.console.standards.grounds import ground, withdrawal
from tuotou.console.standards.listing import standards
from tuotou.console.standards.page import standard
from tuotou.console.standards.scenarios import scenarios

POST: Final = ("POST",)
GROUNDS: Final = "system.write"
SEE, DRAFTS, WRITE, APPROVE = "standards.see", "standards.drafts", "standards.write", "standards.approve"
PAGES: Final = (
    Page("standards/", standards, "standards", SEE),
    Page("standards/new", drafts.new, "new-standard", WRITE, POST),
    Page("standards/drafts/", drafts.drafts, "drafts", DRAFTS),
    Page("standards/drafts/<int:id>/", drafts.draft, "draft", DRAFTS),
    Page("standards/drafts/<int:id>/document", drafts.save, "draft-document", WRITE, POST),
    Page("standards/drafts/<int:id>/check", check, "draft-check", WRITE, POST),
    Page("standards/drafts/<int:id>/form", fill, "draft-form", WRITE, POST),
    Page("standards/drafts/<int:id>/submission", drafts.submit, "draft-submission", WRITE, POST),
    Page("standards/drafts/<int:id>/withdrawal", drafts.take_back, "draft-withdrawal", WRITE, POST),
    Page("standards/drafts/<int:id>/disposal", drafts.discard, "draft-disposal", WRITE, POST),
    Page("standards/drafts/<int:id>/approval", drafts.approve, "draft-approval", APPROVE, POST),
    Page("standards/drafts/<int:id>/refusal", drafts.refusal, "draft-refusal", APPROVE, POST),
    Page("standards/drafts/<int:id>/trials", trials.begin, "draft-trials", WRITE, POST),
    Page("standards/trials/<int:id>/", trials.trial, "trial", SEE),
    Page("standards/trials/<int:id>/cancellation", trials.cancellation, "trial-cancellation", WRITE, POST),
    Page("standards/grounds/<slug:kind>/new", ground, "new-ground", GROUNDS, ("GET", "POST")),
    Page("standards/grounds/<slug:kind>/<slug:name>/", ground, "ground", GROUNDS, ("GET", "POST")),
    Page("standards/grounds/<slug:kind>/<slug:name>/withdrawal", withdrawal, "ground-withdrawal", GROUNDS, POST),
    Page("standards/calendars/", calendars, "calendars", SEE),
    Page("standards/calendars/<slug:id>/", calendar, "calendar", SEE),
    Page("standards/commitments/", commitments, "commitments", SEE),
    Page("standards/commitments/<slug:id>/", commitment, "commitment", SEE),
    Page("standards/<slug:id>/", standard, "standard", SEE),
    Page("standards/<slug:id>/scenarios", scenarios, "scenarios", SEE),
    Page("standards/<slug:id>/drafts", drafts.begin, "standard-drafts", WRITE, POST),
)
