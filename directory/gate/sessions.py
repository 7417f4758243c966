"""Sessions in the database, as Django has them, but that a page which is only looked at never fails for what its session would
have noted: a message that was shown, or that somebody was here."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError

from directory.database.outages import Outage, outage_of
from directory.gate import switches


class SessionStore(db.SessionStore):
    """Raises where a session is to be made and nothing can be written: whoever asks for that is told so."""

    def save(self, must_create: bool = False) -> None:  # noqa: FBT001, FBT002 - as Django calls it
        if must_create or self.session_key is None:
            super().save(must_create)
        elif not switches.is_read_only():
            try:
                super().save()
            except UpdateError as error:
                if outage_of(error) is not Outage.FULL:
                    raise
