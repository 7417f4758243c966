"""Open Referral's HSDS as our sheets: organizations, services as partnerships, partners or the provider as members.

It comes as JSON, as a record on each line or as a folder of CSV files; of version 3, of Open Referral UK, or older.
The records of a file are gathered (`gathering`), whatever repeats or splits them, and become rows of ours (`hsds_rows`).
What only a person can say is asked once for each sender (`hsds_questions`). What the directory has no place for is left out,
and a remark names it with the number of records (`hsds_remarks`).

Names with a z (`organizations`) are HSDS's records, names with an s (`organisations`) ours.
"""

from directory.importing.open_referral.gathering import Gathered
from directory.importing.open_referral.hsds_questions import SHAPE, SenderOfHSDS
from directory.importing.open_referral.hsds_sheets import add_to

__all__ = ["SHAPE", "Gathered", "SenderOfHSDS", "add_to"]
