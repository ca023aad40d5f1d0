"""Signatures, schedules and addresses: what the documents say of them, word for word."""

from __future__ import annotations

import ipaddress
from uuid import UUID

import pytest

from tuotou.operations.deliveries.address import check_url, may_go
from tuotou.operations.deliveries.fact import unnamed
from tuotou.operations.deliveries.schedule import FAILED, REFUSED, SECOND, asked_pause, pause
from tuotou.operations.deliveries.trace import main_state, sign
from tuotou.operations.deliveries.webhook import signature
from tuotou.operations.warnings.handling import CannotDo

ID = UUID("0197c0de-0000-7000-8000-000000000001")
NOW = 1_777_600_000 * SECOND


def test_the_vector_of_the_documents() -> None:
    body = '{"id":"0197c0de","items":[{"subject":"YT1","note":"妥投"}]}'.encode()
    said = signature("whsec_test_vector_of_tuotou", 1_777_600_000, body)
    assert said == "553c537b6449eb37c9f0ee3c346dd7283289e42f1b028d09819637295edba535"
    assert said != signature("whsec_test_vector_of_tuotou", 1_777_600_001, body)
    assert said != signature("another secret", 1_777_600_000, body)


def test_a_trace_is_signed_as_the_platforms_ask() -> None:
    assert sign('{"status":"polling"}', "salt") == "E3A53447F84B9D616FB644F645B4F524"


def test_the_schedule_is_the_same_for_everybody_and_lasts_about_a_day() -> None:
    waits = [pause(attempts, ID, False) for attempts in range(1, len(FAILED) + 2)]
    assert waits == [pause(attempts, ID, False) for attempts in range(1, len(FAILED) + 2)]
    assert waits[-1] is None and 18 * 3_600 < sum(wait or 0 for wait in waits) / SECOND < 29 * 3_600
    for wait, step in zip(waits, FAILED, strict=False):
        assert wait is not None and 0.8 * step <= wait / SECOND <= 1.2 * step
    others = {pause(5, UUID(int=number), False) for number in range(100)}
    assert len(others) == 100, "not all at once"
    assert [pause(attempts, ID, True) is None for attempts in (1, 2, 3, 4)] == [False, False, False, True]
    assert len(REFUSED) == 3


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("120", 120), (" 0 ", 0), ("", 0), ("soon", 0), ("-5", 0), ("99999999999", 86_400), ("1.5", 0),
        ("Fri, 01 May 2026 02:00:00 GMT", 1_777_600_800 - 1_777_600_000), ("Fri, 01 May 2020 02:00:00 GMT", 0),
    ],
)  # fmt: skip
def test_a_receiver_may_ask_to_be_left_alone(said: str, seconds: int) -> None:
    assert asked_pause(said, NOW) == seconds * SECOND


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "::1", "fe80::1", "fd00::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "255.255.255.255",
    ],
)  # fmt: skip
def test_private_addresses_are_not_gone_to_unless_the_operator_names_them(address: str) -> None:
    one = ipaddress.ip_address(address)
    assert not may_go(one, ())
    assert may_go(one, (ipaddress.ip_network(one),))


@pytest.mark.parametrize("address", ["8.8.8.8", "2400:3200::1", "114.114.114.114"])
def test_public_addresses_are_gone_to(address: str) -> None:
    assert may_go(ipaddress.ip_address(address), ())


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.com/", "https://", "http://127.0.0.1/", "http://2130706433/", "http://0x7f.1/", "http://[::1]/",
        "https://user:password@example.com/", "https://例子.cn/", "https://example.com/a b", "http://example.com:99999/",
        "file:///etc/passwd", "https://example.com/\n", "http://[::ffff:10.0.0.1]/", "https://example.com:0/",
        "https://example.com/" + "a" * 2_000,
    ],
)  # fmt: skip
def test_what_is_no_address_of_a_receiver_is_refused_at_once(url: str) -> None:
    with pytest.raises(CannotDo):
        check_url(url, ())


def test_an_address_may_have_all_that_addresses_have() -> None:
    check_url("https://example.com:8443/hook?site=OUT1&x=%E5%A6%A5", ())
    check_url("http://10.0.0.7/hook", (ipaddress.ip_network("10.0.0.0/8"),))


@pytest.mark.parametrize(
    ("said", "leaves"),
    [
        ("13812345678", "138****5678"), ("+86 138 1234 5678 不接", "+86 138****5678 不接"),
        ("BG20260501000123", "BG20260501000123"), ("打 65551234", "打 655*1234"), ("4.5", "4.5"), (7.5, 7.5),
        ("2026-05-01 破损", "2026-05-01 破损"),
    ],
)  # fmt: skip
def test_phone_numbers_are_masked_and_numbers_of_things_are_not(said: object, leaves: object) -> None:
    assert unnamed(said) == leaves


@pytest.mark.parametrize(
    ("code", "state"),
    [("1", "1"), ("103", "1"), ("1002", "0"), ("0", "0"), ("501", "5"), ("301", "3"), ("401", "4"), ("205", "2"),
     ("11", "8"), ("14", "14"), ("8", "8")],
)  # fmt: skip
def test_every_code_has_its_main_state(code: str, state: str) -> None:
    assert main_state(code) == state
