"""Writing and reading on a real disk: consent, torn ends, purges, forks, full disks."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from traces_synthetic import always, full, plain, stamped

from citl_lsp.traces.clock import VARIABLE, LamportClock
from citl_lsp.traces.commands import Context, export_records, line_of, object_of, purge, show, status, turn_off, turn_on
from citl_lsp.traces.consent import (
    EVERYTHING,
    NOTHING,
    Consent,
    project_limits,
    read_consent,
    with_consent,
    write_consent,
)
from citl_lsp.traces.oip import Options
from citl_lsp.traces.reader import Damage, Segment, read_all
from citl_lsp.traces.store import Store
from citl_lsp.traces.writer import TraceWriter, Written


def store_with(tmp_path: Path, count: int) -> Store:
    store = Store(tmp_path / "traces")
    with TraceWriter(store, always(EVERYTHING)) as writer:
        for _ in range(count):
            assert writer.write(stamped(writer)) is Written.YES
    return store


def context(tmp_path: Path, *projects: Path, limits: Consent = EVERYTHING) -> Context:
    return Context(Store(tmp_path / "traces"), tmp_path / "config" / "config.toml", projects, limits)


def test_everything_is_off_by_default(tmp_path: Path) -> None:
    assert read_consent(tmp_path / "config.toml").consent == NOTHING


def test_without_consent_no_file_comes_into_being(tmp_path: Path) -> None:
    with TraceWriter(Store(tmp_path / "traces"), always(NOTHING)) as writer:
        assert writer.write(plain()) is Written.NO_CONSENT
    assert not (tmp_path / "traces").exists()


def test_consent_is_asked_before_each_write(tmp_path: Path) -> None:
    given = [EVERYTHING]
    store = Store(tmp_path / "traces")
    with TraceWriter(store, lambda: given[0]) as writer:
        assert writer.write(stamped(writer)) is Written.YES
        given[0] = NOTHING
        assert writer.write(stamped(writer)) is Written.NO_CONSENT
        given[0] = EVERYTHING
        assert writer.write(stamped(writer)) is Written.YES
    assert len(list(read_all(store.segments()))) == 2


def test_records_come_back_in_order(tmp_path: Path) -> None:
    traces = list(read_all(store_with(tmp_path, 50).segments()))
    assert [trace.lamport_clock for trace in traces] == list(range(1, 51))
    assert len({trace.id for trace in traces}) == 50


def test_folder_and_segments_are_the_users_alone(tmp_path: Path) -> None:
    store = store_with(tmp_path, 1)
    assert store.directory.stat().st_mode & 0o077 == 0
    assert store.segments()[0].stat().st_mode & 0o077 == 0


def test_a_segment_cut_anywhere_loses_at_most_its_last_record(tmp_path: Path) -> None:
    store = store_with(tmp_path, 4)
    (path,) = store.segments()
    data = path.read_bytes()
    size = len(data) // 4
    for length in range(len(data)):
        path.write_bytes(data[:length])
        segment = Segment(path)
        assert len(list(segment)) == length // size
        assert segment.damage == Damage(0, length % size)


def test_damage_in_the_middle_costs_one_record(tmp_path: Path) -> None:
    store = store_with(tmp_path, 5)
    (path,) = store.segments()
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    damage = Damage()
    assert len(list(read_all(store.segments(), damage))) == 4
    assert damage == Damage(1, 0)


def test_random_bytes_never_raise(tmp_path: Path) -> None:
    chance = random.Random(5)
    path = tmp_path / "x.citltrace"
    for _ in range(200):
        path.write_bytes(plain().to_bytes() + chance.randbytes(chance.randrange(120)))
        assert len(list(Segment(path))) == 1


WRITE_UNTIL_KILLED = """
import sys; sys.path.insert(0, sys.argv[2])
from pathlib import Path
from traces_synthetic import always, full, stamped
from citl_lsp.traces.consent import EVERYTHING
from citl_lsp.traces.store import Store
from citl_lsp.traces.writer import TraceWriter
writer = TraceWriter(Store(Path(sys.argv[1])), always(EVERYTHING))
for number in range(10**9):
    writer.write(stamped(writer, full()))
    print(number, flush=True)
"""


def test_a_killed_writer_loses_at_most_its_last_record(tmp_path: Path) -> None:
    for number in (3, 20, 60):
        store = Store(tmp_path / str(number))
        with subprocess.Popen(
            [sys.executable, "-c", WRITE_UNTIL_KILLED, str(store.directory), str(Path(__file__).parent)],
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            assert process.stdout is not None
            last = -1
            while last < number:
                last = int(process.stdout.readline())
            process.kill()
            last = max([last, *(int(line) for line in process.stdout.read().split())])
        damage = Damage()
        assert len(list(read_all(store.segments(), damage))) >= last
        assert damage.records == 0


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_forked_child_writes_its_own_segment(tmp_path: Path) -> None:
    store = Store(tmp_path / "traces")
    writer = TraceWriter(store, always(EVERYTHING))
    writer.write(stamped(writer))
    child = os.fork()
    if child == 0:
        writer.write(stamped(writer))
        os._exit(0)
    os.waitpid(child, 0)
    writer.write(stamped(writer))
    writer.close()
    assert len(store.segments()) == 2
    traces = list(read_all(store.segments()))
    assert len({trace.id for trace in traces}) == 3


def test_after_a_purge_the_writer_goes_on_in_a_new_segment(tmp_path: Path) -> None:
    store = Store(tmp_path / "traces")
    with TraceWriter(store, always(EVERYTHING)) as writer:
        writer.write(stamped(writer))
        token = store.file_token(Path("/a.py"))
        assert store.purge()[0] == 1
        assert writer.write(stamped(writer)) is Written.YES
    assert len(list(read_all(store.segments()))) == 1
    assert store.file_token(Path("/a.py")) != token


FULL_DISK = """
import resource, signal, sys; sys.path.insert(0, sys.argv[2])
from pathlib import Path
from traces_synthetic import always, full, stamped
from citl_lsp.traces.consent import EVERYTHING
from citl_lsp.traces.store import Store
from citl_lsp.traces.writer import TraceWriter, Written
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))
writer = TraceWriter(Store(Path(sys.argv[1])), always(EVERYTHING))
results = [writer.write(stamped(writer, full())) for _ in range(40)]
print(results.count(Written.YES), results.count(Written.FAILED), bool(writer.last_error))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no resource limits here")
def test_a_full_disk_fails_softly_and_leaves_whole_records(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(tmp_path), str(Path(__file__).parent)],
        capture_output=True,
        text=True,
        check=True,
    )
    written, failed, told = run.stdout.split()
    assert int(failed) > 0 and told == "True"
    damage = Damage()
    assert len(list(read_all(Store(tmp_path).segments(), damage))) == int(written)
    assert damage == Damage()


def test_an_unwritable_folder_fails_softly(tmp_path: Path) -> None:
    (tmp_path / "traces").write_text("a file, not a folder")
    with TraceWriter(Store(tmp_path / "traces"), always(EVERYTHING)) as writer:
        assert writer.write(stamped(writer)) is Written.FAILED
        assert writer.last_error


def test_tokens_tell_files_apart_without_naming_them(tmp_path: Path) -> None:
    store = Store(tmp_path / "traces")
    first = store.file_token(Path("/home/me/secret.py"))
    assert first == store.file_token(Path("/home/me/secret.py"))
    assert first != store.file_token(Path("/home/me/other.py"))
    assert first != Store(tmp_path / "elsewhere").file_token(Path("/home/me/secret.py"))
    assert len(first) == 16


def test_lamport_rules() -> None:
    clock = LamportClock()
    assert (clock.tick(), clock.receive(10), clock.receive(3), clock.tick()) == (1, 11, 12, 13)


def test_the_clock_reaches_children() -> None:
    clock = LamportClock(41)
    code = "from citl_lsp.traces.clock import LamportClock; print(LamportClock.from_environment().tick())"
    run = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **clock.environment()},
        capture_output=True,
        text=True,
        check=True,
    )
    assert int(run.stdout) == 44
    for text in ("", "x", "-5", "9" * 40, "٣"):
        assert LamportClock.from_environment({VARIABLE: text}).tick() == 1


def test_consent_round_trips_and_is_private(tmp_path: Path) -> None:
    path = tmp_path / "config" / "config.toml"
    write_consent(path, Consent(True, True, False))
    assert read_consent(path).consent == Consent(True, True, False)
    assert path.stat().st_mode & 0o077 == 0


def test_names_and_sending_need_recording(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    write_consent(path, Consent(False, True, True))
    assert read_consent(path).consent == NOTHING


@pytest.mark.parametrize(
    "text", ["", "[", "trace = true", 'trace = "on"', '[trace]\nrecord = "yes"', "[trace]\nrecord = 1", "record = true"]
)
def test_a_damaged_file_allows_nothing(tmp_path: Path, text: str) -> None:
    path = tmp_path / "config.toml"
    path.write_text(text)
    path.chmod(0o600)
    assert read_consent(path).consent == NOTHING


def test_a_file_inside_a_project_does_not_count(tmp_path: Path) -> None:
    project = tmp_path / "project"
    path = project / ".config" / "config.toml"
    write_consent(path, EVERYTHING)
    answer = read_consent(path, [project])
    assert answer.consent == NOTHING
    assert "inside an open project" in answer.reasons[0]
    link = tmp_path / "config.toml"
    link.symlink_to(path)
    assert read_consent(link, [project]).consent == NOTHING


@pytest.mark.skipif(sys.platform == "win32", reason="no file modes here")
def test_a_file_that_others_can_write_does_not_count(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    write_consent(path, EVERYTHING)
    path.chmod(0o666)
    assert read_consent(path).consent == NOTHING


HOSTILE = (
    {"trace": True},
    {"trace": "on"},
    {"trace": {"record": True, "names": True, "send": True}},
    {"trace": {"record": "yes", "endpoint": "https://evil.example", "directory": "/tmp"}},
    {"traces": {"record": True}, "consent": True},
)


@pytest.mark.parametrize("settings", HOSTILE)
def test_a_hostile_project_changes_nothing(tmp_path: Path, settings: dict[str, object]) -> None:
    limits, _ = project_limits(settings)
    assert limits == EVERYTHING
    here = context(tmp_path, tmp_path / "project", limits=limits)
    assert here.consent() == NOTHING
    turn_on(here)
    assert here.consent() == Consent(record=True)


def test_hostile_settings_are_complained_about() -> None:
    assert len(project_limits(HOSTILE[3])[1]) == 3
    assert project_limits({"trace": "on"})[1] == ("tool.citl.trace: a project can only say false here; ignored",)
    assert project_limits({}) == (EVERYTHING, ())


def test_a_project_can_restrict(tmp_path: Path) -> None:
    assert project_limits({"trace": False})[0] == NOTHING
    limits, complaints = project_limits({"trace": {"names": False}})
    assert (limits, complaints) == (Consent(True, False, True), ())
    here = context(tmp_path, limits=limits)
    turn_on(here, names=True, send=True)
    assert here.consent() == Consent(True, False, True)
    assert "restrict" in status(here).text()


def test_on_off_status_purge(tmp_path: Path) -> None:
    here = context(tmp_path)
    assert status(here).text().startswith("recording is off (citl trace on)")
    assert turn_on(here, names=True).answer.consent == Consent(True, True, False)
    with TraceWriter(here.store, here.consent) as writer:
        writer.write(stamped(writer, full()))
        assert turn_off(here).answer.consent == NOTHING
        assert writer.write(stamped(writer)) is Written.NO_CONSENT
    found = status(here).json()
    assert found["segments"] == 1 and found["consent"] == {"record": False, "names": False, "send": False}
    assert purge(here)[0] == 1
    assert status(here).segments == 0


def test_turning_on_again_takes_back_what_is_not_said(tmp_path: Path) -> None:
    here = context(tmp_path)
    turn_on(here, names=True, send=True)
    assert turn_on(here).answer.consent == Consent(record=True)


def test_show_gives_lines_and_objects(tmp_path: Path) -> None:
    here = context(tmp_path)
    turn_on(here)
    with TraceWriter(here.store, here.consent) as writer:
        writer.write(stamped(writer, full()))
        writer.write(stamped(writer))
    lines = list(show(here).lines())
    assert len(lines) == 2
    assert "E0382: borrow of moved value: `$" in lines[0]
    assert "4 candidates: passing:move>borrow accepted" in lines[0]
    assert len(list(show(here, 1).lines())) == 1
    shown = next(show(here).json())
    assert shown["category"] == "BorrowStrategy" and shown["outcome"] == "repair"
    path = here.store.segments()[0]
    path.write_bytes(path.read_bytes()[:-3])
    assert list(show(here).lines())[-1].startswith("left out: 0 damaged records, ")
    assert line_of(full()) and object_of(full())


def test_export_of_records(tmp_path: Path) -> None:
    here = context(tmp_path)
    turn_on(here)
    with TraceWriter(here.store, here.consent) as writer:
        writer.write(stamped(writer, full()))
        writer.write(stamped(writer))
    assert export_records(here, tmp_path / "out.jsonl", Options()).rows == 1


@pytest.mark.parametrize(
    ("before", "kept"),
    [
        ("", ""),
        ('profile = "faithful"  # mine\n', 'profile = "faithful"  # mine\n'),
        ("run = true", "run = true\n"),
        ("[severity]\nE0382 = 'off'\n", "[severity]\nE0382 = 'off'\n"),
        ("trace.record = true\nrun = true\n", "run = true\n"),
        ("trace = { record = true }\n", ""),
        ("[trace]\n# why\nrecord = true\nsend = true\n\n[severity]\n", "[trace]\n"),
    ],
)
def test_consents_are_written_into_the_settings_and_nothing_else_changes(
    tmp_path: Path, before: str, kept: str
) -> None:
    path = tmp_path / "config.toml"
    path.write_text(before)
    write_consent(path, Consent(record=True, names=True))
    text = path.read_text()
    assert text.startswith(kept) and read_consent(path).consent == Consent(record=True, names=True)
    assert with_consent(text, Consent(record=True, names=True)) == text
    assert ("# why" in before) == ("# why" in text)
    write_consent(path, NOTHING)
    assert read_consent(path).consent == NOTHING


@pytest.mark.parametrize("before", ["[trace]\nrecord = maybe\n", "trace = 3\n", "[trace]\nserver = 'x'\n"])
def test_settings_that_cannot_be_edited_stay(tmp_path: Path, before: str) -> None:
    path = tmp_path / "config.toml"
    path.write_text(before)
    with pytest.raises(OSError, match="settings"):
        write_consent(path, EVERYTHING)
    assert path.read_text() == before
