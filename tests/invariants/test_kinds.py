"""Every decision kind's worked example: what its text promises is what the translator does."""

from __future__ import annotations

import pytest

from citl_lsp.decisions.kinds import KINDS
from citl_lsp.decisions.model import Policy, Site
from citl_lsp.oracle.model import CATEGORIES, SITE_KINDS

from .harness import IDIOMATIC, behaviour_sync, translate

BLIND = Policy("idiomatic", legality=False)


def site_of(kind: str) -> Site | None:
    """The example's site of its kind."""
    found = [site for site in translate(KINDS[kind].example.python).sites if site.id.kind == kind]
    return found[0] if found else None


def rust_of(kind: str, alternative: str) -> str:
    """The example with every site of its kind at `alternative`."""
    text = KINDS[kind].example.python
    decisions = {str(s.id): alternative for s in translate(text).sites if s.id.kind == kind}
    return translate(text, BLIND, decisions).rust


@pytest.mark.parametrize("kind", KINDS)
def test_the_example_has_its_site_with_the_declared_alternatives(kind: str) -> None:
    site = site_of(kind)
    assert site is not None
    assert {a.name for a in site.alternatives} <= {name for name, _ in KINDS[kind].titles}
    assert len(site.alternatives) >= 2
    assert any(a.legal for a in site.alternatives)
    assert site.why


@pytest.mark.parametrize("kind", KINDS)
def test_the_alternatives_yield_different_rust(kind: str) -> None:
    site = site_of(kind)
    assert site is not None
    assert len({rust_of(kind, a.name) for a in site.alternatives}) >= 2


@pytest.mark.parametrize(
    ("kind", "alternative", "fragment"),
    [(kind, name, fragment) for kind in KINDS for name, fragment in KINDS[kind].example.fragments],
)
def test_the_fragment_shows(kind: str, alternative: str, fragment: str) -> None:
    assert fragment in rust_of(kind, alternative)


@pytest.mark.parametrize("kind", KINDS)
def test_each_legal_alternative_means_the_same_or_is_refused(kind: str) -> None:
    site = site_of(kind)
    assert site is not None
    text = KINDS[kind].example.python
    for alternative in site.alternatives:
        if alternative.legal:
            found = behaviour_sync(text, translate(text, IDIOMATIC, {str(site.id): alternative.name}).rust)
            accepted = ("equal", "stopped") if alternative.acceptance.value == "by construction" else (
                "equal", "stopped", "refused"
            )  # fmt: skip
            assert found.kind in accepted, (alternative, found)


def test_every_alternative_has_a_title_for_its_fix() -> None:
    for kind in KINDS.values():
        assert [name for name, _ in kind.actions] == [name for name, _ in kind.titles]


def test_the_oracle_knows_every_kind() -> None:
    assert set(SITE_KINDS) == set(KINDS)
    assert {kind.category for kind in KINDS.values()} <= set(CATEGORIES)


def test_names_and_categories_are_told_apart() -> None:
    assert all(kind.name == name for name, kind in KINDS.items())
    assert all(len({name for name, _ in kind.titles}) == len(kind.titles) >= 2 for kind in KINDS.values())
