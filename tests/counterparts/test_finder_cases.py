"""The finder over written cases: who asks what, among the sample desks, and which desk comes first and why.

A case: who asks (`former`: an official without a second factor in this session); the topic; the country; the languages that
they can use; and "urgent", "us" (for the sample police of Poland) or a sector. The answer: the first desk by its key without
"sample-", and its reasons; after ">>" the steps of the fallback chain that have a desk, where no desk of the country fits.
"""

import pytest

from directory.management import sample_desks
from tests.support.databases import kept_for_the_module
from tests.support.finder_cases import answer, people, question

pytestmark = pytest.mark.django_db

CASES = """
who      | topic                 | in | speaks | besides         | first desk: its reasons >> fallback: the first desk of each step
visitor  | payment-disruption    | BR | en pt |                 | coalition-br-cooperation: topic home language cooperation tested confirmed
visitor  | payment-disruption    | BR | en pt | urgent          | coalition-br-cooperation: topic home language cooperation tested confirmed
visitor  | payment-disruption    | BR |       |                 | coalition-br-cooperation: topic home cooperation tested confirmed
visitor  | payment-disruption    | BR | de    |                 | coalition-br-cooperation: topic home cooperation tested confirmed
account  | payment-disruption    | BR | en pt | urgent          | coalition-br-cooperation: topic home language cooperation tested confirmed
official | payment-disruption    | BR | en pt | urgent          | police-br-cooperation: topic home urgent language cooperation tested confirmed
official | payment-disruption    | BR | en pt | us              | coalition-br-cooperation: topic home language cooperation shared tested confirmed
official | payment-disruption    | BR | en pt | urgent us       | police-br-cooperation: topic home urgent language cooperation shared tested confirmed
official | payment-disruption    | BR | en pt | law_enforcement | police-br-cooperation: topic home language sector cooperation tested confirmed
former   | payment-disruption    | BR | en pt | urgent          | coalition-br-cooperation: topic home language cooperation tested confirmed
official | payment-disruption    | BR | en pt | financial       | coalition-br-cooperation: topic home language sector cooperation tested confirmed
reviewer | payment-disruption    | BR | en pt | urgent          | police-br-cooperation: topic home urgent language cooperation tested confirmed
visitor  | investigation         | BR | en    |                 | network-us-data: topic worldwide language tested confirmed >> topic coalition-br-cooperation > general police-br-general > hotline hotline-br-reports > network police-organisation-general
official | investigation         | BR | en    |                 | police-br-cooperation: topic home language cooperation tested confirmed
visitor  | reporting             | BR | pt    |                 | hotline-br-reports: topic home language tested confirmed
visitor  | reporting             | BR | en    |                 | hotline-br-reports: topic home tested confirmed
visitor  | victim-support        | BR | pt    | urgent          | helpline-br-general: topic home urgent language
visitor  | content-access        | BR | es    |                 | hotline-br-reports: topic home language tested confirmed
visitor  | legislation           | BR | en    |                 | - >> topic coalition-br-cooperation > general police-br-general > hotline hotline-br-reports > network police-organisation-general
official | legislation           | BR | en    | urgent          | - >> topic coalition-br-cooperation > general police-br-general > hotline helpline-br-general > police police-br-cooperation > network police-organisation-cooperation
visitor  |                       | BR | en    |                 | coalition-br-cooperation: home language cooperation tested confirmed
official |                       | BR | en    | urgent          | police-br-cooperation: home urgent language cooperation tested confirmed
visitor  | reporting             | PL | en    |                 | hotline-pl-reports: topic home language tested confirmed
account  | reporting             | PL | en    |                 | hotline-pl-cooperation: topic home language cooperation confirmed
account  | reporting             | PL | de    |                 | hotline-pl-cooperation: topic home language cooperation confirmed
account  | content-access        | PL | pl    |                 | hotline-pl-cooperation: topic home language cooperation confirmed
visitor  | reporting             | PL | en    | industry        | - >> sector hotline-pl-reports > regional police-office-eu-general > network police-organisation-general
visitor  | investigation         | PL | en    |                 | network-us-data: topic worldwide language tested confirmed >> hotline hotline-pl-reports > regional police-office-eu-general > network police-organisation-general
official | investigation         | PL | en    | urgent          | police-pl-cooperation: topic home urgent language cooperation tested confirmed
visitor  | legislation           | PL | pl    |                 | - >> hotline hotline-pl-reports > regional police-office-eu-general > network police-organisation-general
official | victim-identification | DE | de    |                 | police-de-cooperation: topic home language cooperation tested confirmed
visitor  | victim-identification | DE | de    |                 | - >> hotline hotline-de-reports > regional police-office-eu-general > network police-organisation-general
visitor  | content-access        | DE | de    |                 | hotline-de-reports: topic home language confirmed
account  | investigation         | FR | fr    |                 | police-fr-cooperation: topic home language cooperation tested confirmed
visitor  | investigation         | FR | fr    |                 | network-us-data: topic worldwide tested confirmed >> general ministry-fr-general > regional police-office-eu-general > network police-organisation-general
visitor  | legislation           | FR | fr    |                 | - >> general ministry-fr-general > regional police-office-eu-general > network police-organisation-general
official | investigation         | FR | fr    | urgent          | police-office-eu-cooperation: topic country urgent language cooperation tested confirmed
official | interactive-services  | GB | en    | urgent          | police-gb-cooperation: topic home urgent language cooperation tested confirmed
visitor  | interactive-services  | GB | en    |                 | network-us-data: topic worldwide language tested confirmed >> topic charity-gb-training > hotline hotline-gb-reports > network police-organisation-general
visitor  | training              | GB | en    |                 | charity-gb-training: topic home language confirmed
visitor  | training              | IE | en    |                 | charity-gb-training: topic country language confirmed
visitor  | reporting             | GB | en    |                 | hotline-gb-reports: topic home language tested confirmed
visitor  | victim-support        | NO | en    |                 | support-se-cooperation: topic country language cooperation tested confirmed
visitor  | victim-support        | ES | es    |                 | - >> hotline helpline-es-general > regional police-office-eu-general > network police-organisation-general
official | victim-identification | CA | fr    |                 | police-ca-cooperation: topic home language cooperation tested confirmed
visitor  | reporting             | EC | es    |                 | hotline-co-reports: topic country language tested confirmed
visitor  | reporting             | US | es    |                 | tipline-us-reports: topic home language tested confirmed
official | payment-disruption    | US | en    | urgent          | police-us-cooperation: topic home urgent language cooperation tested confirmed
visitor  | payment-disruption    | US | en    |                 | cards-us-cooperation: topic home language cooperation confirmed
visitor  | investigation         | MX | es    |                 | network-us-data: topic worldwide language tested confirmed >> network police-organisation-general
account  |                       | MX | es    |                 | police-mx-cooperation: home language cooperation confirmed
visitor  | legislation           | AR | es    |                 | ministry-ar-general: topic home language confirmed
visitor  | victim-support        | KE | sw    | urgent          | - >> hotline helpline-ke-general > network police-organisation-general
account  | investigation         | JO | ar    |                 | police-jo-cooperation: topic home language cooperation confirmed
official | victim-identification | PH | en    | urgent          | police-ph-cooperation: topic home urgent language cooperation tested confirmed
visitor  | content-access        | AU | en    |                 | regulator-au-cooperation: topic home language cooperation tested confirmed
visitor  | victim-support        | KH | en    |                 | ngo-th-general: topic country language tested confirmed
visitor  | training              | TD | fr    |                 | - >> network police-organisation-general
official | training              | TD | fr    | urgent          | - >> network police-organisation-cooperation
visitor  | payment-disruption    | TD | fr    |                 | cards-us-cooperation: topic worldwide cooperation confirmed >> network police-organisation-general
visitor  | training              |    | en    |                 | ngo-th-general: topic language tested confirmed
visitor  | ngo-cooperation       |    | en    |                 | - >> network police-organisation-general
official | payment-disruption    | IT | it    |                 | police-it-cooperation: topic home language cooperation tested confirmed
visitor  | payment-disruption    | IT | it    | financial       | cards-us-cooperation: topic worldwide sector cooperation confirmed >> general police-it-general > regional police-office-eu-general > network police-organisation-general
"""
WRITTEN = [line for line in CASES.strip().splitlines()[1:] if line]


@pytest.fixture(scope="module")
def asking(django_db_setup, django_db_blocker):
    """The sample desks, and who asks for them."""
    with kept_for_the_module(django_db_blocker):
        sample_desks.make()
        yield people()


def test_there_are_sixty_cases():
    assert len(WRITTEN) >= 60
    assert sum(">>" in case for case in WRITTEN) >= 12


@pytest.mark.parametrize("case", WRITTEN, ids=lambda case: " ".join(case.rpartition("|")[0].split()))
def test_a_case_is_answered_as_written(asking, case):
    who, topic, country, languages, besides, expected = (cell.strip() for cell in case.split("|"))

    search = question(topic, country, languages, besides)

    assert answer(search, asking[who]) == expected
