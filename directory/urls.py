"""Every page of the directory."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path

from directory.browse import organisations, places, views
from directory.exchange.api import views as api
from directory.exchange.hsds import views as hsds

pages = [
    path("", views.home, name="home"),
    path("search/", views.search_everything, name="search"),
    path("partnerships/", views.partnerships, name="partnerships"),
    path("partnerships/<slug:slug>/", views.partnership, name="partnership"),
    path("partnerships/<slug:slug>/history/", views.partnership_history, name="partnership_history"),
    path("organisations/", organisations.organisations, name="organisations"),
    path("organisations/<slug:slug>/", organisations.organisation, name="organisation"),
    path("countries/", places.countries, name="countries"),
    path("countries/<slug:code>/", places.country, name="country"),
    path("topics/<slug:slug>/", places.topic, name="topic"),
    path("events/<slug:slug>/", organisations.event, name="event"),
    path("resources/", organisations.resources, name="resources"),
    path("commitments/", organisations.commitments, name="commitments"),
    path("api/", api.home, name="api"),
    path("hsds/profile/", hsds.profile, name="hsds_profile"),
    path("about/", views.about, name="about"),
    path("privacy/", views.privacy, name="privacy"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("report-abuse/", views.report_abuse, name="report_abuse"),
]

for_programs = [
    path("api/index.json", api.index, name="api_index"),
    path("api/openapi.json", api.openapi, name="api_openapi"),
    path("api/vocabularies", api.vocabulary_index, name="api_vocabularies"),
    path("api/vocabularies/<str:name>", api.vocabulary, name="api_vocabulary"),
    path("api/<str:kind>", api.records, name="api_records"),
    path("api/<str:kind>/<str:key>", api.record, name="api_record"),
    re_path("^api/.+", api.nothing, name="api_nothing"),
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

urlpatterns = [
    *i18n_patterns(path("", include((pages, "directory"))), prefix_default_language=False),
    *for_programs,
]

handler400 = "directory.exchange.api.problems.bad_request"
handler500 = "directory.exchange.api.problems.server_error"
