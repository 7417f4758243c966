"""From answers to records, and back where a record is changed."""

from collections.abc import Mapping

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from directory import models
from directory.questionnaire.answers import answered
from directory.questionnaire.references import FewKnown
from directory.records.addresses import free_slug
from directory.records.forms import (
    AnsweredMembershipForm,
    ContactPointForm,
    OrganisationForm,
    PartnershipForm,
    RecordForm,
    ResourceForm,
    SourceForm,
)


def answers_of(
    partnership: models.Partnership, organisation: models.Organisation, *, by: models.User
) -> dict[str, dict]:
    """The questionnaire as an organisation of a public partnership would have answered it, to start a change from.

    Partners are left out: those that are public stay, and the questionnaire asks for further ones only. Of the desk
    only what `by` may see is in it.
    """
    membership = partnership.memberships.filter(organisation=organisation).first()
    linked = _linked(partnership)
    answers: dict[str, dict] = {
        "organisation": {"organisation": organisation.slug},
        "part": {"role": membership.role, "joined": membership.joined} if membership else {},
        "partnership": {
            **{
                name: getattr(partnership, name)
                for name in ("title", "acronym", "kind", "summary", "description")
            },
            "other_names": "; ".join(linked["names"]),
        },
        "scope": {"topics": linked["topics"], "countries": linked["countries"]},
        "status": {"status": partnership.status, "started": partnership.started},
        "languages": {"languages": linked["languages"]},
        "sought": {
            "sought_sectors": linked["sought_sectors"],
            "sought_countries": linked["sought_countries"],
        },
        "links": {
            "website": partnership.website,
            "links": "\n".join(partnership.links),
            "legal_basis": partnership.legal_basis,
        },
        "evidence": {"evaluation": partnership.evaluation},
    }
    spoken = models.ContactPointLanguage.objects.filter(contact_point=OuterRef("pk")).values("language")
    desks = models.ContactPoint.objects.visible_to(by).annotate(spoken=ArraySubquery(spoken))
    if desk := desks.filter(slug=_desk_key(partnership.slug)).first():
        answers["desk"] = {
            **{name: getattr(desk, name) for name in ("name", "mailbox", "phone", "web_form", "visibility")},
            "languages": sorted(desk.spoken),
        }
    if partnership.ended:
        answers["ended"] = {"ended": partnership.ended}
    return {step: there for step, there in answers.items() if there}


def _linked(partnership: models.Partnership) -> dict[str, list[str]]:
    """The keys of what a partnership is linked to, by relation, and its other names. One query."""
    rows = {"names": models.OtherName.objects.filter(kind=models.NameKind.OTHER).values("name")}
    for relation in ("topics", "countries", "languages", "sought_sectors", "sought_countries"):
        link = models.Partnership._meta.get_field(relation)
        rows[relation] = link.remote_field.through.objects.values(f"{link.m2m_reverse_field_name()}_id")
    of_it = {name: ArraySubquery(there.filter(partnership=OuterRef("pk"))) for name, there in rows.items()}
    found = models.Partnership.objects.filter(pk=partnership.pk).values(
        **{f"its_{name}": keys for name, keys in of_it.items()}
    )
    return {name.removeprefix("its_"): sorted(keys) for name, keys in found.get().items()}


def records(submission: models.Submission) -> dict[type[RecordForm], list[dict]]:
    """What a complete submission asks to be published, for `publishing.publish`: the questionnaire as a source, the
    organisation where it is new, the partnership, its own membership, its resources and its desk.

    Partners are not among them: each becomes a member by its own answer (see `directory/asking/invitations.py`).
    """
    known = FewKnown(submission.answers)
    cleaned: dict[str, dict] = {}
    resources = []
    for one in answered(submission.answers, known=known):
        if one.form.is_bound and one.form.is_valid():
            if one.step.key == "resources":
                resources.append(one.form.cleaned_data)
            elif not one.step.repeats:
                cleaned[one.step.key] = one.form.cleaned_data
    source = source_of(submission)
    organisation, batch = _organisation(cleaned, source)
    today = timezone.localdate()
    name = batch[OrganisationForm][0]["name"] if OrganisationForm in batch else str(
        models.Organisation.objects.get(slug=organisation)
    )  # fmt: skip
    partnership = submission.partnership.slug if submission.partnership else free_slug(
        models.Partnership, cleaned["partnership"]["title"]
    )  # fmt: skip
    asked_for = {
        column: value
        for key in ("partnership", "scope", "status", "ended", "languages", "sought", "links", "evidence")
        for column, value in cleaned.get(key, {}).items()
    }
    if asked_for["status"] != models.Status.ENDED:
        asked_for["ended"] = ""
    if not submission.partnership:
        asked_for["source"] = source
    batch |= {
        SourceForm: [
            {
                "key": source,
                "title": _("Questionnaire answered by %(organisation)s") % {"organisation": name},
                "publisher": name,
                "published": (submission.submitted_at or timezone.now()).date().isoformat(),
            }
        ],
        PartnershipForm: [{"key": partnership, **asked_for}],
        AnsweredMembershipForm: [
            {
                "partnership": partnership,
                "organisation": organisation,
                **cleaned["part"],
                "standing": models.Standing.CONFIRMED,
                "confirmed_on": today,
                "source": source,
            }
        ],
        ResourceForm: [
            {
                "key": free_slug(models.Resource, one["title"]),
                "publisher": organisation,
                "source": source,
                **one,
            }
            for one in resources
        ],
    }
    if "desk" in cleaned:
        batch[ContactPointForm] = [
            {
                "key": _desk_key(partnership),
                "organisation": organisation,
                "source": source,
                **cleaned["desk"],
            }
        ]
    order = [
        SourceForm,
        OrganisationForm,
        PartnershipForm,
        AnsweredMembershipForm,
        ResourceForm,
        ContactPointForm,
    ]
    return {form: batch[form] for form in order if batch.get(form)}


def source_of(submission: models.Submission) -> str:
    """The key of the questionnaire as a source."""
    return f"questionnaire-{submission.pk.hex[:12]}"


def _desk_key(partnership: str) -> str:
    return f"{partnership[:75]}-desk"


def _organisation(cleaned: Mapping[str, dict], source: str) -> tuple[str, dict]:
    """The key of the registering organisation, and its record where it is a new one."""
    if key := cleaned["organisation"]["organisation"]:
        return key, {}
    new = dict(cleaned["new_organisation"])
    key = free_slug(models.Organisation, new["name"])
    new |= {"key": key, "country_basis": models.CountryBasis.STATED, "source": source}
    return key, {OrganisationForm: [new]}
