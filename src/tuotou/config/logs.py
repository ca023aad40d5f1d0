"""The log: one line an event on stderr, text or JSON, with the request or the job that it belongs to."""

from __future__ import annotations

import logging.config
import sys
from typing import Any, Final

import structlog

LEVELS: Final = ("debug", "info", "warning", "error")
_SHARED: Final[tuple[structlog.typing.Processor, ...]] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)
"""What every line says, ours and the libraries'."""


def logging_of(form: str, level: str) -> dict[str, Any]:
    """The configuration of the standard library's logging, which all lines go through."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_written(form)],
                "foreign_pre_chain": _SHARED,
            }
        },
        "filters": {"unexpected": {"()": "django.utils.log.CallbackFilter", "callback": _is_unexpected}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level.upper()},
        "loggers": {
            "django": {"level": "WARNING"},  # it would tell every refused request twice: we log requests ourselves
            "django.security.DisallowedHost": {"level": "CRITICAL"},  # anybody may ask by a wrong name: status 400
            "django.request": {"level": "ERROR", "filters": ["unexpected"]},
            "uvicorn": {"level": "WARNING"},
            "httpx": {"level": "WARNING"},  # it would tell addresses, and robots have their key in it
        },
    }


def set_up(config: dict[str, Any]) -> None:
    """Called by Django with the settings' LOGGING."""
    logging.config.dictConfig(config)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def _is_unexpected(record: logging.LogRecord) -> bool:
    """Not ready is an answer, no mistake."""
    return getattr(record, "status_code", 500) != 503


def _written(form: str) -> list[structlog.typing.Processor]:
    if form == "json":
        return [structlog.processors.dict_tracebacks, structlog.processors.JSONRenderer(ensure_ascii=False)]
    plain = structlog.dev.plain_traceback
    return [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain)]
