"""The scheduler begins, whatever it finds of the last time; the time of its file tells that it lives."""

import shelve
from pathlib import Path

from celery import current_app
from celery.beat import Service


def calls_for_a_sweep(file: Path) -> bool:
    named = current_app.conf.beat_scheduler
    scheduler = Service(current_app, schedule_filename=str(file), scheduler_cls=named).scheduler
    try:
        return "sweep" in scheduler.schedule
    finally:
        scheduler.close()


def files_of(file: Path) -> list[Path]:
    return sorted(file.parent.glob(f"{file.name}*"))


def test_it_begins_after_a_cut_of_power(tmp_path: Path) -> None:
    file = tmp_path / "beat-schedule"
    assert calls_for_a_sweep(file)
    with shelve.open(str(file)) as torn:
        torn.dict[b"entries"] = b""
    assert calls_for_a_sweep(file)
    for part in files_of(file):
        part.write_bytes(b"torn")
    assert calls_for_a_sweep(file)
    assert files_of(file) != []
