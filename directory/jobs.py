"""What is done besides answering requests: procrastinate runs these, once they are enqueued or when their time has come."""

from django.utils import timezone
from procrastinate.contrib.django import app

from directory import emails


@app.task(name=emails.SEND)
def send_mail(mail: str) -> None:
    """Send one mail of the outbox; where the server does not take it, try again later."""
    if wait := emails.send(mail):
        app.configure_task(emails.SEND, schedule_at=timezone.now() + wait).defer(mail=mail)
