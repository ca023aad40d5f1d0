"""Stories of trips, of delivered parcels, of sites and people. Minutes after the beginning."""

from __future__ import annotations

from typing import Final

from tuotou.simulator.story import After, Days, Slip, Step, Story

D: Final = 1440.0

DRIVING: Final = Story(
    (
        Step("driving_began", (1, 1), {}, "terminal"),
        Step("rested", (205, 225), {"minutes": 25.0}, "terminal"),
        Step("driving_began", (255, 255), {}, "terminal"),
        Step("driving_ended", (430, 470), {"minutes": 190.0}, "terminal"),
    ),
    (Slip("no_rest", {"driver-rests": 242}, {1: None}),),
)
POSITION: Final = Story(
    (Step("position_lost_began", (0, 0), {}, "terminal"), Step("position_lost_ended", (2, 8), {}, "terminal")),
    (Slip("position_lost", {"position-back-10min": 11}, {1: (15, 25)}),),
)
DETOUR: Final = Story(
    (Step("deviation_began", (0, 0), {}, "terminal"), Step("deviation_ended", (3, 12), {"km": 2.0}, "terminal")),
    (Slip("detour", {"deviation-explained-15min": 16}, {1: (20, 40)}),),
)
STOP: Final = Story(
    (Step("long_stop_began", (0, 0), {}, "terminal"), Step("long_stop_ended", (5, 25), {}, "terminal")),
    (Slip("long_stop", {"long-stop-explained-30min": 31}, {1: (40, 60)}),),
)
SPEED: Final = Story(
    (
        Step("overspeed_began", (0, 0), {}, "terminal"),
        Step("overspeed_ended", (1, 3), {"minutes": 2.0, "speed_kmh": 95.0, "limit_kmh": 80.0}, "terminal"),
    ),
    (Slip("overspeed", {"overspeed-20-percent": 3}, {}, {1: {"speed_kmh": 118.0}}),),
)
COLD: Final = Story(
    (
        Step("excursion_began", (0, 0), {"cold_band": "chilled"}, "sensor"),
        Step("excursion_ended", (5, 12), {"cold_band": "chilled", "minutes": 9.0}, "sensor"),
    ),
    (Slip("cold_excursion", {"cold-excursion-15min": 16}, {1: (35, 50)}, {1: {"minutes": 42.0}}),),
)
INCIDENT: Final = Story(
    (
        Step("incident", (0, 0), {"incident_kind": "breakdown", "found_by": "driver"}, "terminal"),
        *(Step("incident_told", (1, 4), {"audience": a}, "office") for a in ("hq", "next_site", "sender", "outlet")),
        Step("incident_resolved", (15, 25), {"outcome": "repaired"}, "office"),
    ),
    (
        Slip("hq_told_late", {"incident-hq-told-5min": 6}, {1: (9, 14)}),
        Slip("next_site_told_late", {"incident-next-site-told-5min": 6}, {2: (9, 14)}),
        Slip("sender_told_late", {"incident-sender-told-5min": 6}, {3: (9, 14)}),
        Slip("outlets_told_late", {"incident-outlets-told-5min": 6}, {4: (9, 14)}),
    ),
)
TRIPS: Final = (
    (DRIVING, 1.0),
    (POSITION, 0.05),
    (DETOUR, 0.03),
    (STOP, 0.05),
    (SPEED, 0.05),
    (COLD, 0.03),
    (INCIDENT, 0.02),
)
"""Each with its share of the trips that are long enough; those after the first begin on the way."""

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
MISSORTED: Final = Story(
    (
        Step("wrong_sort_found", (0, 0), {}, "handheld"),
        Step("handed_over", (20, 60), {}, "handheld"),
    ),
    (Slip("missorted_left_lying", {"missorted-turned-round-4h": 241}, {1: (250, 290)}),),
)
WAITING: Final = 300.0  # minutes that a parcel lies where one of these happens to it

FINDING: Final = Story(
    (
        Step("finding_opened", (0, 0), {"finding": "F1", "check": "stacking"}, "office"),
        Step("finding_rectified", (D, 5 * D), {"finding": "F1", "photo_hash": "f1"}, "office"),
    ),
    (Slip("finding_left_open", {"finding-rectified": Days(7)}, {1: (9 * D, 10 * D)}),),
)
HIRED: Final = Story(
    (
        Step("hired", (0, 0), {"role": "courier"}, "office"),
        Step("training_passed", (D, 6 * D), {"course": "onboarding"}, "office"),
    ),
    (Slip("new_hire_untrained", {"new-hire-trained-7d": Days(7)}, {1: (9 * D, 10 * D)}),),
)
CERTIFIED: Final = Story(
    (
        Step(
            "certificate_issued", (0, 0), {"certificate": "C1", "operation": "forklift", "expires_at": After(400 * D)}
        ),
        Step("worked", (60, 500), {"operation": "forklift"}, "office"),
    ),
    (Slip("works_uncertified", {"certified-to-work": 500}, {0: None}),),
)
THROWN: Final = Story(
    (Step("thrown", (0, 0), {"height_cm": 15.0, "fragile": False, "confidence": 0.9}, "camera"),),
    (Slip("parcel_thrown", {"parcel-never-thrown": 1}, {}, {0: {"height_cm": 62.0}}),),
)
DUTY: Final = Story(
    (
        Step("day_began", (0, 0), {"ends_at": After(D - 1 / 60)}, "roster"),
        Step("duty_taken", (370, 530), {}, "office"),
        Step("site_scanned", (485, 600), {"pieces": 1}, "office"),
    ),
    (
        Slip("nobody_on_duty", {"somebody-on-duty": 541}, {1: (600, 700)}),
        Slip("site_without_scan", {"site-scanned-daily": D}, {2: None}),
    ),
)
