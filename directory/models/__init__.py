"""The nouns. Each module holds one and the queries that speak of it."""

from directory.models.changes import RecordChange
from directory.models.commitments import (
    Commitment,
    CommitmentKind,
    CommitmentPartner,
    Progress,
    ProgressReport,
)
from directory.models.listing import Listing
from directory.models.organisations import (
    CountryBasis,
    Identifier,
    NameKind,
    Organisation,
    OtherName,
    Succession,
)
from directory.models.partnerships import (
    FormerAddress,
    Kind,
    Membership,
    Partnership,
    PartnershipCountry,
    PartnershipLanguage,
    PartnershipSector,
    PartnershipTopic,
    Role,
    Standing,
    Status,
)
from directory.models.people import User
from directory.models.resources import (
    Resource,
    ResourceCountry,
    ResourceKind,
    ResourceLanguage,
    ResourceTopic,
)
from directory.models.sources import Event, Source
from directory.models.vocabularies import Country, Language, Region, Sector, Topic

__all__ = [
    "Commitment",
    "CommitmentKind",
    "CommitmentPartner",
    "Country",
    "CountryBasis",
    "Event",
    "FormerAddress",
    "Identifier",
    "Kind",
    "Language",
    "Listing",
    "Membership",
    "NameKind",
    "Organisation",
    "OtherName",
    "Partnership",
    "PartnershipCountry",
    "PartnershipLanguage",
    "PartnershipSector",
    "PartnershipTopic",
    "Progress",
    "ProgressReport",
    "RecordChange",
    "Region",
    "Resource",
    "ResourceCountry",
    "ResourceKind",
    "ResourceLanguage",
    "ResourceTopic",
    "Role",
    "Sector",
    "Source",
    "Standing",
    "Status",
    "Succession",
    "Topic",
    "User",
]
