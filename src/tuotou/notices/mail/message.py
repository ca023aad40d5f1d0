"""A letter as a mail: text and HTML of the same Markdown, files, and an id by which a second copy is known."""

from __future__ import annotations

from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from tuotou.notices import markdown
from tuotou.notices.letter import Letter


def message(letter: Letter, sender: Address, now: int) -> EmailMessage:
    """`now`: µs. Raises `ValueError` where the reader's address is none."""
    mail = EmailMessage(SMTP)
    mail["From"], mail["To"] = sender, Address(addr_spec=letter.to)
    mail["Subject"] = markdown.one_line(letter.title)
    mail["Date"] = datetime.fromtimestamp(now / 1e6, UTC)
    mail["Message-ID"] = f"<{letter.id}@{sender.domain}>"
    mail["Auto-Submitted"] = "auto-generated"  # so that nobody's absence notice answers
    mail["Content-Language"] = "en" if letter.lang == "en" else "zh-CN"
    mail.set_content("\n".join(markdown.lines(letter.text, markdown.TEXT)))
    mail.add_alternative("\n".join(markdown.lines(letter.text, markdown.HTML)), subtype="html")
    for file in letter.attachments:
        main, _, sub = file.type.partition("/")
        mail.add_attachment(file.content, maintype=main, subtype=sub or "octet-stream", filename=file.name)
    return mail
