"""Stories of cases: complaints, questions, claims, work orders, appeals. Minutes after the beginning."""

from __future__ import annotations

from typing import Final

from tuotou.simulator.story import NEVER, After, Days, Slip, Step, Story, Workdays

D: Final = 1440.0
CALLED: Final = {"channel": "phone", "connected": True, "seconds": 65}

COMPLAINT: Final = Story(
    (
        Step("complaint_opened", (0, 0), {"channel": "phone", "cause": "delay", "customer_kind": "individual"}),
        Step("first_answered", (1, 9), {"channel": "phone"}),
        Step("contacted", (10, 14), CALLED),
        Step("solution_offered", (120, 900), {"channel": "phone", "solution": "redelivery"}),
        Step("solved", (1000, 1800), {"outcome": "settled"}),
        Step("result_told", (1810, 2400), {"channel": "phone", "outcome": "settled"}),
        Step("case_closed", (2500, 2700), {"reached": True}),
        Step("called_back", (3900, 5200), {"connected": True, "score": 4.0}),
        Step("waiting_for_customer", NEVER, {"reason": "address"}),
        Step("waiting_for_customer", NEVER, {"reason": "address"}),
    ),
    (
        Slip("complaint_answered_late", {"complaint-contacted-15min": 16}, {1: (25, 55), 2: (60, 80)}),
        Slip(
            "complaint_solved_late",
            {"complaint-solved-48h": 2881},
            {4: (2950, 3300), 5: (3310, 3400), 6: (3500, 3600), 7: (4700, 5200)},
        ),
        Slip(
            "result_never_told",
            {"complaint-law-7d": Days(7), "complaint-told-72h": 4320, "closed-after-told": 2700},
            {5: None},
        ),
        Slip("complaint_closed_late", {"complaint-closed-15wd": Workdays(15)}, {6: (32 * D, 33 * D)}),
        Slip("waits_again", {"waiting-not-renewed": 105}, {8: (40, 50), 9: (105, 105)}),
        Slip("no_call_back", {"called-back-3d": 6920}, {6: (2600, 2600), 7: None}),
    ),
)
REPEATED: Final = Story(
    (
        *COMPLAINT.steps[:3],
        Step("contacted_again", (300, 300), {"channel": "phone", "asked_by": "recipient"}),
        Step("escalated", (303, 312), {"reason": "repeat"}),
        *COMPLAINT.steps[4:],
    ),
    (Slip("repeat_not_raised", {"repeat-contact-raised": 316}, {4: (360, 400)}),),
)
INQUIRY: Final = Story(
    (
        Step("inquiry_opened", (0, 0), {"channel": "phone", "cause": "where"}),
        Step("first_answered", (2, 20), {"channel": "phone"}),
        Step("result_told", (100, 2000), {"channel": "phone"}),
        Step("case_closed", (2100, 2200), {"reached": True}),
    ),
    (
        Slip("question_answered_late", {"inquiry-phone-30min": 31}, {1: (45, 90)}),
        Slip(
            "question_left_open",
            {"inquiry-answered-48h": 2881},
            {2: (2950, 3200), 3: (3300, 3400)},
        ),
    ),
)
CLAIM: Final = Story(
    (
        Step("claim_opened", (0, 0), {"channel": "app", "customer_kind": "individual", "cause": "damage"}),
        Step("first_answered", (5, 180), {"channel": "app"}),
        Step("evidence_checked", (200, 400), {"passed": True}),
        Step("decided", (420, 700), {"outcome": "approved", "amount": 80.0}),
        Step("paid", (750, 1500), {"amount": 80.0, "payee": "sender"}),
        Step("result_told", (1510, 1600), {"channel": "app"}),
        Step("case_closed", (1700, 1800), {"reached": True}),
    ),
    (
        Slip("claim_unanswered", {"claim-answered-24h": 1440}, {1: None, 4: (1450, 1500)}),
        Slip("claim_paid_late", {"claim-paid-24h": 1841}, {4: (1900, 2200), 5: (2210, 2300), 6: (2400, 2500)}),
        Slip(
            "claim_paid_much_too_late",
            {"claim-paid-24h": 1841, "claim-paid-7d": 10.5 * D},
            {4: (10.8 * D, 11 * D), 5: (11 * D + 5, 11.1 * D), 6: (11.2 * D, 11.3 * D)},
        ),
        Slip(
            "claim_undecided",
            {"claim-decided-30d": Days(30), "closed-after-told": 32 * D},
            {2: None, 3: None, 4: None, 5: None, 6: (32 * D, 32 * D)},
        ),
    ),
)
ABROAD: Final = Story(
    (
        Step("claim_opened", (0, 0), {"channel": "app", "cause": "loss", "product": "international"}),
        Step("first_answered", (5, 180), {"channel": "app"}),
        Step("decided", (2 * D, 20 * D), {"outcome": "rejected", "reason": "delivered"}),
        Step("result_told", (20 * D + 5, 21 * D), {"channel": "app"}),
        Step("case_closed", (22 * D, 23 * D), {"reached": True}),
    ),
    (
        Slip(
            "claim_abroad_undecided",
            {"claim-decided-60d": Days(60), "closed-after-told": 62 * D},
            {2: None, 3: None, 4: (62 * D, 62 * D)},
        ),
    ),
)
WORK_ORDER: Final = Story(
    (
        Step("work_order_opened", (0, 0), {"cause": "delay"}),
        Step("work_order_accepted", (2, 20)),
        Step("first_answered", (25, 100), {"channel": "app"}),
        Step("evidence_given", (101, 115), {"evidence": "photo"}),
        Step("answer_checked", (300, 1200), {"passed": True}),
    ),
    (
        Slip("work_order_accepted_late", {"work-order-accepted-30min": 31}, {1: (40, 60), 2: (62, 100)}),
        Slip("work_order_answered_late", {"work-order-answered-2h": 121}, {2: (130, 170), 3: (171, 200)}),
        Slip("work_order_left_open", {"work-order-finished": 1441}, {4: (1600, 2000)}),
    ),
)
APPEAL: Final = Story(
    (
        Step("appeal_opened", (0, 0), {"cause": "loss", "reference": "12305"}, "office"),
        Step("mediation_proposed", (D, 1.5 * D), {"reference": "12305", "respond_by_at": After(6 * D)}, "office"),
        Step("mediation_answered", (2 * D, 4 * D), {"reference": "12305", "outcome": "accepted"}, "office"),
        Step("authority_told", (4.5 * D, 9 * D), {"topic": "appeal", "reference": "12305"}, "office"),
    ),
    (
        Slip("appeal_answered_late", {"appeal-answered-15d": Days(15)}, {3: (16.5 * D, 17 * D)}),
        Slip("mediation_answered_late", {"appeal-mediation-3wd": 6 * D}, {2: (6.5 * D, 8 * D), 3: (9 * D, 10 * D)}),
    ),
)
CASES: Final = (
    (COMPLAINT, 0.006),
    (REPEATED, 0.001),
    (INQUIRY, 0.008),
    (CLAIM, 0.002),
    (ABROAD, 0.0005),
    (WORK_ORDER, 0.006),
    (APPEAL, 0.0003),
)
"""Each with its share of the parcels; all begin between 8:30 and 16:30."""
