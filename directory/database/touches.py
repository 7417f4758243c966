"""For every model, what follows when its rows are written; and the triggers that see to it.

Triggers of statements, whoever sends them: forms, jobs, imports, a shell. They only mark what was touched (MARKING), and the
marks are settled once, when the transaction commits, by functions in `sql/`; only a desk's own narrow row is computed at once.

A model that is not in TOUCHES fails a test. So whoever adds one says what it touches: docs/changing.md, "How to add a noun".
"""

import re
from collections.abc import Iterator
from typing import NamedTuple


class Touches(NamedTuple):
    """What a statement on a model's table touches, each as a SELECT that reads the rows it wrote from `{rows}`.

    Whatever a model touches, pages may look otherwise: the data version is counted up, and kept pages are made anew.
    """

    # Primary keys of partnerships whose listings are computed anew. "SELECT 0": none, but pages show these rows
    listings: str = ""
    # Kind (a model's name) and primary key of the public records that programs see as changed
    changes: str = ""
    # Kind and primary key of the organisations and partnerships whose names, or whose place, are suggested otherwise
    suggestions: str = ""
    # `id`s of organisations of which something changed that everybody may see. In place of the two above: what is
    # restricted must leave no mark, and no new version
    public_desks: str = ""
    # Primary keys of desks whose rows for the finder are computed anew
    desk_listings: str = ""
    # An UPDATE can move a row from one record to another: then what it belonged to before is touched as well
    can_move: bool = False


NOTHING = Touches()
PAGES = "SELECT 0"
# The records on whose pages a succession `c` stands
ENDS_OF_SUCCESSION = """
            (VALUES ('organisation', c.before_organisation_id),
                ('organisation', c.after_organisation_id), ('partnership', c.before_partnership_id),
                ('partnership', c.after_partnership_id)) AS k (kind, id)"""


def _of_partnership(columns: str = "partnership_id") -> Touches:
    """A row that says something of one partnership."""
    return Touches(
        listings=f"SELECT {columns} FROM {{rows}}",
        changes=f"SELECT 'partnership', {columns} FROM {{rows}}",
        can_move=True,
    )


def _of_record(kind: str, column: str) -> Touches:
    """A row that says something of one record without being searched with partnerships."""
    return Touches(listings=PAGES, changes=f"SELECT '{kind}', {column} FROM {{rows}}", can_move=True)


def _of_desk() -> Touches:
    """A row that says something of one desk."""
    return Touches(
        public_desks="SELECT d.organisation_id AS id FROM {rows} c"
        " JOIN directory_contactpoint d ON d.id = c.contact_point_id WHERE d.visibility = 'public'",
        desk_listings="SELECT contact_point_id FROM {rows}",
        can_move=True,
    )


TOUCHES: dict[str, Touches] = {
    # Partnerships and what belongs to them
    "Partnership": Touches(
        listings="SELECT id FROM {rows}",
        changes="""
            SELECT 'partnership', id FROM {rows}
            UNION SELECT 'partnership', m.partnership_id FROM {rows} p
              JOIN directory_membership m ON m.member_partnership_id = p.id
            UNION SELECT 'partnership', s.after_partnership_id FROM {rows} p
              JOIN directory_succession s ON s.before_partnership_id = p.id
            UNION SELECT 'partnership', s.before_partnership_id FROM {rows} p
              JOIN directory_succession s ON s.after_partnership_id = p.id
            UNION SELECT 'event', e.id FROM {rows} p JOIN directory_event e ON e.partnership_id = p.id
            UNION SELECT 'event', x.event_id FROM {rows} p
              JOIN directory_participation x ON x.partnership_id = p.id
            UNION SELECT 'resource', r.id FROM {rows} p
              JOIN directory_resource r ON r.publisher_partnership_id = p.id
            UNION SELECT 'commitment', o.commitment_id FROM {rows} p
              JOIN directory_commitmentownerpartnership o ON o.partnership_id = p.id
            UNION SELECT 'commitment', x.commitment_id FROM {rows} p
              JOIN directory_commitmentpartnerpartnership x ON x.partnership_id = p.id""",
        suggestions="SELECT 'partnership', id FROM {rows}",
    ),
    # What more members have, or is a member of more, is suggested before others
    "Membership": _of_partnership()._replace(
        suggestions="""
            SELECT 'partnership', partnership_id FROM {rows}
            UNION SELECT 'organisation', organisation_id FROM {rows}"""
    ),
    "PartnershipCountry": _of_partnership(),
    "PartnershipSector": _of_partnership(),
    "PartnershipTopic": _of_partnership(),
    "PartnershipLanguage": _of_partnership(),
    "PartnershipSoughtCountry": _of_record("partnership", "partnership_id"),
    "PartnershipSoughtSector": _of_record("partnership", "partnership_id"),
    # Organisations: whoever names one shows its name
    "Organisation": Touches(
        listings="""
            SELECT m.partnership_id FROM {rows} o
              JOIN directory_membership m ON m.organisation_id = o.id""",
        changes="""
            SELECT 'organisation', id FROM {rows}
            UNION SELECT 'partnership', m.partnership_id FROM {rows} o
              JOIN directory_membership m ON m.organisation_id = o.id
            UNION SELECT 'organisation', part.id FROM {rows} o
              JOIN directory_organisation part ON part.parent_id = o.id
            UNION SELECT 'organisation', s.after_organisation_id FROM {rows} o
              JOIN directory_succession s ON s.before_organisation_id = o.id
            UNION SELECT 'organisation', s.before_organisation_id FROM {rows} o
              JOIN directory_succession s ON s.after_organisation_id = o.id
            UNION SELECT 'event', x.event_id FROM {rows} o
              JOIN directory_participation x ON x.organisation_id = o.id
            UNION SELECT 'partnership', c.partnership_id FROM {rows} o
              JOIN directory_contribution c ON c.giver_organisation_id = o.id
            UNION SELECT 'resource', r.id FROM {rows} o
              JOIN directory_resource r ON r.publisher_id = o.id
            UNION SELECT 'commitment', c.commitment_id FROM {rows} o
              JOIN directory_commitmentownerorganisation c ON c.organisation_id = o.id
            UNION SELECT 'commitment', p.commitment_id FROM {rows} o
              JOIN directory_commitmentpartner p ON p.organisation_id = o.id""",
        suggestions="SELECT 'organisation', id FROM {rows}",
    ),
    "OtherName": Touches(
        listings="""
            SELECT partnership_id FROM {rows} WHERE partnership_id IS NOT NULL
            UNION SELECT m.partnership_id FROM {rows} n
              JOIN directory_membership m ON m.organisation_id = n.organisation_id""",
        changes="""
            SELECT 'partnership', partnership_id FROM {rows}
            UNION SELECT 'organisation', organisation_id FROM {rows}""",
        suggestions="""
            SELECT 'partnership', partnership_id FROM {rows}
            UNION SELECT 'organisation', organisation_id FROM {rows}""",
        can_move=True,
    ),
    "Identifier": _of_record("organisation", "organisation_id"),
    "Succession": Touches(
        listings=PAGES,
        changes="""
            SELECT 'organisation', before_organisation_id FROM {rows}
            UNION SELECT 'organisation', after_organisation_id FROM {rows}
            UNION SELECT 'partnership', before_partnership_id FROM {rows}
            UNION SELECT 'partnership', after_partnership_id FROM {rows}""",
        can_move=True,
    ),
    "FormerAddress": Touches(listings=PAGES),
    # Desks
    "ContactPoint": Touches(
        public_desks="SELECT organisation_id AS id FROM {rows} WHERE visibility = 'public'",
        desk_listings="SELECT id FROM {rows}",
        can_move=True,
    ),
    "ContactPointLanguage": _of_desk(),
    "ContactPointTopic": _of_desk(),
    "ContactPointCountry": _of_desk(),
    # Resources, commitments and what belongs to them
    "Resource": Touches(listings=PAGES, changes="SELECT 'resource', id FROM {rows}"),
    "ResourceCountry": _of_record("resource", "resource_id"),
    "ResourceLanguage": _of_record("resource", "resource_id"),
    "ResourceTopic": _of_record("resource", "resource_id"),
    "Commitment": Touches(listings=PAGES, changes="SELECT 'commitment', id FROM {rows}"),
    "CommitmentOwnerOrganisation": _of_record("commitment", "commitment_id"),
    "CommitmentOwnerPartnership": _of_record("commitment", "commitment_id"),
    "CommitmentOwnerCountry": _of_record("commitment", "commitment_id"),
    "CommitmentPartner": _of_record("commitment", "commitment_id"),
    "CommitmentPartnerPartnership": _of_record("commitment", "commitment_id"),
    "CommitmentPartnerCountry": _of_record("commitment", "commitment_id"),
    "ProgressReport": _of_record("commitment", "commitment_id"),
    # A partnership names its events
    "Event": Touches(
        listings=PAGES,
        changes="""
            SELECT 'event', id FROM {rows}
            UNION SELECT 'partnership', partnership_id FROM {rows}
            UNION SELECT 'commitment', c.id FROM {rows} e JOIN directory_commitment c ON c.event_id = e.id""",
        can_move=True,
    ),
    "EventSession": _of_record("event", "event_id"),
    "Participation": _of_record("event", "event_id"),
    "Contribution": _of_record("partnership", "partnership_id"),
    "Figure": Touches(listings=PAGES, changes="SELECT 'figure', id FROM {rows}"),
    # A source: its title and date stand wherever it is named, and its date puts lists in order
    "Source": Touches(
        listings="""
            SELECT p.id FROM {rows} s JOIN directory_partnership p ON p.source_id = s.id
            UNION SELECT m.partnership_id FROM {rows} s JOIN directory_membership m ON m.source_id = s.id
            UNION SELECT coalesce(f.partnership_id, m.partnership_id) FROM {rows} s
              JOIN directory_furthersource f ON f.source_id = s.id
              LEFT JOIN directory_membership m ON m.id = f.membership_id""",
        changes="""
            SELECT 'source', id FROM {rows}
            UNION SELECT 'partnership', p.id FROM {rows} s JOIN directory_partnership p ON p.source_id = s.id
            UNION SELECT 'partnership', m.partnership_id FROM {rows} s
              JOIN directory_membership m ON m.source_id = s.id
            UNION SELECT 'organisation', o.id FROM {rows} s JOIN directory_organisation o ON o.source_id = s.id
            UNION SELECT 'resource', r.id FROM {rows} s JOIN directory_resource r ON r.source_id = s.id
            UNION SELECT 'event', e.id FROM {rows} s JOIN directory_event e ON e.source_id = s.id
            UNION SELECT 'figure', f.id FROM {rows} s JOIN directory_figure f ON f.source_id = s.id
            UNION SELECT 'commitment', c.id FROM {rows} s JOIN directory_commitment c ON c.source_id = s.id
            UNION SELECT 'commitment', p.commitment_id FROM {rows} s
              JOIN directory_progressreport p ON p.source_id = s.id
            UNION SELECT 'event', p.event_id FROM {rows} s JOIN directory_participation p ON p.source_id = s.id
            UNION SELECT 'partnership', c.partnership_id FROM {rows} s
              JOIN directory_contribution c ON c.source_id = s.id
            UNION SELECT 'partnership', c.partnership_id FROM {rows} s
              JOIN directory_furthersource f ON f.source_id = s.id
              JOIN directory_contribution c ON c.id = f.contribution_id
            UNION SELECT 'partnership', m.partnership_id FROM {rows} s
              JOIN directory_furthersource f ON f.source_id = s.id
              JOIN directory_membership m ON m.id = f.membership_id
            UNION SELECT 'event', p.event_id FROM {rows} s
              JOIN directory_furthersource f ON f.source_id = s.id
              JOIN directory_participation p ON p.id = f.participation_id
            UNION SELECT k.kind, k.id FROM {rows} s JOIN directory_furthersource f ON f.source_id = s.id
              CROSS JOIN LATERAL (VALUES ('partnership', f.partnership_id), ('organisation', f.organisation_id),
                ('resource', f.resource_id), ('commitment', f.commitment_id), ('event', f.event_id),
                ('figure', f.figure_id)) AS k (kind, id)
            UNION SELECT k.kind, k.id FROM {rows} s
              JOIN directory_succession c ON c.source_id = s.id CROSS JOIN LATERAL """
        + ENDS_OF_SUCCESSION
        + """
            UNION SELECT k.kind, k.id FROM {rows} s JOIN directory_furthersource f ON f.source_id = s.id
              JOIN directory_succession c ON c.id = f.succession_id CROSS JOIN LATERAL """
        + ENDS_OF_SUCCESSION,
    ),
    "FurtherSource": Touches(
        listings="""
            SELECT partnership_id FROM {rows} WHERE partnership_id IS NOT NULL
            UNION SELECT m.partnership_id FROM {rows} f JOIN directory_membership m ON m.id = f.membership_id""",
        changes="""
            SELECT 'partnership', partnership_id FROM {rows}
            UNION SELECT 'partnership', m.partnership_id FROM {rows} f
              JOIN directory_membership m ON m.id = f.membership_id
            UNION SELECT 'partnership', c.partnership_id FROM {rows} f
              JOIN directory_contribution c ON c.id = f.contribution_id
            UNION SELECT 'organisation', organisation_id FROM {rows}
            UNION SELECT 'resource', resource_id FROM {rows}
            UNION SELECT 'commitment', commitment_id FROM {rows}
            UNION SELECT 'event', event_id FROM {rows}
            UNION SELECT 'event', p.event_id FROM {rows} f
              JOIN directory_participation p ON p.id = f.participation_id
            UNION SELECT 'figure', figure_id FROM {rows}
            UNION SELECT k.kind, k.id FROM {rows} f
              JOIN directory_succession c ON c.id = f.succession_id CROSS JOIN LATERAL """
        + ENDS_OF_SUCCESSION,
        can_move=True,
    ),
    # Vocabularies: their words stand in documents of their own, by which the records are found that carry them. A number
    # does not change
    "Topic": Touches(listings=PAGES, changes="SELECT 'topic', number FROM {rows}"),
    "Sector": Touches(
        listings="""
            SELECT l.partnership_id FROM {rows} s
              JOIN directory_partnershipsector l ON l.sector_id = s.slug
            UNION SELECT m.partnership_id FROM {rows} s
              JOIN directory_organisation o ON o.sector_id = s.slug
              JOIN directory_membership m ON m.organisation_id = o.id""",
        changes="SELECT 'sector', number FROM {rows}",
    ),
    "Country": Touches(
        listings="""
            SELECT l.partnership_id FROM {rows} c
              JOIN directory_partnershipcountry l ON l.country_id = c.code
            UNION SELECT m.partnership_id FROM {rows} c
              JOIN directory_membership m ON m.country_id = c.code
            UNION SELECT m.partnership_id FROM {rows} c
              JOIN directory_organisation o ON o.country_id = c.code
              JOIN directory_membership m ON m.organisation_id = o.id""",
        changes="SELECT 'country', number FROM {rows}",
    ),
    "Region": Touches(listings=PAGES, changes="SELECT 'region', number FROM {rows}"),
    "Language": Touches(listings=PAGES),
    # Where a country takes reports stands on its page
    "ReportingChannel": Touches(listings=PAGES),
    # The page of a partnership counts the partners that were asked and have not answered
    "Invitation": Touches(listings=PAGES),
    # What is about people, work in progress and mail is shown to those concerned alone, on pages that are never kept
    "Block": NOTHING,
    "ColleagueInvitation": NOTHING,
    "ConfirmationRequest": NOTHING,
    "DailyPurpose": NOTHING,
    "DeskTest": NOTHING,
    "DomainCode": NOTHING,
    "Enquiry": NOTHING,
    "EnquiryLink": NOTHING,
    "EnquiryMessage": NOTHING,
    "EnquiryReport": NOTHING,
    "FirstConfirmation": NOTHING,
    "Flag": NOTHING,
    "Import": NOTHING,
    "ImportRow": NOTHING,
    "ImportSender": NOTHING,
    "KeptForm": NOTHING,
    "Mail": NOTHING,
    "Merge": NOTHING,
    "OfficialCode": NOTHING,
    "OfficialDomain": NOTHING,
    "PageReport": NOTHING,
    "Question": NOTHING,
    "Representative": NOTHING,
    "SecurityEvent": NOTHING,
    "SentForm": NOTHING,
    "Showing": NOTHING,
    "Submission": NOTHING,
    "SubmissionEvent": NOTHING,
    "Suppression": NOTHING,
    "User": NOTHING,
    "Verification": NOTHING,
    # Derived by these very triggers
    "DeskListing": NOTHING,
    "Document": NOTHING,
    "Listing": NOTHING,
    "RecordChange": NOTHING,
}

# Where a desk's organisation moves or is removed, so does the desk. Only then: an organisation's other columns are edited
# often, and the desks of a large one are many
ORGANISATIONS_DESKS = """
    SELECT d.id FROM changed JOIN before USING (id) JOIN directory_contactpoint d ON d.organisation_id = changed.id
     WHERE (changed.country_id, changed.removed_at) IS DISTINCT FROM (before.country_id, before.removed_at)"""


# What a trigger does with what it finds: `{marks}` stands for a SELECT of Touches. A function for each table, and not one
# that is told the SELECT: what it is told it would plan anew each time, which took a third of a small change
MARKING = {
    "beginning_note": """
        INSERT INTO suggestion_mark SELECT pg_current_xact_id(), kind, id FROM ({marks}) AS s (kind, id)
         WHERE id IS NOT NULL ON CONFLICT DO NOTHING""",
    "change_note": """
        INSERT INTO change_mark SELECT pg_current_xact_id(), kind, id FROM ({marks}) AS s (kind, id)
         WHERE id IS NOT NULL ON CONFLICT DO NOTHING""",
    "desk_listing": """
        PERFORM desk_listing_refresh(ids) FROM (SELECT array_agg(DISTINCT id) FROM ({marks}) AS touched (id)) AS s (ids)
          WHERE ids IS NOT NULL""",
    "desk_note": """
        WITH touched AS MATERIALIZED ({marks}),
             marked AS (INSERT INTO change_mark SELECT pg_current_xact_id(), 'organisation', id FROM touched ON CONFLICT DO NOTHING)
        INSERT INTO listing_mark SELECT pg_current_xact_id(), 0 WHERE EXISTS (SELECT FROM touched) ON CONFLICT DO NOTHING""",
    # 0 for none: pages change, and no listing
    "listing_note": """
        INSERT INTO listing_mark SELECT pg_current_xact_id(), id FROM (SELECT 0 UNION {marks}) AS s (id)
         WHERE id IS NOT NULL ON CONFLICT DO NOTHING""",
}
FEW = 100  # rows of a statement; of more the plan that is kept for few would be a bad one, and is made anew


class Trigger(NamedTuple):
    """A trigger of a statement, the SQL that makes it, and the SQL that makes its function before."""

    name: str
    table: str
    statement: str
    function: str
    function_statement: str


def triggers() -> Iterator[Trigger]:
    """The triggers of all models of TOUCHES.

    Of the triggers of one statement PostgreSQL runs first whose name sorts first: the beginnings of names and changes are
    marked before listings, whose mark settles all three.
    """
    for model, touches in TOUCHES.items():
        table = f"directory_{model.lower()}"
        for name, select in (
            ("beginning_note", touches.suggestions),
            ("change_note", touches.changes),
            ("desk_listing", touches.desk_listings),
            ("desk_note", touches.public_desks),
            ("listing_note", touches.listings),
        ):
            for event in ("INSERT", "UPDATE", "DELETE") if select else ():
                if (model, name, event) == ("ContactPoint", "desk_listing", "DELETE"):
                    continue  # the desk's row for the finder goes with it, by its foreign key
                yield _trigger(name, event, table, _marks(select, event, can_move=touches.can_move))
    yield _trigger("desk_listing", "UPDATE", "directory_organisation", ORGANISATIONS_DESKS)


def _marks(select: str, event: str, *, can_move: bool) -> str:
    """`changed` are the rows after the statement, or those that a DELETE took; `before` those that an UPDATE found."""
    marks = select.replace("{rows}", "changed")
    if can_move and event == "UPDATE" and "{rows}" in select:
        marks += f" UNION {select.replace('{rows}', 'before')}"
    return marks


def _trigger(name: str, event: str, table: str, marks: str) -> Trigger:
    marks = " ".join(marks.split())
    # Only what is read: each of these tables is a copy of the rows that the statement wrote
    read = [word for word in ("before", "changed") if re.search(rf"\b{word}\b", marks)]
    copies = {"before": "OLD TABLE AS before"}
    copies["changed"] = f"{'OLD' if event == 'DELETE' else 'NEW'} TABLE AS changed"
    referencing = f" REFERENCING {' '.join(copies[word] for word in read)}" if read else ""
    # One for all events that find the same, and for all tables that find nothing
    function = f"{table.removeprefix('directory_')}_{name}" if read else name
    function += "_moved" if "before" in read else ""
    name_of_event = f"{name}_{event.lower()}"
    return Trigger(
        name_of_event,
        table,
        f"CREATE TRIGGER {name_of_event} AFTER {event} ON {table}{referencing}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {function}()",
        function,
        _function(function, MARKING[name].replace("{marks}", marks).strip(), is_of_rows=bool(read)),
    )


def _function(name: str, marking: str, *, is_of_rows: bool) -> str:
    planned_anew = marking.replace("PERFORM", "SELECT", 1).replace("'", "''")
    by_number = f"""    IF EXISTS (SELECT FROM changed OFFSET {FEW}) THEN
        EXECUTE '{planned_anew}';
        RETURN NULL;
    END IF;
"""
    return f"""CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
{by_number if is_of_rows else ""}    {marking};
    RETURN NULL;
END $$;"""
