"""Stories of parcels. Minutes after the beginning."""

from __future__ import annotations

from typing import Final

from tuotou.simulator.story import Days, Slip, Step, Story

D: Final = 1440.0

NOT_RECEIVED: Final = Story(
    (
        Step("not_received_reported", (0, 0), {"channel": "phone"}),
        Step("search_asked", (3, 8)),
        Step("evidence_held", (10, 90), {"evidence": "camera"}, "office"),
        Step("search_answered", (30, 100), {"outcome": "found_at_neighbour"}),
    ),
    (
        Slip("search_answered_late", {"not-received-traced-2h": 121}, {3: (150, 300)}),
        Slip("evidence_held_late", {"evidence-held-2h": 121}, {2: (150, 250)}),
    ),
)
LOW_SCORE: Final = Story(
    (
        Step("rated", (0, 0), {"score": 2.0, "touch_point": "delivery"}, "app"),
        Step("contacted", (100, 2000), {"channel": "phone", "connected": True, "seconds": 80}),
    ),
    (Slip("low_score_ignored", {"low-score-called-back": Days(3)}, {1: None}),),
)
DELIVERED: Final = ((NOT_RECEIVED, 0.002), (LOW_SCORE, 0.004))
"""Each with its share of the parcels delivered."""

WET: Final = Story(
    (
        Step("wet_found", (0, 0), {"seal_intact": True}, "handheld"),
        Step("exception_registered", (2, 12), {"reason": "wet", "photo_hash": "w1"}, "handheld"),
        Step("contacted", (20, 60), {"channel": "phone", "connected": True, "seconds": 40}),
        Step("exception_closed", (70, 120), {"outcome": "delivered_as_agreed"}),
    ),
    (Slip("exception_registered_late", {"exception-registered-15min": 16}, {1: (17, 19)}),),
)
BROKEN: Final = Story(
    (
        Step("broken_found", (0, 0), {"seal_intact": True}, "handheld"),
        Step("exception_registered", (2, 12), {"reason": "broken", "photo_hash": "b1"}, "handheld"),
        Step("damaged", None, {"reason": "crushed", "severity": "normal"}, "handheld"),
        Step("damage_verified", (20, 60), {"outcome": "intact"}, "handheld"),
    ),
    (Slip("damaged_on_the_way", {"delivered-whole": 4 * D}, {2: (13, 18)}, {3: {"outcome": "damaged"}}),),
)
CANCELLED: Final = Story(
    (
        Step("stock_taken", (0, 0), {}, "handheld"),
        Step(
            "scan_cancelled",
            (1, 20),
            {"cancels": "stock_taken-1", "reason": "wrong_scan", "approved_by": "QM001"},
            "handheld",
        ),
    ),
    (Slip("scan_cancelled_alone", {"scan-cancelled-with-approval": 20}, {}, {1: {"approved_by": None}}),),
)
SUSPECTED: Final = Story(
    (
        Step("prohibited_suspected", (0, 0), {"category": "battery", "confidence": 0.7}, "xray"),
        Step("prohibited_cleared", (20, 90), {"category": "battery", "reason": "opened"}, "office"),
    ),
)
MISSORTED: Final = Story(
    (
        Step("wrong_sort_found", (0, 0), {}, "handheld"),
        Step("handed_over", (20, 60), {}, "handheld"),
    ),
    (Slip("missorted_left_lying", {"missorted-turned-round-4h": 241}, {1: (250, 290)}),),
)
SEIZED: Final = Story(
    (
        Step("prohibited_suspected", (0, 0), {"category": "fireworks", "confidence": 0.9}, "office"),
        Step("prohibited_confirmed", (15, 30), {"category": "fireworks"}, "office"),
        Step("authority_told", (35, 70), {"topic": "prohibited", "reference": "AQ1"}, "office"),
        Step("destroyed", (300, 900), {"reason": "prohibited", "witness": "QM001"}, "office"),
    ),
    (Slip("prohibited_told_late", {"prohibited-told-1h": 95}, {2: (110, 200)}),),
)
TO_BEIJING: Final = Story(
    (
        Step("forwarded", (0, 0), {"destination": "110105", "reason": "sender_request"}, "office"),
        Step("screened", (10, 30), {"passed": True, "machine": "X1"}, "xray"),
        Step("departed", (60, 60), {"to_site": "HUB9", "transport": "road"}, "office"),
        Step("order_cancelled", (90, 180), {"reason": "sender_request"}, "office"),
    ),
    (Slip("key_not_screened", {"key-destination-screened": 60}, {1: None}),),
)
"""Given to the hub for Beijing under a new number, and called off on the road."""
NO_LABEL: Final = Story(
    (
        Step("no_label_found", (0, 0), {"goods": "clothes"}, "handheld"),
        *(Step("stock_taken", None, {}, "handheld") for _ in range(3)),
        Step("owner_matched", (300, 1200), {"confidence": 0.9}, "office"),
    ),
    (
        Slip(
            "no_label_unmatched",
            {"no-label-matched-3d": 3 * D + 1},
            {1: (1200, 1300), 2: (2400, 2500), 3: (3600, 3700), 4: (4500, 4800)},
        ),
    ),
)
