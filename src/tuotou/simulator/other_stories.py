"""Stories of trips, of sites and people. Minutes after the beginning."""

from __future__ import annotations

from typing import Final

from tuotou.simulator.story import NEVER, After, Days, Slip, Step, Story

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
EXCURSION: Final = "cold_excursion"
NOT_CHECKED: Final = "cold_not_checked"
COLD: Final = Story(
    (
        Step("excursion_began", (0, 0), {"cold_band": "chilled"}, "sensor"),
        Step("excursion_ended", (5, 12), {"cold_band": "chilled", "minutes": 9.0}, "sensor"),
    ),
    tuple(
        Slip(fault, {"cold-excursion-15min": 16}, {1: (35, 50)}, {1: {"minutes": 42.0}})
        for fault in (EXCURSION, NOT_CHECKED)
    ),
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
TRIPS: Final = ((POSITION, 0.05), (DETOUR, 0.03), (STOP, 0.05), (SPEED, 0.05), (COLD, 0.03), (INCIDENT, 0.02))
"""Each with its share of the trips that are long enough, each trip with one at most; DRIVING is of all."""
ON_THE_WAY: Final = (260.0, 400.0)  # minutes after the departure: between two rests

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
        Step("background_checked", (0, 20), {"passed": True, "expires_at": After(400 * D)}, "office"),
        Step("contract_signed", (20, 40), {"expires_at": After(400 * D)}, "office"),
        Step("procedure_signed", (40, 55), {"operation": "forklift"}, "office"),
        Step("injured", (510, 520), {"severity": "minor", "operation": "forklift"}, "handheld"),
    ),
    (
        Slip("works_uncertified", {"certified-to-work": 500}, {0: None}),
        Slip("works_unchecked", {"background-checked-to-work": 500}, {2: None}),
        Slip("works_without_contract", {"contract-before-work": 500}, {3: None}),
        Slip("procedure_not_signed", {"procedure-signed-to-work": 500}, {4: None}),
    ),
)
RENEWED: Final = Story(
    (
        Step("certificate_issued", (0, 0), {"certificate": "C2", "operation": "xray", "expires_at": After(15 * D)}),
        Step("certificate_renewed", (2 * D, 9 * D), {"certificate": "C2", "expires_at": After(400 * D)}, "office"),
    ),
    (Slip("certificate_lapsed", {"certificate-renewed": 15 * D}, {1: (15.5 * D, 18 * D)}),),
)
HIGH: Final = {"height_cm": 62.0}
SURE: Final = {"confidence": 0.9}
ROUGH: Final = "rough-handling-reviewed-24h"
THROWN: Final = Story(
    (
        Step("thrown", (0, 0), {"height_cm": 15.0, "fragile": False, **SURE}, "camera"),
        Step("trodden", (2, 4), {"confidence": 0.4}, "camera"),
        Step("put_on_floor", (5, 9), {"confidence": 0.4}, "camera"),
        Step("handling_confirmed", NEVER, {"finding": "thrown-1"}, "office"),
    ),
    (
        Slip("parcel_thrown", {"parcel-never-thrown": 1, "parcel-thrown-high": 1}, {3: (30, 600)}, {0: HIGH}),
        Slip(
            "rough_handling_not_reviewed",
            {"parcel-never-thrown": 1, "parcel-thrown-high": 1, ROUGH: D + 1},
            {3: (D + 60, D + 300)},
            {0: HIGH},
        ),
        Slip("parcel_trodden", {"parcel-never-trodden": 4}, {3: (30, 600)}, {1: SURE, 3: {"finding": "trodden-2"}}),
        Slip("parcel_on_floor", {"parcel-not-on-floor": 9}, {}, {2: SURE}),
    ),
)
UNSAFE: Final = Story(
    (
        Step("near_miss_reported", (0, 0), {"operation": "forklift"}, "office"),
        Step("finding_opened", (60, D), {"finding": "F2", "check": "guards"}, "office"),
        Step("accident", (200, 200), {"severity": "normal"}, "office"),
        Step("authority_told", (210, 250), {"topic": "accident", "reference": "S1"}, "office"),
    ),
    (
        Slip("near_miss_ignored", {"near-miss-followed-up": Days(3)}, {1: None}),
        Slip("accident_told_late", {"accident-told-1h": 261}, {3: (300, 400)}),
    ),
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


def fire_check(days: int) -> Story:
    """A site in a month of so many days."""
    return Story(
        (
            Step("month_began", (0, 0), {"ends_at": After(days * D - 1 / 60)}, "roster"),
            Step("fire_checked", (1.4 * D, 6.6 * D), {"passed": True, "photo_hash": "fire"}, "office"),
            Step("patrol_done", (1.4 * D, 6.6 * D), {"check": "emergency_stop", "photo_hash": "stop"}, "office"),
        ),
        (
            Slip("fire_check_missed", {"fire-checked-monthly": days * D}, {1: None}),
            Slip("patrol_missed", {"safety-patrolled-monthly": days * D}, {2: None}),
        ),
    )


def training(days: int) -> Story:
    """Somebody in a month of so many days."""
    return Story(
        (
            Step("month_began", (0, 0), {"ends_at": After(days * D - 1 / 60)}, "roster"),
            Step("training_attended", (1.4 * D, 6.6 * D), {"course": "safety", "minutes": 45.0}, "office"),
        ),
        (Slip("training_missed", {"trained-each-quarter": days * D}, {1: None}),),
    )
