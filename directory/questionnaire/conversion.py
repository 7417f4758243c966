"""From answers to records, and back where a record is changed."""

from collections.abc import Mapping
from typing import NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Concat, Left
from django.utils import timezone
from django.utils.translation import gettext as _

from directory import models
from directory.models.partial_dates import stated
from directory.questionnaire.answers import answered_steps
from directory.records.addresses import free_slug
from directory.records.commitment_forms import ResourceForm
from directory.records.forms import (
    AnsweredMembershipForm,
    ContactPointForm,
    OrganisationForm,
    PartnershipForm,
    SourceForm,
)
from directory.records.matching import nearest
from directory.records.record_form import RecordForm

Batch = dict[type[RecordForm], list[dict]]

# A record comes before those that name it
ORDER_OF_PUBLICATION = (
    SourceForm,
    OrganisationForm,
    PartnershipForm,
    AnsweredMembershipForm,
    ResourceForm,
    ContactPointForm,
)


# From a record to answers


def answers_of(
    partnership: models.Partnership, organisation: models.Organisation, *, by: models.User
) -> dict[str, dict]:
    """The questionnaire as an organisation of a public partnership would have answered it, to start a change from.

    Partners are left out: those that are public stay, and the questionnaire asks for further ones only. Of the desk
    only what `by` may see is in it.
    """
    membership = nearest(partnership.memberships.filter(organisation=organisation))
    answers = {
        "organisation": {"organisation": organisation.slug},
        "part": {"role": membership.role, "joined": membership.joined} if membership else {},
        **_partnership_answers(partnership),
        "desk": _desk_answers(partnership, by=by),
        "ended": {"ended": _said_date(partnership, "ended")} if partnership.ended else {},
    }
    return {step: step_answers for step, step_answers in answers.items() if step_answers}


def _partnership_answers(partnership: models.Partnership) -> dict[str, dict]:
    linked = _linked(partnership)
    described_in = ("title", "acronym", "kind", "summary", "description", "text_language")
    return {
        "partnership": {
            **{column: getattr(partnership, column) for column in described_in},
            "other_names": "; ".join(linked["names"]),
        },
        "scope": {
            "topics": linked["topics"],
            "countries": linked["countries"],
            "extent": partnership.extent,
        },
        "status": {
            # What nobody knew, a member is asked
            "status": "" if partnership.status == models.Status.UNKNOWN else partnership.status,
            "started": _said_date(partnership, "started"),
        },
        "languages": {"languages": linked["languages"]},
        "number": {"stated_number": partnership.stated_number},
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


def _said_date(partnership: models.Partnership, column: str) -> str:
    """A date as somebody would have typed it, and as the field reads it in every language."""
    date = getattr(partnership, column)
    return date if stated(partnership, column) == date else f"about {date}"


def _desk_answers(partnership: models.Partnership, *, by: models.User) -> dict:
    """The desk that an earlier questionnaire described. Empty where there is none, or none that `by` may see."""
    spoken = models.ContactPointLanguage.objects.filter(contact_point=OuterRef("pk")).values("language")
    desks = models.ContactPoint.objects.visible_to(by).annotate(spoken=ArraySubquery(spoken))
    desk = _described_desks(partnership.slug, among=desks).first()
    if desk is None:
        return {}
    return {
        **{
            column: getattr(desk, column) for column in ("name", "mailbox", "phone", "web_form", "visibility")
        },
        "languages": sorted(desk.spoken),
    }


def _linked(partnership: models.Partnership) -> dict[str, list[str]]:
    """The keys of what a partnership is linked to, by relation, and its other names. One query."""
    key_queries = {"names": models.OtherName.objects.filter(kind=models.NameKind.OTHER).values("name")}
    for relation in ("topics", "countries", "languages", "sought_sectors", "sought_countries"):
        link = models.Partnership._meta.get_field(relation)
        key_queries[relation] = link.remote_field.through.objects.values(
            f"{link.m2m_reverse_field_name()}_id"
        )
    # An annotation may not be called like a field of the model, such as "topics"
    annotations = {
        f"its_{relation}": ArraySubquery(keys.filter(partnership=OuterRef("pk")))
        for relation, keys in key_queries.items()
    }
    keys_by_annotation = models.Partnership.objects.filter(pk=partnership.pk).values(**annotations).get()
    return {name.removeprefix("its_"): sorted(keys) for name, keys in keys_by_annotation.items()}


# From answers to records


def records(submission: models.Submission) -> Batch:
    """What a complete submission asks to be published, for `publishing.publish`: the questionnaire as a source, the
    organisation where it is new, the partnership, its own membership, its resources and its desk.

    Partners are not among them: each becomes a member by its own answer (see `directory/asking/applying.py`).
    """
    valid_steps = [answered for answered in answered_steps(submission.answers) if answered.form.is_valid()]
    cleaned = {
        answered.step.key: answered.form.cleaned_data for answered in valid_steps if not answered.step.repeats
    }
    source = source_of(submission)
    registering = _registering_organisation(cleaned, source)
    partnership = _partnership(submission, cleaned, source)
    membership = {
        "partnership": partnership["key"],
        "organisation": registering.key,
        **_part(submission, cleaned.get("part", {}), registering.key, source),
    }
    batch: Batch = registering.batch | {
        SourceForm: [_source(submission, source, publisher=registering.name)],
        PartnershipForm: [partnership],
        AnsweredMembershipForm: [membership],
        ResourceForm: [
            _resource(answered.form.cleaned_data, publisher=registering.key, source=source)
            for answered in valid_steps
            if answered.step.key == "resources"
        ],
    }
    described_desk = {
        column: answer for column, answer in cleaned.get("desk", {}).items() if column != "own_desk"
    }
    if described_desk:
        desk_key = _desk_key(partnership["key"])
        batch[ContactPointForm] = [
            {"key": desk_key, "organisation": registering.key, "source": source, **described_desk}
        ]
    return {form: batch[form] for form in ORDER_OF_PUBLICATION if batch.get(form)}


def _partnership(submission: models.Submission, cleaned: Mapping[str, dict], source: str) -> dict:
    """The partnership's columns, under its own key where it is changed. A question that a draft did not ask, because it is
    newer, leaves the record's own answer as it is."""
    columns = {
        column: answer
        for step in (
            "partnership",
            "scope",
            "status",
            "ended",
            "languages",
            "number",
            "sought",
            "links",
            "evidence",
        )
        for column, answer in cleaned.get(step, {}).items()
        if column in submission.answers.get(step, {}) and column in PartnershipForm.base_fields
    }
    # The page about its end is asked only of what has ended; a record that is changed may have an end from before
    if columns.get("status", models.Status.ENDED) != models.Status.ENDED:
        columns["ended"] = ""
    if submission.partnership:
        return {"key": submission.partnership.slug, **columns}
    # Only a new record names the questionnaire as its source: a change leaves the column out, which keeps what stands there
    key = free_slug(models.Partnership, columns["title"], acronym=columns.get("acronym", ""))
    return {"key": key, **columns, "source": source}


def _part(submission: models.Submission, cleaned: Mapping[str, str], organisation: str, source: str) -> dict:
    """The part of who registers, which confirms it with that; its further parts in the same partnership stay as they are. A
    change that says nothing of it leaves its role and its beginning."""
    columns = {
        **cleaned,
        "standing": models.Standing.CONFIRMED,
        "confirmed_on": timezone.localdate(submission.submitted_at),
        "source": source,
    }
    parts = models.Membership.objects.of_organisations().filter(
        partnership=submission.partnership_id, organisation__slug=organisation
    )
    if part := nearest(parts):
        columns = {"role": part.role, "joined": part.joined, **columns, "corrects": part.role}
        if part.source_id:
            # The sources that name it stand for what the organisation now says itself, and nobody showed them to it
            del columns["source"]
    return columns


def _resource(cleaned: dict, *, publisher: str, source: str) -> dict:
    key = free_slug(models.Resource, cleaned["title"])
    return {"key": key, "publisher": publisher, "source": source, **cleaned}


def _source(submission: models.Submission, key: str, *, publisher: str) -> dict:
    """The questionnaire itself, as the source of what it states."""
    return {
        "key": key,
        "title": _("Questionnaire answered by %(organisation)s") % {"organisation": publisher},
        "publisher": publisher,
        "published": (submission.submitted_at or timezone.now()).date().isoformat(),
    }


def source_of(submission: models.Submission) -> str:
    """The key of the questionnaire as a source: it matches QUESTIONNAIRE_KEY."""
    return f"questionnaire-{submission.pk.hex[:12]}"


def _described_desks(partnership: str, *, among: QuerySet) -> QuerySet:
    """The desks that questionnaires described, by the partnership's key or by a former one, that of today first."""
    former = models.FormerAddress.objects.of(models.Partnership).filter(partnership__slug=partnership)
    former_keys = former.values(key=Concat(Left("slug", 75), Value("-desk")))
    desks = among.filter(Q(slug=_new_desk_key(partnership)) | Q(slug__in=former_keys))
    return desks.order_by(Case(When(slug=_new_desk_key(partnership), then=0), default=1), "pk")


def _new_desk_key(partnership: str) -> str:
    """Of 80 characters at most, as every key."""
    return f"{partnership[:75]}-desk"


def _desk_key(partnership: str) -> str:
    """The key of the desk that a questionnaire describes; one that has a key from a former address of its partnership keeps
    it. One query."""
    desks = _described_desks(partnership, among=models.ContactPoint.objects)
    return desks.values_list("slug", flat=True).first() or _new_desk_key(partnership)


class RegisteringOrganisation(NamedTuple):
    """The organisation that answers the questionnaire. `batch` holds its record where it is a new one, and else nothing."""

    key: str
    name: str
    batch: Batch


def _registering_organisation(cleaned: Mapping[str, dict], source: str) -> RegisteringOrganisation:
    if key := cleaned["organisation"]["organisation"]:
        return RegisteringOrganisation(key, str(models.Organisation.objects.get(slug=key)), {})
    new = dict(cleaned["new_organisation"])
    key = free_slug(models.Organisation, new["name"], acronym=new.get("acronym", ""))
    new |= {"key": key, "country_basis": models.CountryBasis.STATED, "source": source}
    return RegisteringOrganisation(key, new["name"], {OrganisationForm: [new]})
