"""Every page of the directory, slice by slice, and at the end the order in which addresses are tried.

Pages stand in every language that is offered, under its prefix; files and what programs read have one address each.
"""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path, register_converter
from django.urls.converters import SlugConverter

from directory.accounts import allauth_pages, confirming, officials, speaking, team
from directory.accounts import entrance as way_in
from directory.accounts import views as accounts
from directory.answers import reports, still_true, stopping
from directory.answers import views as answers
from directory.browse import (
    commitments,
    compare,
    country_page,
    coverage,
    events,
    history_pages,
    letters,
    network,
    organisations,
    partnership_page,
    pinned,
    places,
    record_networks,
    resources,
    site_files,
    sources,
    suggestions,
    views,
    world_map,
)
from directory.counterparts import desk_changes, desks, own_desks, printed_lists
from directory.counterparts import views as counterparts
from directory.enquiries import by_link
from directory.enquiries import views as enquiries
from directory.exchange import calendars, gone_records, network_files, record_feeds
from directory.exchange import views as exchange
from directory.exchange.api import views as api
from directory.exchange.hsds import views as hsds
from directory.exchange.reconciling import views as reconciling
from directory.operating import health, metrics
from directory.registration import asked_partners, owner, preview, sending, similar, start, steps
from directory.review import accounts as review_accounts
from directory.review import (
    channels,
    claims,
    first_asking,
    first_hour,
    first_letters,
    public_records,
    unconfirmed,
)
from directory.review import enquiries as review_enquiries
from directory.review import mails as review_mails
from directory.review import messages as review_messages
from directory.review import officials as review_officials
from directory.review import partners as review_partners
from directory.review import views as review
from directory.review.imports import views as imports

# Slugs whose records keep their former ones: `records/addresses.py` follows these wherever they stand in an address
for kind_of_record in ("organisation", "partnership", "record"):
    register_converter(SlugConverter, kind_of_record)

# Anybody looks around

partnership_pages = [
    path("", partnership_page.partnership, name="partnership"),
    path("history/", history_pages.partnership_history, name="partnership_history"),
    path("network/", record_networks.partnership_network, name="partnership_network"),
]

organisation_pages = [
    path("", organisations.organisation, name="organisation"),
    path("history/", history_pages.organisation_history, name="organisation_history"),
    path("network/", record_networks.organisation_network, name="organisation_network"),
]

browsing_pages = [
    path("", views.home, name="home"),
    path("search/", views.search_everything, name="search"),
    path("suggest/", suggestions.suggest, name="suggest"),
    path("partnerships/", views.partnerships, name="partnerships"),
    path("partnerships/<partnership:slug>/", include(partnership_pages)),
    path("organisations/", organisations.organisations, name="organisations"),
    path("organisations/<organisation:slug>/", include(organisation_pages)),
    path("countries/", places.countries, name="countries"),
    path("countries/<slug:code>/", country_page.country, name="country"),
    path("topics/", places.topics, name="topics"),
    path("topics/<slug:slug>/", places.topic, name="topic"),
    path("events/", events.events, name="events"),
    path("events/<slug:slug>/", events.event, name="event"),
    path("events/<slug:slug>/history/", history_pages.event_history, name="event_history"),
    path("resources/", resources.resources, name="resources"),
    path("resources/<slug:slug>/", resources.resource, name="resource"),
    path("resources/<slug:slug>/history/", history_pages.resource_history, name="resource_history"),
    path("commitments/", commitments.commitments, name="commitments"),
    path("commitments/<slug:slug>/", commitments.commitment, name="commitment"),
    path("commitments/<slug:slug>/history/", history_pages.commitment_history, name="commitment_history"),
    path("coverage/", coverage.coverage, name="coverage"),
    # Before `download`, which would take it for the list of a kind of record
    path("coverage.csv", coverage.coverage_file, name="coverage_file"),
    path("coverage/<slug:code>/", coverage.country_coverage, name="country_coverage"),
    path("compare/", compare.compare, name="compare"),
    path("pinned/", pinned.pinned, name="pinned"),
    path("sources/", sources.sources, name="sources"),
    path("sources/<slug:slug>/", sources.source, name="source"),
    path("sources/<slug:slug>/history/", history_pages.source_history, name="source_history"),
    path("map/", world_map.world_map, name="map"),
    path("embed/map/", world_map.embedded_map, name="embedded_map"),
    path("network/", network.network, name="network"),
    # Before `download`, which would take it for the list of a kind of record
    path("opensearch.xml", site_files.opensearch, name="opensearch"),
    path("about/", views.about, name="about"),
    path("letters/", letters.letters, name="letters"),
    path("privacy/", views.privacy, name="privacy"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("report-abuse/", views.report_abuse, name="report_abuse"),
]

browsing_files = [
    path("robots.txt", site_files.robots, name="robots"),
    path("sitemap.xml", site_files.sitemaps, name="sitemaps"),
    path("sitemap-<slug:name>-<int:block>.xml", site_files.sitemap, name="sitemap"),
    path(".well-known/security.txt", site_files.security, name="security"),
    path("emblem.<slug:extension>", site_files.emblem, name="emblem"),
    path("colours.css", site_files.colours, name="colours"),
]

# Anybody takes records with them

exchange_pages = [
    # Before `download`: a network is no list of records, and a calendar is one of few
    path("network.<slug:extension>", network_files.network_file, name="network_file"),
    path("<slug:name>.ics", calendars.list_calendar, name="list_calendar"),
    path("<slug:name>.<slug:extension>", exchange.download, name="download"),
    path("<slug:name>.csv-metadata.json", exchange.csv_description, name="csv_description"),
    path("<slug:name>/<record:slug>/feed.atom", record_feeds.record_feed, name="record_feed"),
    path("<slug:name>/<record:slug>/calendar.ics", calendars.record_calendar, name="record_calendar"),
    path("embed/", exchange.embed, name="embed"),
    path("data/", exchange.data, name="data"),
    path("api/", api.home, name="api"),
    path("hsds/profile/", hsds.profile, name="hsds_profile"),
]

exchange_files = [
    path("data/catalog.jsonld", exchange.catalog, name="catalog"),
    path("data/datapackage.json", exchange.data_package, name="data_package"),
    path("data/gone.ndjson", gone_records.gone_records, name="gone_records"),
    path("data/<str:name>", exchange.dump, name="dump"),
]

json_api = [
    path("api/index.json", api.index, name="api_index"),
    path("api/openapi.json", api.openapi, name="api_openapi"),
    path("api/vocabularies", api.vocabulary_index, name="api_vocabularies"),
    path("api/vocabularies/<str:name>", api.vocabulary, name="api_vocabulary"),
    path("api/<str:kind>", api.records, name="api_records"),
    path("api/<str:kind>/<str:key>", api.record, name="api_record"),
    re_path("^api/.+", api.nothing, name="api_nothing"),
]

reconciliation = [
    path("reconcile/", reconciling.reconcile, name="reconcile"),
    path("reconcile/suggest/entity/", reconciling.suggest_entity, name="suggest_entity"),
    path("reconcile/suggest/type/", reconciling.suggest_type, name="suggest_type"),
    path("reconcile/suggest/property/", reconciling.suggest_property, name="suggest_property"),
    path("reconcile/properties/", reconciling.propose_properties, name="propose_properties"),
    path("reconcile/preview/", reconciling.preview, name="reconcile_preview"),
    path("reconcile/view/<str:key>", reconciling.view, name="reconcile_view"),
]

hsds_api = [
    path("hsds/", hsds.home, name="hsds"),
    path("hsds/openapi.json", hsds.openapi, name="hsds_openapi"),
    path("hsds/services", hsds.services, name="hsds_services"),
    path("hsds/services/<str:key>", hsds.service, name="hsds_service"),
    path("hsds/taxonomies", hsds.taxonomies, name="hsds_taxonomies"),
    path("hsds/taxonomies/<str:key>", hsds.taxonomy, name="hsds_taxonomy"),
    path("hsds/taxonomy_terms", hsds.taxonomy_terms, name="hsds_taxonomy_terms"),
    path("hsds/taxonomy_terms/<str:key>", hsds.taxonomy_term, name="hsds_taxonomy_term"),
    path("hsds/organizations", hsds.organizations, name="hsds_organizations"),
    path("hsds/organizations/<str:key>", hsds.organization, name="hsds_organization"),
    path("hsds/service_at_locations", hsds.service_at_locations, name="hsds_service_at_locations"),
    path("hsds/service_at_locations/<str:key>", hsds.service_at_location, name="hsds_service_at_location"),
    re_path("^hsds/.+", hsds.nothing, name="hsds_nothing"),
]

# Whom to turn to, and writing to them

pages_of_an_organisations_desks = [
    path("introductions/", counterparts.introductions, name="introductions"),
    path("desks/", desks.desks, name="desks"),
    path("desks/new/", own_desks.new_desk, name="new_desk"),
    path("desks/shown/", own_desks.desk_showings, name="desk_showings"),
    path("desks/<slug:desk>/change/", own_desks.change_desk, name="change_desk"),
    path("desks/<slug:desk>/remove/", own_desks.remove_desk, name="remove_desk"),
    path("desks/<slug:desk>/changes/", desk_changes.desk_changes, name="desk_changes"),
]

counterpart_pages = [
    path("organisations/<organisation:slug>/", include(pages_of_an_organisations_desks)),
    path("counterparts/", counterparts.counterparts, name="counterparts"),
    path("counterparts/print/", printed_lists.counterparts_print, name="counterparts_print"),
    path("desks/<slug:slug>/", desks.desk, name="desk"),
    path("desks/<slug:slug>/card/", desks.desk_card, name="desk_card"),
    path("desks/<slug:slug>/card.vcf", desks.desk_vcard, name="desk_vcard"),
    path("account/purpose/", desks.purpose, name="purpose"),
]

enquiry_pages = [
    path("enquiries/", enquiries.enquiries, name="enquiries"),
    path("enquiries/new/", enquiries.new, name="new_enquiry"),
    path("enquiries/<uuid:pk>/", enquiries.enquiry, name="enquiry"),
    path("enquiries/<uuid:pk>/block/", enquiries.block, name="block_sender"),
    path("enquiries/<uuid:pk>/unblock/", enquiries.unblock, name="unblock_sender"),
    path("enquiries/answer/", by_link.answer, name="desk_answer"),
    path("enquiries/answer/block/", by_link.block, name="desk_block"),
    path("enquiries/answer/new-link/", by_link.ANSWER_LINK.renew, name="renew_desk_answer"),
    path("enquiries/answer/thank-you/", by_link.ANSWER_LINK.kept, name="desk_answer_kept"),
    path("enquiries/answer/<str:token>/", by_link.ANSWER_LINK.open, name="open_desk_answer"),
    path("enquiries/test/", by_link.test, name="desk_test"),
    path("enquiries/test/new-link/", by_link.TEST_LINK.renew, name="renew_desk_test"),
    path("enquiries/test/thank-you/", by_link.TEST_LINK.kept, name="desk_test_kept"),
    path("enquiries/test/<str:token>/", by_link.TEST_LINK.open, name="open_desk_test"),
]

# How a partnership comes in, and what others say of it

registration_pages = [
    path("register/", start.register, name="register"),
    path("register/go-on/", start.go_on, name="go_on_registering"),
    path("register/change/<partnership:slug>/", owner.change, name="change"),
    path("account/records/", owner.my_records, name="my_records"),
    path("drafts/<uuid:pk>/", sending.draft, name="draft"),
    path("drafts/<uuid:pk>/check/", sending.check, name="draft_check"),
    path("drafts/<uuid:pk>/preview/", preview.preview, name="draft_preview"),
    path("drafts/<uuid:pk>/withdraw/", sending.withdraw, name="withdraw"),
    path("drafts/<uuid:pk>/delete/", sending.delete, name="delete_draft"),
    path("drafts/<uuid:pk>/again/", sending.again, name="again"),
    path("drafts/<uuid:pk>/second-reviewer/", sending.second_reviewer, name="second_reviewer"),
    path("drafts/<uuid:pk>/partners/<slug:item>/address/", asked_partners.ask_again, name="ask_again"),
    path("drafts/<uuid:pk>/similar/<slug:key>/", similar.similar_records, name="draft_similar"),
    path("drafts/<uuid:pk>/similar/<slug:key>/<slug:item>/", similar.similar_records, name="draft_similar"),
    path("drafts/<uuid:pk>/<slug:key>/", steps.step, name="draft_step"),
    path("drafts/<uuid:pk>/<slug:key>/<slug:item>/", steps.step, name="draft_item"),
]

answer_pages = [
    path("answer/", answers.answer, name="answer"),
    path("answer/new-link/", answers.ANSWER_LINK.renew, name="renew_answer"),
    path("answer/thank-you/", answers.ANSWER_LINK.kept, name="answer_kept"),
    path("answer/<str:token>/", answers.ANSWER_LINK.open, name="open_answer"),
    path("confirm/", answers.confirmation, name="confirmation"),
    path("confirm/new-link/", answers.CONFIRMATION_LINK.renew, name="renew_confirmation"),
    path("confirm/thank-you/", answers.CONFIRMATION_LINK.kept, name="confirmation_kept"),
    path("confirm/<str:token>/", answers.CONFIRMATION_LINK.open, name="open_confirmation"),
    path("mails/stop/<str:token>/", stopping.stop_mails, name="stop_mails"),
    path("still-true/", still_true.still_true, name="still_true"),
    path("still-true/stop/", still_true.stop, name="stop_still_true"),
    path("still-true/new-link/", still_true.STILL_TRUE_LINK.renew, name="renew_still_true"),
    path("still-true/thank-you/", still_true.STILL_TRUE_LINK.kept, name="still_true_kept"),
    path("still-true/<str:token>/", still_true.STILL_TRUE_LINK.open, name="open_still_true"),
    path("report-problem/", reports.report_problem, name="report_problem"),
    path("report-problem/thank-you/", reports.problem_reported, name="problem_reported"),
]

# Who somebody is, and for whom they speak

team_pages = [
    path("", team.team, name="team"),
    path("<int:pk>/", team.colleague, name="colleague"),
    path("invitations/<int:pk>/withdrawal/", team.withdraw_invitation, name="withdraw_invitation"),
    path("officials/", officials.officials, name="officials"),
    path("officials/<int:pk>/withdrawal/", officials.withdraw_official, name="withdraw_official"),
]

official_pages = [
    path("", officials.official, name="official"),
    path("<organisation:slug>/", officials.ask_official, name="ask_official"),
    path("<organisation:slug>/code/", officials.send_official_code, name="send_official_code"),
    path("<organisation:slug>/proof/", officials.prove_official, name="prove_official"),
    path("<organisation:slug>/withdrawal/", officials.leave_official, name="leave_official"),
]

account_pages = [
    path("account/", accounts.account, name="account"),
    path("account/delete/", accounts.delete_account, name="delete_account"),
    path("account/data/", accounts.account_data, name="account_data"),
    path("account/your-text/", accounts.typed_text, name="typed_text"),
    path("account/speak-for/", speaking.find, name="find_organisation"),
    path("account/speak-for/<organisation:slug>/", speaking.claim_page, name="claim"),
    path("account/speak-for/<organisation:slug>/code/", speaking.send_code, name="send_domain_code"),
    path("account/speak-for/<organisation:slug>/proof/", speaking.prove, name="prove_claim"),
    path("account/speak-for/<organisation:slug>/withdrawal/", speaking.withdraw, name="withdraw_claim"),
    path("account/official/", include(official_pages)),
    path("account/organisations/<organisation:slug>/", include(team_pages)),
    path("join/", team.joining, name="joining"),
    path("join/<str:token>/", team.join, name="join"),
    path("outbox/", accounts.outbox, name="outbox"),
]

# Signing in, under the names by which allauth finds its pages itself
sign_in_pages = [
    path("sign-in/", way_in.sign_in, name="account_login"),
    path("sign-in/", way_in.sign_in, name="account_request_login_code"),
    path("sign-in/code/", way_in.enter_code, name="account_confirm_login_code"),
    path("sign-in/second-factor/", allauth_pages.second_factor, name="mfa_authenticate"),
    path("sign-in/passkey/", allauth_pages.passkey, name="mfa_login_webauthn"),
    path("sign-up/", way_in.sign_up, name="account_signup"),
    path("sign-up/code/", allauth_pages.address_code, name="account_email_verification_sent"),
    path("sign-out/", allauth_pages.sign_out, name="account_logout"),
    path("inactive/", allauth_pages.inactive, name="account_inactive"),
    path("confirmation/", confirming.confirm, name="account_reauthenticate"),
    path("address/", allauth_pages.address, name="account_email"),
    path("sessions/", allauth_pages.own_sessions, name="usersessions_list"),
    path("second-factor/", allauth_pages.own_factors, name="mfa_index"),
    path("second-factor/again/", allauth_pages.second_factor_again, name="mfa_reauthenticate"),
    path("app/add/", allauth_pages.add_app, name="mfa_activate_totp"),
    path("app/remove/", allauth_pages.remove_app, name="mfa_deactivate_totp"),
    path("recovery-codes/", allauth_pages.own_codes, name="mfa_view_recovery_codes"),
    path("recovery-codes/new/", allauth_pages.new_codes, name="mfa_generate_recovery_codes"),
    path("recovery-codes/file/", allauth_pages.codes_file, name="mfa_download_recovery_codes"),
    path("passkeys/", allauth_pages.own_passkeys, name="mfa_list_webauthn"),
    path("passkeys/add/", allauth_pages.add_passkey, name="mfa_add_webauthn"),
    path("passkeys/again/", allauth_pages.passkey_again, name="mfa_reauthenticate_webauthn"),
    path("passkeys/<int:pk>/", allauth_pages.change_passkey, name="mfa_edit_webauthn"),
    path("passkeys/<int:pk>/remove/", allauth_pages.remove_passkey, name="mfa_remove_webauthn"),
]

# What the secretariat does

review_of_an_organisation = [
    path("ownership/", claims.ownership, name="review_ownership"),
    path("domains/", review_officials.domains, name="review_domains"),
    path("domains/<int:pk>/removal/", review_officials.remove_domain, name="review_remove_domain"),
]

review_pages = [
    path("review/", review.queue_page, name="review"),
    path("review/<uuid:pk>/", review.submission_page, name="review_submission"),
    path("review/<uuid:pk>/take/", review.take, name="review_take"),
    path("review/<uuid:pk>/give-back/", review.give_back, name="review_give_back"),
    path("review/<uuid:pk>/accept/", review.accept, name="review_accept"),
    path("review/<uuid:pk>/return/", review.return_with_questions, name="review_return"),
    path("review/<uuid:pk>/refuse/", review.refuse, name="review_refuse"),
    path("review/<uuid:pk>/flags/<int:flag_pk>/clear/", review.clear_flag, name="review_clear_flag"),
    path("review/reports/<int:pk>/", review.report_page, name="review_report"),
    path("review/enquiries/<int:pk>/", review_enquiries.report_page, name="review_enquiry"),
    path("review/messages/<int:pk>/", review_messages.message_page, name="review_message"),
    path("review/partners/<int:pk>/", review_partners.partner_page, name="review_partner"),
    path("review/claims/<int:pk>/", claims.claim_page, name="review_claim"),
    path("review/organisations/<organisation:slug>/", include(review_of_an_organisation)),
    path("review/officials/", review_officials.officials, name="review_officials"),
    path("review/officials/<int:pk>/", review_officials.official_page, name="review_official"),
    path("review/officials/<int:pk>/withdrawal/", review_officials.withdraw, name="review_withdraw_official"),
    path("review/showings/<int:pk>/", review_officials.showings, name="review_showings"),
    path("review/first-hour/", first_hour.first_hour_page, name="review_first_hour"),
    path("review/first-hour/letters/", first_letters.letters_page, name="review_first_letters"),
    path("review/first-hour/sets/<slug:name>/", first_hour.load_set, name="review_load_set"),
    path("review/unconfirmed/", unconfirmed.unconfirmed_page, name="review_unconfirmed"),
    path("review/unconfirmed/batch/", first_asking.batch_page, name="review_ask_batch"),
    path("review/unconfirmed/<partnership:slug>/", first_asking.ask_page, name="review_ask"),
    path("review/channels/", channels.channels, name="review_channels"),
    path("review/channels/new/", channels.new_channel, name="review_new_channel"),
    path("review/channels/<int:pk>/", channels.channel_page, name="review_channel"),
    path("review/channels/<int:pk>/removal/", channels.remove_channel, name="review_remove_channel"),
    path("review/channels/<int:pk>/check/", channels.check_channel, name="review_check_channel"),
    path("review/accounts/", review_accounts.accounts, name="review_accounts"),
    path("review/accounts/<int:pk>/", review_accounts.account_page, name="review_account"),
    path("review/security/", review_accounts.security, name="review_security"),
    path("review/mails/", review_mails.mails, name="review_mails"),
    path("review/records/", public_records.records_page, name="review_records"),
    path("review/merges/", public_records.merges_page, name="review_merges"),
    path("review/merges/<int:pk>/undo/", public_records.undo_merge, name="review_undo_merge"),
    path("review/imports/", imports.imports, name="imports"),
    path("review/imports/<int:pk>/", imports.import_page, name="import"),
    path("review/imports/<int:pk>/columns/", imports.columns, name="import_columns"),
    path("review/imports/<int:pk>/rows-left/", imports.rows_left, name="import_rows_left"),
    path("review/imports/<int:pk>/decide/", imports.decide, name="import_decide"),
    path("review/imports/<int:pk>/decide-older/", imports.decide_older, name="import_decide_older"),
    path("review/imports/<int:pk>/compare/", imports.compare_again, name="import_compare"),
    path("review/imports/<int:pk>/apply/", imports.apply, name="import_apply"),
    path("review/imports/<int:pk>/undo/", imports.undo, name="import_undo"),
    path("review/imports/<int:pk>/discard/", imports.discard, name="import_discard"),
    # After all others with two parts, such as `review/claims/7/`: a kind may be any word
    path("review/<slug:kind>/<record:slug>/", public_records.record_page, name="review_record"),
    path("review/<slug:kind>/<record:slug>/merge/", public_records.find_other, name="review_find_other"),
    path(
        "review/<slug:kind>/<record:slug>/merge/<record:other_slug>/",
        public_records.merge_page,
        name="review_merge",
    ),
]

# What whoever runs the site has programs look at

operating_files = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
]

# The order in which addresses are tried

pages = [
    *browsing_pages,
    *exchange_pages,
    *counterpart_pages,
    *enquiry_pages,
    *registration_pages,
    *answer_pages,
    *account_pages,
    *review_pages,
]
in_each_language = [path("", include((pages, "directory"))), path("account/", include(sign_in_pages))]
urlpatterns = [
    # Before the pages: `sitemap.xml` would be a download
    *browsing_files,
    *exchange_files,
    *operating_files,
    *i18n_patterns(*in_each_language, prefix_default_language=False),
    *json_api,
    *reconciliation,
    *hsds_api,
]

handler400 = "directory.exchange.programs.problems.bad_request"
handler500 = "directory.middleware.server_error"
