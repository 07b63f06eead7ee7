"""`citl doctor` and `citl cache clear`."""

from __future__ import annotations

from pathlib import Path

from citl_command import NO_RUST, Citl


def test_all_there(citl: Citl) -> None:
    done = citl("doctor", "--format", "json")
    found = {finding["what"]: finding for finding in done.json}
    assert done.code == 0, done.out
    for what in ("citl", "python", "rustc", "cargo", "cache", "your settings", "records", "ranking"):
        assert found[what]["state"] in ("ok", "note")
    assert found["records"]["says"].startswith("off")
    text = citl("doctor").out
    assert "ok    rustc            rustc 1." in text


def test_no_compiler(citl: Citl) -> None:
    done = citl("doctor", **NO_RUST)
    assert done.code == 2
    assert "MISS  rustc" in done.out
    assert "-> " in done.out
    assert "citl: " not in done.err


def test_settings_and_their_faults(citl: Citl) -> None:
    citl.write("pyproject.toml", "[tool.citl]\nprofile = 'quick'\n")
    citl.write("citl.lock", "version = 1\n")
    findings = citl("doctor", "--format", "json").json
    says = [finding["says"] for finding in findings if finding["what"] == "settings"]
    assert len(says) == 1
    assert "profile must be one of faithful, idiomatic" in says[0]
    assert any(finding["what"] == "lock file" for finding in findings)


def test_cache_clear(citl: Citl, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    (cache / "runtime").mkdir(parents=True)
    (cache / "runtime" / "big").write_bytes(b"x" * 5000)
    done = citl("cache", "clear", CITL_CACHE_DIR=str(cache))
    assert (done.code, done.out) == (0, f"5.0 kB deleted in {cache}\n")
    assert not cache.exists()
    assert citl("cache", "clear", CITL_CACHE_DIR=str(cache)).out == f"0 bytes deleted in {cache}\n"
