"""What the functions in `directory/database/sql/` take from Python, as pieces of SQL: `{base.country}`, `{months.due}`.

base.<facet>             the facet's number * 1000: the encoded value of its number 0
facet.<facet>            the facet's number
values.<facet>           the codes of a facet of CHOICES in the order of their numbers, as literals with commas
scope.<code>,
freshness.<code>         one encoded value
default.<facet>          the encoded values that the list shows where none is chosen, with commas
months.<freshness>       for how many months after the last confirmation
membership.is_current    a condition on the columns of directory_membership alone
membership.has_counted   the same, of one that is current or was
membership.beside        the roles that do not take part, as literals with commas
status.ended_at_any_time the statuses of what may have ended at any time, as literals with commas
source.questionnaire     the regular expression that the keys of questionnaires match
lock.<name>              the number of an advisory lock
bits.<length>            so many zeros
length.beginning         how many letters of a name are suggested by
"""

from directory.database.locks import AdvisoryLock
from directory.database.statements import condition_in_sql
from directory.models.facets import (
    CHOICES,
    DEFAULTS,
    FRESHNESS_MONTHS,
    FacetNumber,
    encode,
    encode_choice,
)
from directory.models.memberships import BESIDE, COUNTED, COUNTS, Membership
from directory.models.sources import QUESTIONNAIRE_KEY
from directory.models.valid_time import ENDED_AT_ANY_TIME

BITS_OF_A_BLOCK = 16384  # listings whose bits stand in one string: partnership_id >> 14
BITS_OF_A_PART = 256
# Of a folded name, from one of its words on: nobody types so much and means another, and an index takes no longer ones
LETTERS_OF_A_BEGINNING = 60


def sql_constants() -> dict[str, str]:
    """Each name that may stand in braces in a file of `sql/`, with the SQL for it."""
    constants = {
        "membership.is_current": condition_in_sql(Membership, COUNTS),
        "membership.has_counted": condition_in_sql(Membership, COUNTED),
        "membership.beside": ", ".join(f"'{role}'" for role in BESIDE),
        "status.ended_at_any_time": ", ".join(f"'{status}'" for status in ENDED_AT_ANY_TIME),
        "source.questionnaire": QUESTIONNAIRE_KEY,
        "length.beginning": str(LETTERS_OF_A_BEGINNING),
        **{f"lock.{lock.name.lower()}": str(lock.value) for lock in AdvisoryLock},
        **{f"months.{freshness}": str(months) for freshness, months in FRESHNESS_MONTHS.items()},
        **{f"bits.{length}": "0" * length for length in (BITS_OF_A_BLOCK, BITS_OF_A_PART)},
    }
    for facet in FacetNumber:
        constants |= {
            f"facet.{facet.name.lower()}": str(facet.value),
            f"base.{facet.name.lower()}": str(encode(facet, 0)),
        }
    for facet, choices in CHOICES.items():
        name = facet.name.lower()
        constants[f"values.{name}"] = ", ".join(f"'{code}'" for code in choices.values)
        constants |= {f"{name}.{code}": str(encode_choice(facet, code)) for code in choices.values}
    for facet, codes in DEFAULTS.items():
        constants[f"default.{facet.name.lower()}"] = ", ".join(
            str(encode_choice(facet, code)) for code in codes
        )
    return constants
