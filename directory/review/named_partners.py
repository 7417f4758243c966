"""Partners that have not answered and are named all the same, by a public page."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from directory import questionnaire
from directory.models import Actor, Organisation, Partnership, Source, Submission, User
from directory.records.addresses import free_slug, record_of
from directory.records.forms import MembershipForm, OrganisationForm, SourceForm
from directory.records.publishing import publish


@dataclass(frozen=True, slots=True)
class PublicSource:
    """A public page that names a partner."""

    title: str
    url: str


def add_named_partner(
    submission: Submission, item: str, page: PublicSource, *, partnership: Partnership, by: User
) -> None:
    """Make a partner that has not answered a member, with the public page that names it as the source."""
    form = questionnaire.PartnerStep(submission.answers.get("partners", {}).get(item))
    if not form.is_valid() or submission.invitations.answered().filter(item=item).exists():
        return
    partner = form.cleaned_data
    source = free_slug(Source, page.title)
    batch = {SourceForm: [{"key": source, "title": page.title, "url": page.url}]}
    member = {
        "organisation": partner["organisation"],
        "country": partner.get("state", ""),
        "member_partnership": partner.get("member_partnership", ""),
    }
    if member["member_partnership"] == partnership.slug:
        return  # a partnership is no member of itself
    organisation = partner["organisation"]
    if not any(member.values()):
        organisation = member["organisation"] = free_slug(Organisation, partner["name"])
        new = {name: partner[name] for name in ("name", "sector", "country")}
        batch[OrganisationForm] = [{"key": organisation, **new, "source": source}]
    batch[MembershipForm] = [
        {
            "partnership": partnership.slug,
            **member,
            "role": partner["role"],
            "source": source,
        }
    ]
    why = _("A public source names the partner.")
    publish(batch, by=by, source=source, why=why, actor=Actor.SECRETARIAT)
    # The partner may answer later: its invitation was for an organisation that had no record.
    if organisation:
        record = record_of(Organisation, organisation)
        submission.invitations.filter(item=item, organisation=None).update(organisation=record)
    # Nobody could be asked, and nobody needs to be found any more
    submission.invitations.unasked().filter(item=item).update(revoked_at=timezone.now())
