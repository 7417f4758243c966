"""The nouns. Each module holds one and the queries that speak of it."""

from directory.models.changes import RecordChange
from directory.models.commitments import (
    Commitment,
    CommitmentKind,
    CommitmentPartner,
    Progress,
    ProgressReport,
)
from directory.models.contacts import (
    ContactPoint,
    ContactPointCountry,
    ContactPointLanguage,
    ContactPointTopic,
    DeskListing,
    Purpose,
    Visibility,
)
from directory.models.desk_tests import DeskTest
from directory.models.enquiries import Block, Enquiry, EnquiryLink, EnquiryMessage, EnquiryReport
from directory.models.history import Actor
from directory.models.imports import Decision, Import, ImportRow, ImportSender, ImportState, RowState
from directory.models.invitations import Answer, ConfirmationRequest, Invitation
from directory.models.listing import Listing
from directory.models.mails import Mail
from directory.models.merges import Merge
from directory.models.officials import (
    DailyPurpose,
    OfficialCode,
    OfficialDomain,
    Showing,
    Verification,
    VerificationState,
)
from directory.models.organisations import (
    CountryBasis,
    Identifier,
    NameKind,
    Organisation,
    OtherName,
    Succession,
)
from directory.models.page_reports import PageReport, Problem
from directory.models.partnerships import (
    FormerAddress,
    Kind,
    Membership,
    Partnership,
    PartnershipCountry,
    PartnershipLanguage,
    PartnershipSector,
    PartnershipSoughtCountry,
    PartnershipSoughtSector,
    PartnershipTopic,
    Role,
    Standing,
    Status,
)
from directory.models.people import User
from directory.models.reporting_channels import (
    Anonymity,
    ChannelKind,
    ChannelStatus,
    ReportingChannel,
)
from directory.models.representatives import ColleagueInvitation, DomainCode, Proof, Representative, Right
from directory.models.resources import (
    Resource,
    ResourceCountry,
    ResourceKind,
    ResourceLanguage,
    ResourceTopic,
)
from directory.models.sources import Event, Source
from directory.models.submissions import Flag, Question, State, Step, Submission, SubmissionEvent, Suspicion
from directory.models.vocabularies import Country, Language, Region, Sector, Topic

__all__ = [
    "Actor",
    "Anonymity",
    "Answer",
    "Block",
    "ChannelKind",
    "ChannelStatus",
    "ColleagueInvitation",
    "Commitment",
    "CommitmentKind",
    "CommitmentPartner",
    "ConfirmationRequest",
    "ContactPoint",
    "ContactPointCountry",
    "ContactPointLanguage",
    "ContactPointTopic",
    "Country",
    "CountryBasis",
    "DailyPurpose",
    "Decision",
    "DeskListing",
    "DeskTest",
    "DomainCode",
    "Enquiry",
    "EnquiryLink",
    "EnquiryMessage",
    "EnquiryReport",
    "Event",
    "Flag",
    "FormerAddress",
    "Identifier",
    "Import",
    "ImportRow",
    "ImportSender",
    "ImportState",
    "Invitation",
    "Kind",
    "Language",
    "Listing",
    "Mail",
    "Membership",
    "Merge",
    "NameKind",
    "OfficialCode",
    "OfficialDomain",
    "Organisation",
    "OtherName",
    "PageReport",
    "Partnership",
    "PartnershipCountry",
    "PartnershipLanguage",
    "PartnershipSector",
    "PartnershipSoughtCountry",
    "PartnershipSoughtSector",
    "PartnershipTopic",
    "Problem",
    "Progress",
    "ProgressReport",
    "Proof",
    "Purpose",
    "Question",
    "RecordChange",
    "Region",
    "ReportingChannel",
    "Representative",
    "Resource",
    "ResourceCountry",
    "ResourceKind",
    "ResourceLanguage",
    "ResourceTopic",
    "Right",
    "Role",
    "RowState",
    "Sector",
    "Showing",
    "Source",
    "Standing",
    "State",
    "Status",
    "Step",
    "Submission",
    "SubmissionEvent",
    "Succession",
    "Suspicion",
    "Topic",
    "User",
    "Verification",
    "VerificationState",
    "Visibility",
]
