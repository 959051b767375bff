"""Hashes: what costs how much, and that slips are as safe to check as the rest."""

from __future__ import annotations

from argon2 import extract_parameters

from app.accounts import passwords


def test_a_hash_verifies_its_password_only() -> None:
    stored = passwords.hash_password("correct horse")
    assert passwords.verify_password(stored, "correct horse")
    assert not passwords.verify_password(stored, "correct horse ")
    assert not passwords.verify_password(None, "correct horse")
    assert not passwords.verify_password("not a hash", "correct horse")


def test_slip_hashes_keep_order_and_verify() -> None:
    words = [passwords.make_slip_password() for _ in range(9)]
    hashes = passwords.hash_slip_passwords(words)
    assert all(passwords.verify_password(h, w) for h, w in zip(hashes, words, strict=True))
    assert not passwords.verify_password(hashes[0], words[1])


def test_slip_passwords_are_long_random_and_easy_to_read() -> None:
    words = {passwords.make_slip_password() for _ in range(200)}
    assert len(words) == 200
    assert all(len(word) == passwords.SLIP_LENGTH for word in words)
    assert not set("".join(words)) & set("01loi")


def test_a_cheap_hash_is_checked_as_dearly_as_none(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    """Otherwise the time of an answer would tell who has not signed in yet."""
    verified: list[str] = []
    real = passwords._matches
    monkeypatch.setattr(passwords, "_matches", lambda s, p: verified.append(s) or real(s, p))
    passwords.use_quick_hashes()
    full = passwords.hash_password("a long enough one")
    (cheap,) = passwords.hash_slip_passwords(["abcdefghjk"])
    passwords.verify_password(None, "x")
    passwords.verify_password(full, "x")
    passwords.verify_password(cheap, "x")
    assert [extract_parameters(h).memory_cost for h in verified] == [16, 16, 16, 8]
