"""A mail server of our own that keeps what it gets."""

import email
import email.policy
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from email.message import EmailMessage
from types import MappingProxyType

from aiosmtpd.controller import Controller


class Postbox:
    """A mail server that keeps what it gets; `pause` is how long it thinks about each. `refused` says with which answer it
    refuses which recipients."""

    def __init__(self, pause: float = 0, refused: Mapping[str, str] = MappingProxyType({})):
        self.messages: list[EmailMessage] = []
        self.pause = pause
        self.refused = refused

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options) -> str:  # noqa: N802
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802
        import asyncio

        await asyncio.sleep(self.pause)
        message = email.message_from_bytes(envelope.original_content, policy=email.policy.default)
        self.messages.append(message)
        return "250 OK"


@contextmanager
def mail_server(postbox: Postbox, port: int) -> Iterator[None]:
    """Mails that are sent to that port of this machine end in the postbox."""
    controller = Controller(postbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield
    finally:
        controller.stop()
