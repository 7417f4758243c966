"""Every page of the directory."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from directory.browse import organisations, places, views
from directory.exchange import views as exchange
from directory.exchange import web

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
    path("opensearch.xml", web.opensearch, name="opensearch"),
    path("<slug:name>.<slug:extension>", exchange.download, name="download"),
    path("embed/", exchange.embed, name="embed"),
    path("data/", exchange.data, name="data"),
    path("about/", views.about, name="about"),
    path("privacy/", views.privacy, name="privacy"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("report-abuse/", views.report_abuse, name="report_abuse"),
]

# The same in every language.
files = [
    path("robots.txt", web.robots, name="robots"),
    path("sitemap.xml", web.sitemaps, name="sitemaps"),
    path("sitemap-<slug:name>-<int:part>.xml", web.sitemap, name="sitemap"),
    path(".well-known/security.txt", web.security, name="security"),
    path("data/catalog.jsonld", exchange.catalog, name="catalog"),
    path("data/<str:name>", exchange.dump, name="dump"),
]

urlpatterns = files + i18n_patterns(path("", include((pages, "directory"))), prefix_default_language=False)
