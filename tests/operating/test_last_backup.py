"""How old the last backup is, and which are kept."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from directory.operating.backups import taking
from directory.operating.backups.programs import BackupFailed, archive_command, find_programs
from tests.support.backups import make_backup


def test_a_backup_of_last_night_is_no_reason_for_a_sentence(tmp_path, settings):
    settings.BACKUPS_ROOT = tmp_path
    make_backup(tmp_path, hours_ago=30)
    folder = make_backup(tmp_path, hours_ago=20)

    assert taking.last_backup().folder == folder
    assert taking.last_backup().row_counts == {"directory_partnership": 99}
    assert taking.backup_warning() == ""


def test_an_old_backup_is_said_with_its_age(tmp_path, settings):
    settings.BACKUPS_ROOT = tmp_path
    make_backup(tmp_path, hours_ago=50.5)

    assert taking.backup_warning().endswith(" UTC, 50 hours ago.")
    with pytest.raises(CommandError, match="50 hours ago"):
        call_command("backup", "--status", "--to", str(tmp_path))


def test_a_server_that_archives_nothing_is_said_though_there_is_a_backup(tmp_path):
    make_backup(tmp_path)

    with pytest.raises(CommandError, match="archives nothing, so that only the moment of a backup can be"):
        call_command("backup", "--status", "--to", str(tmp_path))


def test_a_backup_that_broke_off_is_none(tmp_path, settings):
    settings.BACKUPS_ROOT = tmp_path
    make_backup(tmp_path).rename(tmp_path / "base" / ".2026-11-29T201507Z.part")

    assert taking.last_backup() is None
    assert taking.backup_warning() == f"There is no backup in {tmp_path}."


def test_a_site_that_is_backed_up_in_another_way_is_left_in_peace(settings):
    settings.BACKUPS_ROOT = None

    assert taking.last_backup() is None
    assert taking.backup_warning() == ""


def test_the_oldest_are_deleted_with_what_was_archived_before_the_others(tmp_path, settings):
    names = [f"0000000100000000000000{number:02}" for number in range(2, 9)]
    for hours, first_wal in ((72, names[0]), (48, names[3]), (24, names[5])):
        make_backup(tmp_path, hours_ago=hours, first_wal=first_wal)
    for name in names:
        (taking.wal_folder(tmp_path) / f"{name}.gz").touch()
    settings.PG_BINDIR = str(find_programs(18))

    forgotten = taking.forget_old(tmp_path, keep=2)

    assert forgotten == 1
    assert [backup.first_wal for backup in taking.backups(tmp_path)] == [names[3], names[5]]
    assert sorted(path.name for path in (tmp_path / "wal").iterdir()) == [f"{name}.gz" for name in names[3:]]


def test_one_backup_is_taken_at_a_time(tmp_path):
    with taking._alone(tmp_path), pytest.raises(BackupFailed, match="under way"):
        taking.forget_old(tmp_path, keep=1)


def test_programs_of_a_release_that_is_not_there_are_named():
    with pytest.raises(BackupFailed, match=r"PostgreSQL 9 are not .*apt install postgresql-9"):
        find_programs(9)


def test_folders_of_any_name_are_quoted_in_what_the_server_runs():
    command = archive_command(Path("/srv/100 % of it's"))

    assert "'/srv/100 %% of it'\"'\"'s'/%f.gz" in command
