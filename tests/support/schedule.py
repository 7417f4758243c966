"""Which tests begin first, and which run once more on another PostgreSQL."""

from fnmatch import fnmatch

import pytest

# Before all others, for it takes minutes and leaves the processor to them: servers are killed, and have to start again
MOSTLY_WAITING = (
    "tests/site/test_kills.py",
    "tests/site/test_database_away.py",
    "tests/site/test_disk_full.py",
    "tests/site/test_reload.py",
    "tests/site/test_faults.py",
    "tests/site/test_slow_clients.py",
)

# Modules that take longest, the longest first; "slowest modules" at the end of a run says when this is out of date
LONGEST = (
    "tests/browser/test_every_page.py",
    "tests/browser/test_registration.py",
    "tests/browser/test_review.py",
    "tests/browser/test_journey.py",
    "tests/browser/test_counterparts.py",
    "tests/browser/test_keyboard.py",
    "tests/browser/test_registering_counts.py",
    "tests/browser/test_enquiries.py",
    "tests/browser/test_speaking.py",
    "tests/browser/test_desks.py",
    "tests/operating/test_restoring.py",
    "tests/exchange/test_comes_back.py",
    "tests/exchange/test_generated_calls.py",
    "tests/review/test_review_at_once.py",
    "tests/mail/test_smtp.py",
    "tests/questionnaire/test_every_field.py",
    "tests/registration/test_registration_access.py",
    "tests/rights/test_who_sees_what.py",
    "tests/database/test_migrating_beside_readers.py",
    "tests/registration/test_registration_input.py",
    "tests/records/test_merging_undone.py",
    "tests/site/test_bench.py",
    "tests/database/test_listing_scope.py",
    "tests/site/test_pages.py",
    "tests/review/test_review_pages.py",
    "tests/importing/test_nasty_imports.py",
    "tests/counterparts/test_desk_levels.py",
    "tests/accounts/test_tries_at_once.py",
    "tests/config/test_run.py",
    "tests/config/test_embedded.py",
    "tests/finding/test_bad_input.py",
)

# Marked `database`: what a release of PostgreSQL, its locale or a role without rights could change
ASKING_POSTGRESQL = (
    "tests/database/*",
    "tests/finding/*",
    "tests/models/*",
    "tests/records/*",
    # Many sessions, and what each sees and waits for
    "tests/*/test_*_at_once.py",
    "tests/registration/test_registration_together.py",
    "tests/mail/test_smtp.py",
    "tests/gate/test_limits.py",
    # Questions that are long, and what is counted and ordered in them
    "tests/counterparts/test_finder*.py",
    "tests/counterparts/test_introductions.py",
    "tests/exchange/test_api_changes.py",
    "tests/exchange/test_round_trip.py",
    # What triggers wrote
    "tests/browse/test_history_page.py",
    "tests/importing/test_import.py",
    # Each question that a page, a job or a command asks, at least once
    "tests/site/test_bench.py",
    "tests/site/test_jobs.py",
    "tests/site/test_pages.py",
    "tests/site/test_samples.py",
)

# Of these, what forms and Python alone answer: it is the same on every PostgreSQL, and one run shows it
ANSWERED_WITHOUT_IT = (
    "tests/finding/test_paging.py",
    "tests/models/test_reference_numbers.py",
    "tests/records/test_channel_form.py",
    "tests/records/test_forms.py",
)


def module_of(nodeid: str) -> str:
    return nodeid.partition("::")[0]


def put_the_longest_first(items: list[pytest.Item]) -> None:
    """Processes take modules in this order, and one that began a long module last would run on alone.

    Those of the browser come together and early: each process that takes one starts a site and Chromium for them.
    """
    order = {module: number for number, module in enumerate(LONGEST)}

    def position(item: pytest.Item) -> tuple[bool, bool, int]:
        module = module_of(item.nodeid)
        needs_browser = item.get_closest_marker("browser") is not None
        return module not in MOSTLY_WAITING, not needs_browser, order.get(module, len(order))

    items.sort(key=position)


def mark_those_that_ask_postgresql(items: list[pytest.Item]) -> None:
    for item in items:
        module = module_of(item.nodeid)
        if module not in ANSWERED_WITHOUT_IT and any(
            fnmatch(module, pattern) for pattern in ASKING_POSTGRESQL
        ):
            item.add_marker(pytest.mark.database)
