"""How the site does, for whoever has the token, in a form that a parser reads."""

import json

import pytest
from django.test import Client
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from directory.models import Mail
from directory.operating import metrics

pytestmark = pytest.mark.django_db
TOKEN = "a token that nobody guesses"


@pytest.fixture(autouse=True)
def token(settings, monkeypatch, tmp_path):
    settings.METRICS_TOKEN = TOKEN
    settings.STATE_FOLDER = settings.DATABASE_FOLDER = tmp_path
    monkeypatch.setattr(metrics, "counts", metrics.RequestCounts())
    monkeypatch.setattr(metrics, "_write_each_second", lambda: None)


def read(client: Client) -> dict:
    """The families by their names, as a parser that refuses what is not well formed reads them."""
    response = client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
    assert response.status_code == 200
    assert response["Content-Type"] == metrics.CONTENT_TYPE
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies
    return {family.name: family for family in text_string_to_metric_families(response.content.decode())}


def value(family, **labels) -> float:
    return sum(
        sample.value
        for sample in family.samples
        if labels.items() <= sample.labels.items() and not sample.name.endswith(("_sum", "_count"))
    )


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer wrong", f"Basic {TOKEN}"])
def test_for_others_there_is_no_such_page(client, authorization):
    headers = {"authorization": authorization} if authorization else {}

    assert client.get("/metrics", headers=headers).status_code == 404


def test_without_a_token_there_is_none_for_anybody(client, settings):
    settings.METRICS_TOKEN = ""

    assert client.get("/metrics", headers={"authorization": "Bearer "}).status_code == 404


def test_requests_are_counted_by_page_and_status(client):
    client.get("/partnerships/")
    client.get("/partnerships/")
    client.get("/nothing-here/")
    client.get("/answer/secret-token-of-somebody/")

    families = read(client)

    requests = families["directory_requests"]
    assert value(requests, page="partnerships", status="2xx") == 2
    assert value(requests, page="none", status="4xx") == 1
    assert not any("secret" in label for sample in requests.samples for label in sample.labels.values())
    assert value(families["directory_errors"]) == 0
    slots = families["directory_request_seconds"].samples
    assert next(slot.value for slot in slots if slot.labels.get("le") == "+Inf") == 4


def test_our_faults_are_counted(client, monkeypatch):
    def fail(*args, **options):
        raise ValueError

    monkeypatch.setattr("directory.browse.places.render", fail)
    client.raise_request_exception = False

    assert client.get("/topics/").status_code == 500

    assert value(read(client)["directory_errors"]) == 1


def test_jobs_mails_and_space_are_told(client):
    Mail.objects.create(kind="plain", recipient="ana@charity.example", language="en", subject="A", text="B")

    families = read(client)

    assert value(families["directory_database_up"]) == 1
    assert value(families["directory_mails_unsent"]) == 1
    assert value(families["directory_jobs_waiting"]) == value(families["directory_jobs_failed"]) == 0
    assert value(families["directory_free_space_bytes"]) > 0
    assert value(families["directory_read_only"]) == 0


def test_the_counts_of_all_workers_are_told_each_with_its_number(client, tmp_path):
    client.get("/about/")
    other = {"requests": {"about 2xx": 7}, "slots": [7] + [0] * len(metrics.BOUNDS), "seconds": 0.1}
    (tmp_path / "metrics").mkdir()
    (tmp_path / "metrics" / "1.json").write_text(json.dumps(other))

    requests = read(client)["directory_requests"]

    assert value(requests, worker="1", page="about") == 7
    assert value(requests, page="about") == 8


def test_a_worker_writes_its_counts_for_the_others(client, tmp_path):
    client.get("/about/")

    metrics.write()

    (file,) = (tmp_path / "metrics").glob("*.json")
    assert json.loads(file.read_text())["requests"] == {"about 2xx": 1}
