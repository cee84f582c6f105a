"""Who released a bundle: detached Ed25519 signatures, and the keys that a user trusts.

What must be signed is said by who checks, never by what is checked: with keys given, every pack but
those that travel with the program is a bundle with a signature by one of them. A signature lies beside
its bundle, as `FILE.sig`, and is over the bundle's bytes; those are verified before they are looked at.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
from typing import TYPE_CHECKING, Any

from checker.diagnostic.diagnostic import Diagnostic, InputError
from checker.dossier.mistake import Mistakes, quote
from checker.dossier.strict_yaml import Mapping, Scalar, decode_utf8, parse_text
from checker.model.said import said
from checker.pack.folder import read_plain_file, shown_name

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.ed25519 import (
        Ed25519PrivateKey,
        Ed25519PublicKey,
    )

SUFFIX = ".sig"
FORM = 1
ALGORITHM = "ed25519"
KEY_SUFFIXES = (".pem", ".pub")
_MOST = 64 * 2**10
_PEM = re.compile(
    r"^-----BEGIN ([A-Z0-9 ]{1,40})-----\n[A-Za-z0-9+/=\n]+^-----END \1-----$", re.MULTILINE
)
_HEX = re.compile(r"[0-9a-f]+").fullmatch


class Trust:
    """The keys that a user trusts, by their id."""

    __slots__ = ("keys",)

    def __init__(self, keys: dict[str, Ed25519PublicKey]) -> None:
        self.keys = keys

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the keys, sorted."""
        return tuple(sorted(self.keys))

    def check(self, data: bytes, path: str, shown: str) -> None:
        """Hold the bytes of a bundle against the signature that lies beside it.

        Args:
            data: of the bundle.
            path: of its file; the signature is `PATH.sig`.
            shown: the path as people see it.

        Raises:
            InputError: there is no signature, it is none of ours, by a key that is not trusted, or not
                of these bytes.
        """
        from cryptography.exceptions import InvalidSignature

        folder, name = os.path.split(path)
        found = read_plain_file(folder or ".", name + SUFFIX, cap=_MOST)
        if found is None:
            raise self.unsigned(shown)
        shown += SUFFIX
        key, value = _read_signature(found, shown)
        trusted = self.keys.get(key)
        if trusted is None:
            raise InputError(
                [
                    Diagnostic(
                        "signature-refused",
                        "the bundle is signed by a key that is not trusted",
                        file=shown,
                        have=key,
                        want=", ".join(self.ids),
                    )
                ]
            )
        try:
            trusted.verify(value, data)
        except InvalidSignature:
            raise _refused(shown, "the signature is not of this bundle") from None

    def unsigned(self, shown: str) -> InputError:
        """Return the error of a pack that is not signed."""
        return InputError(
            [
                Diagnostic(
                    "pack-unsigned",
                    "this pack is not signed, and with `--trust` every pack must be",
                    file=shown,
                    want="a bundle, and beside it the signature of its publisher",
                )
            ]
        )


def read_trust(places: Sequence[str | Path]) -> Trust:
    """Return the keys in files, and in the `.pem` and `.pub` files of folders.

    Raises:
        InputError: a place is not there or holds no key, a file holds anything but public Ed25519 keys
            in PEM, or what verifies them is not installed.
    """
    keys: dict[str, Ed25519PublicKey] = {}
    wrong: list[Diagnostic] = []
    for place in places:
        try:
            for file in _key_files(os.fspath(place)):
                keys |= {id_of(key): key for key in _public_keys(file)}
        except InputError as error:
            wrong += error.diagnostics
    if wrong:
        raise InputError(wrong)
    return Trust(keys)


def _key_files(place: str) -> list[str]:
    if not os.path.isdir(place):
        return [place]
    try:
        names = sorted(os.listdir(place))
    except OSError as error:
        raise _key_mistake(
            shown_name(place), said("the folder cannot be read: {why}", why=error.strerror)
        ) from error
    files = [f"{place.rstrip('/')}/{name}" for name in names if name.endswith(KEY_SUFFIXES)]
    if not files:
        raise _key_mistake(shown_name(place), "no file in this folder ends with .pem or .pub")
    return files


def _public_keys(path: str) -> list[Ed25519PublicKey]:
    ours, serialization = _modules()
    from cryptography.exceptions import UnsupportedAlgorithm

    shown = shown_name(path)
    keys = []
    for label, block in _blocks(path, shown):
        if label != "PUBLIC KEY":
            raise _key_mistake(
                shown,
                "a private key stands where public keys belong"
                if "PRIVATE" in label
                else said("a {label} stands where public keys belong", label=quote(label)),
                hint="`openssl pkey -in PRIVATE.pem -pubout` prints the public part of a key",
            )
        try:
            key = serialization.load_pem_public_key(block)
        except (ValueError, UnsupportedAlgorithm):
            raise _key_mistake(shown, "this key cannot be read") from None
        if not isinstance(key, ours.Ed25519PublicKey):
            raise _key_mistake(shown, "this key is not for Ed25519")
        keys.append(key)
    return keys


def _blocks(path: str, shown: str) -> list[tuple[str, bytes]]:
    """Return label and bytes of each block of a PEM file; beside them stand only lines with `#`."""
    try:
        with open(path, "rb") as file:
            data = file.read(_MOST + 1) if stat.S_ISREG(os.fstat(file.fileno()).st_mode) else b""
    except OSError as error:
        why = said("this file of keys cannot be read: {why}", why=error.strerror)
        raise _key_mistake(shown, why) from error
    text = data.decode("ascii", "replace").replace("\r\n", "\n") if len(data) <= _MOST else ""
    beside = [line for line in _PEM.sub("", text).split("\n") if line.strip()]
    blocks = [(found[1], found[0].encode() + b"\n") for found in _PEM.finditer(text)]
    if not blocks or any(not line.startswith("#") for line in beside):
        raise _key_mistake(
            shown, "this is no file of keys in PEM", want="-----BEGIN PUBLIC KEY-----"
        )
    return blocks


def id_of(key: Ed25519PublicKey) -> str:
    """Return the SHA-256 of a public key in DER, as `openssl pkey -pubin -outform DER | sha256sum`."""
    _, serialization = _modules()
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    der: bytes = key.public_bytes(serialization.Encoding.DER, form)
    return hashlib.sha256(der).hexdigest()


def is_encrypted(path: str) -> bool:
    """Whether a private key asks for a password.

    Raises:
        InputError: it cannot be read.
    """
    return "ENCRYPTED" in _private_block(path)[0]


def read_private_key(path: str, password: str | None = None) -> Ed25519PrivateKey:
    """Return a private key from its PEM file.

    Raises:
        InputError: it is not there, no private Ed25519 key, or has another password.
    """
    ours, serialization = _modules()
    from cryptography.exceptions import UnsupportedAlgorithm

    shown = shown_name(path)
    _, block = _private_block(path)
    key: object
    try:
        key = serialization.load_pem_private_key(
            block, None if password is None else password.encode("utf-8", "surrogateescape")
        )
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise _key_mistake(
            shown,
            "this key cannot be read"
            if password is None
            else "this key cannot be read with this password",
        ) from None
    if not isinstance(key, ours.Ed25519PrivateKey):
        raise _key_mistake(shown, "this key is not for Ed25519")
    private: Ed25519PrivateKey = key
    return private


def _private_block(path: str) -> tuple[str, bytes]:
    shown = shown_name(path)
    blocks = _blocks(path, shown)
    if len(blocks) != 1 or not blocks[0][0].endswith("PRIVATE KEY"):
        raise _key_mistake(
            shown, "one private key is needed here", want="-----BEGIN PRIVATE KEY-----"
        )
    return blocks[0]


def make_key() -> tuple[bytes, bytes]:
    """Return a new private key and its public part, in PEM."""
    ours, serialization = _modules()
    key = ours.Ed25519PrivateKey.generate()
    private: bytes = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    public: bytes = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return private, public


def sign(data: bytes, key: Ed25519PrivateKey) -> bytes:
    """Return the signature file of a bundle's bytes."""
    return _signature_text(id_of(key.public_key()), key.sign(data).hex())


def _signature_text(key: str, value: str) -> bytes:
    plain = {"algorithm": ALGORITHM, "key": key, "signature": FORM, "value": value}
    return (json.dumps(plain, indent=1, sort_keys=True) + "\n").encode("ascii")


def _read_signature(data: bytes, shown: str) -> tuple[str, bytes]:
    """Return the id of the key and the signature, from a file that is as we write it."""
    mistakes = Mistakes()
    text = decode_utf8(data, shown, mistakes)
    root = None if text is None else parse_text(text, shown, mistakes)
    if mistakes:
        raise mistakes.error()
    said_by = {
        key: value.text
        for key, (_, value) in (root.entries.items() if isinstance(root, Mapping) else ())
        if isinstance(value, Scalar)
    }
    if said_by.get("signature") != str(FORM):
        raise _refused(shown, "this is no signature of a form that is known here")
    if said_by.get("algorithm") != ALGORITHM:
        have = said_by.get("algorithm")
        raise _refused(
            shown,
            "a signature of another algorithm is not taken",
            have=None if have is None else quote(have),
            want=ALGORITHM,
        )
    key, value = said_by.get("key", ""), said_by.get("value", "")
    if not _HEX(value) or len(value) != 128 or _signature_text(key, value) != data:
        raise _refused(shown, "the signature is not written as `checker pack sign` writes it")
    return key, bytes.fromhex(value)


def _refused(
    shown: str, message: str, *, have: str | None = None, want: str | None = None
) -> InputError:
    hint = "get the bundle and its signature again from who released them"
    return InputError(
        [Diagnostic("signature-refused", message, file=shown, have=have, want=want, hint=hint)]
    )


def _key_mistake(
    shown: str, message: str, *, want: str | None = None, hint: str | None = None
) -> InputError:
    return InputError([Diagnostic("key-refused", message, file=shown, want=want, hint=hint)])


def _modules() -> tuple[Any, Any]:
    """Return the modules of `cryptography` that are needed here.

    Raises:
        InputError: it is not installed.
    """
    try:
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import ed25519
    except ImportError:
        raise InputError(
            [
                Diagnostic(
                    "key-refused",
                    "signatures need the library cryptography, which is not installed",
                    hint="pip install 'coc-checker[sign]'",
                )
            ]
        ) from None
    return ed25519, serialization
