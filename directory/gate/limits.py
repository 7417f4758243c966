"""How often somebody may do something: counted in the database, so that all workers count together.

Windows are fixed: the first time opens one, and so many times are allowed until it ends. Who it was is kept
only as a keyed hash, a different one for each purpose, and for no longer than until others come by.
"""

import ipaddress
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

# A count is kept through a crash but for its last half second: waiting for the disk would cost each request to the API more
# than all else. Within a transaction it is as safe as that one.
QUICKLY = "CASE WHEN %(is_alone)s THEN set_config('synchronous_commit', 'off', true) END"
COUNT = f"""
WITH expired AS (
    DELETE FROM limit_count WHERE ctid IN (
        SELECT ctid FROM limit_count WHERE ends_at < now() AND who <> %(who)s
         ORDER BY ends_at LIMIT 2 FOR UPDATE SKIP LOCKED))
INSERT INTO limit_count AS l (purpose, who, seconds, times, ends_at)
VALUES (%(purpose)s, %(who)s, %(seconds)s, 1, clock_timestamp() + make_interval(secs => %(seconds)s))
    ON CONFLICT (purpose, who, seconds) DO UPDATE
   SET times = CASE WHEN l.ends_at > clock_timestamp() THEN l.times + 1 ELSE 1 END,
       ends_at = CASE WHEN l.ends_at > clock_timestamp() THEN l.ends_at ELSE excluded.ends_at END
RETURNING times, ceil(extract(epoch FROM ends_at - clock_timestamp()))::int, {QUICKLY}
"""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of a limit."""

    is_allowed: bool
    most: int
    remaining: int
    reset: int  # seconds until the window ends and counting begins anew

    def headers(self) -> dict[str, str]:
        """Headers for programs: the limit as it stands (after an IETF draft, "RateLimit header fields for HTTP"), and when to
        come back where it is used up."""
        headers = {
            "RateLimit-Limit": str(self.most),
            "RateLimit-Remaining": str(self.remaining),
            "RateLimit-Reset": str(self.reset),
        }
        return headers if self.is_allowed else {**headers, "Retry-After": str(self.reset)}


def allow(purpose: str, key: str, *, most: int, seconds: int) -> Allowance:
    """Count one more time for a purpose and a key: an address, an account, a recipient.

    One statement. To be asked outside a transaction that may be rolled back, for the count would be, too.
    Several limits for one purpose may differ in `seconds`; each is asked for by itself.
    """
    who = hashed(purpose, key)
    parameters = {"purpose": purpose, "who": who, "seconds": seconds, "is_alone": is_alone()}
    with connection.cursor() as cursor:
        cursor.execute(COUNT, parameters)
        times, reset, _quickly = cursor.fetchone()
    return Allowance(times <= most, most, max(most - times, 0), max(reset, 1))


def begin_anew(purpose: str, key: str) -> None:
    """Forget what was counted for a purpose and a key: whoever tried has got in."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM limit_count WHERE (purpose, who) = (%s, %s)", [purpose, hashed(purpose, key)]
        )


def forget_expired() -> int:
    """Clear the counts of windows that are over, for nights in which nobody comes by. Returns how many."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM limit_count WHERE ends_at < now()")
        counts = cursor.rowcount
        cursor.execute("DELETE FROM limit_history WHERE ends_at < now()")
        return counts + cursor.rowcount


def hashed(purpose: str, key: str) -> bytes:
    """Whose count it is, so that nobody can read from the table who did what."""
    return salted_hmac(f"directory.limits.{purpose}", key, algorithm="sha256").digest()[:16]


def is_alone() -> bool:
    """Whether the next statement is a transaction by itself."""
    return not connection.in_atomic_block


def address_of(request: HttpRequest) -> str:
    """Whose request it is, as a key: an IPv4 address, or the network of 64 bits that an IPv6 address is in.

    One customer has all the IPv6 addresses of such a network, so a count of single ones would stop nobody.

    `X-Forwarded-For` counts as far as proxies of our own wrote it (TRUSTED_PROXY_COUNT); what stands before, the
    visitor may have made up.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if settings.TRUSTED_PROXY_COUNT:
        forwarded = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        address = forwarded[-settings.TRUSTED_PROXY_COUNT :][0] or address
    try:
        ip_address = ipaddress.ip_address(address)
    except ValueError:
        # Whatever a server puts there for a Unix socket, or a proxy that was set up wrongly
        return address[:100]
    if ip_address.version == 4:
        return str(ip_address)
    return str(ip_address.ipv4_mapped or ipaddress.ip_network((int(ip_address), 64), strict=False))
