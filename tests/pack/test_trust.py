from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.diagnostic.diagnostic import InputError
from checker.pack import bundle
from checker.pack.find import Packs
from checker.pack.trust import (
    id_of,
    is_encrypted,
    make_key,
    read_private_key,
    read_trust,
    sign,
)
from tests.cli.command import ROOT
from tests.pack.archive import FILES
from tests.pack.packs import write_pack

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

BUNDLE = bundle.build(FILES, "tiny", "1.0.0")
KEY = ed25519.Ed25519PrivateKey.from_private_bytes(b"1" * 32)
OTHER = ed25519.Ed25519PrivateKey.from_private_bytes(b"2" * 32)
SIGNATURE = sign(BUNDLE, KEY)


@pytest.fixture
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of the one key that is trusted."""
    file = tmp_path_factory.mktemp("keys") / "mine.pub"
    file.write_text(pem(KEY))
    return file


def pem(key: object) -> str:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    data: bytes = key.public_key().public_bytes(serialization.Encoding.PEM, form)  # type: ignore[attr-defined]  # any kind of key
    return data.decode()


def private_pem(key: object, password: bytes | None = None) -> str:
    data: bytes = key.private_bytes(  # type: ignore[attr-defined]  # any kind of key
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(password)
        if password
        else serialization.NoEncryption(),
    )
    return data.decode()


def put(place: Path, data: bytes = BUNDLE, signature: bytes | None = SIGNATURE) -> Path:
    file = place / "tiny.checkerpack"
    file.write_bytes(data)
    if signature is not None:
        (place / "tiny.checkerpack.sig").write_bytes(signature)
    return file


def mistakes(call: Callable[[], object]) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as caught:
        call()
    return [(found.code, found.message) for found in caught.value.diagnostics]


def test_a_bundle_that_a_trusted_key_signed_is_taken(keys: Path, tmp_path: Path) -> None:
    put(tmp_path)

    choice = Packs([tmp_path], trust=[keys]).choose({"tiny": ""})

    assert choice.selected[0]["version"] == "1.0.0"
    assert [pack["name"] for pack in choice.all] == ["core", "tiny"]


def test_the_programs_own_packs_need_no_signature(keys: Path) -> None:
    assert Packs(trust=[keys]).choose({"disclosure": ""}).selected[0]["name"] == "disclosure"


def test_without_keys_a_signature_says_nothing(tmp_path: Path) -> None:
    put(tmp_path, signature=b"whatever")

    assert Packs([tmp_path]).choose({"tiny": ""}).selected[0]["version"] == "1.0.0"


def test_with_keys_a_bundle_without_a_signature_is_refused(keys: Path, tmp_path: Path) -> None:
    put(tmp_path, signature=None)

    ((code, message),) = mistakes(lambda: Packs([tmp_path], trust=[keys]))

    assert code == "pack-unsigned"
    assert message == "this pack is not signed, and with `--trust` every pack must be"


def test_with_keys_every_folder_is_refused_though_nobody_selects_it(
    keys: Path, tmp_path: Path
) -> None:
    put(tmp_path)
    write_pack(tmp_path, "harmless")

    found = mistakes(lambda: Packs([tmp_path], trust=[keys]))

    assert [code for code, _ in found] == ["pack-unsigned"]


def test_with_keys_a_folder_that_is_given_by_its_path_is_refused(
    keys: Path, tmp_path: Path
) -> None:
    folder = write_pack(tmp_path, "tiny")

    assert [c for c, _ in mistakes(lambda: Packs(trust=[keys]).load(folder))] == ["pack-unsigned"]
    assert Packs(trust=[keys]).load(put(tmp_path)).selected[0]["name"] == "tiny"


def test_with_keys_packs_of_other_distributions_are_refused(
    keys: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_pack(tmp_path / "their_packs", "tiny")
    info = tmp_path / "theirs-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: theirs\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[checker.packs]\ntiny = their_packs.tiny\n")
    (tmp_path / "their_packs/__init__.py").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path))

    assert Packs().choose({"tiny": ""}).selected[0]["name"] == "tiny"
    found = mistakes(lambda: Packs(trust=[keys]).choose({"tiny": ""}))

    assert [code for code, _ in found] == ["pack-unsigned"]
    assert "tiny.mass" not in Packs(trust=[keys]).vocabulary().facts


def test_a_signature_by_another_key_is_refused_and_both_keys_are_named(
    keys: Path, tmp_path: Path
) -> None:
    put(tmp_path, signature=sign(BUNDLE, OTHER))

    with pytest.raises(InputError) as caught:
        Packs([tmp_path], trust=[keys])

    (found,) = caught.value.diagnostics
    assert (found.code, found.message) == (
        "signature-refused",
        "the bundle is signed by a key that is not trusted",
    )
    assert found.have == id_of(OTHER.public_key())
    assert found.want == id_of(KEY.public_key())


def test_a_signature_of_another_bundle_is_refused(keys: Path, tmp_path: Path) -> None:
    other = bundle.build({**FILES, "CHANGELOG.md": b"other"}, "tiny", "1.0.0")
    put(tmp_path, data=other)

    assert mistakes(lambda: Packs([tmp_path], trust=[keys])) == [
        ("signature-refused", "the signature is not of this bundle")
    ]


def test_a_key_cannot_be_named_that_did_not_sign(keys: Path, tmp_path: Path) -> None:
    forged = json.loads(sign(BUNDLE, OTHER))
    forged["key"] = id_of(KEY.public_key())
    put(tmp_path, signature=(json.dumps(forged, indent=1, sort_keys=True) + "\n").encode())

    assert mistakes(lambda: Packs([tmp_path], trust=[keys])) == [
        ("signature-refused", "the signature is not of this bundle")
    ]


def test_with_keys_no_byte_of_bundle_or_signature_can_be_another(
    keys: Path, tmp_path: Path
) -> None:
    for file, whole in ((".sig", SIGNATURE), ("", BUNDLE)):
        path = tmp_path / f"tiny.checkerpack{file}"
        put(tmp_path)
        for at in range(0, len(whole), 1 if file else 37):
            for change in (1, 0x20, 0x80):
                path.write_bytes(whole[:at] + bytes([whole[at] ^ change]) + whole[at + 1 :])
                assert mistakes(lambda: Packs([tmp_path], trust=[keys])), (file, at, change)
        path.write_bytes(whole)
        assert Packs([tmp_path], trust=[keys]).candidates("tiny")


def test_with_keys_no_signature_that_is_cut_is_taken(keys: Path, tmp_path: Path) -> None:
    for size in range(len(SIGNATURE)):
        put(tmp_path, signature=SIGNATURE[:size])
        assert mistakes(lambda: Packs([tmp_path], trust=[keys])), size


def changed(**changes: object) -> bytes:
    plain = {**json.loads(SIGNATURE), **changes}
    return (json.dumps(plain, indent=1, sort_keys=True) + "\n").encode()


UNWRITTEN = "the signature is not written as `checker pack sign` writes it"
VALUE = json.loads(SIGNATURE)["value"]


@pytest.mark.parametrize(
    ("signature", "message"),
    [
        (changed(algorithm="rsa"), "a signature of another algorithm is not taken"),
        (changed(algorithm="none"), "a signature of another algorithm is not taken"),
        (changed(algorithm=""), "a signature of another algorithm is not taken"),
        (changed(algorithm="Ed25519"), "a signature of another algorithm is not taken"),
        (changed(algorithm=["ed25519"]), "a signature of another algorithm is not taken"),
        (changed(signature=2), "this is no signature of a form that is known here"),
        (changed(signature=None), "this is no signature of a form that is known here"),
        (changed(value=""), UNWRITTEN),
        (changed(value="00"), UNWRITTEN),
        (changed(value=VALUE.upper()), UNWRITTEN),
        (changed(value=VALUE + "00"), UNWRITTEN),
        (changed(value=" " + VALUE), UNWRITTEN),
        (changed(value="é" * 128), UNWRITTEN),
        (changed(note="trust me"), UNWRITTEN),
        (SIGNATURE + b"\n", UNWRITTEN),
        (SIGNATURE.replace(b"\n", b"\r\n"), UNWRITTEN),
        (b"\xef\xbb\xbf" + SIGNATURE, UNWRITTEN),
        (b"", "this is no signature of a form that is known here"),
        (b"[]", "this is no signature of a form that is known here"),
        (b"signature: 1\nalgorithm: ed25519\n", UNWRITTEN),
        (b"\xff", "the file is not UTF-8"),
        (b"-----BEGIN PGP SIGNATURE-----\n", "this is no signature of a form that is known here"),
        (SIGNATURE[:-3] + b',\n "key": "x"\n}\n', "`key` is given twice"),
    ],
)
def test_a_signature_in_another_form_is_refused(
    keys: Path, signature: bytes, message: str, tmp_path: Path
) -> None:
    put(tmp_path, signature=signature)

    found = mistakes(lambda: Packs([tmp_path], trust=[keys]))

    assert message in [said for _, said in found]


def test_a_bundle_is_verified_before_it_is_looked_at(keys: Path, tmp_path: Path) -> None:
    broken = BUNDLE[:100]
    put(tmp_path, data=broken)
    unsigned = mistakes(lambda: Packs([tmp_path], trust=[keys]))
    put(tmp_path, data=broken, signature=sign(broken, KEY))
    signed = mistakes(lambda: Packs([tmp_path], trust=[keys]))

    assert unsigned == [("signature-refused", "the signature is not of this bundle")]
    assert signed == [("bundle-refused", "the bundle is cut short")]


def test_keys_come_from_files_and_folders_of_them(tmp_path: Path) -> None:
    both = tmp_path / "both.pem"
    both.write_text(
        f"# two publishers\n{pem(KEY)}\n# the other\r\n{pem(OTHER)}".replace("\n", "\r\n")
    )
    folder = tmp_path / "keys"
    folder.mkdir()
    (folder / "a.pub").write_text(pem(KEY))
    (folder / "readme.txt").write_text("no key")
    (tmp_path / "link.pub").symlink_to(folder / "a.pub")

    ids = sorted(id_of(key.public_key()) for key in (KEY, OTHER))
    one = (id_of(KEY.public_key()),)

    for places, expected in (
        ([both], tuple(ids)),
        ([folder], one),
        ([str(folder) + "/"], one),
        ([tmp_path / "link.pub"], one),
        ([folder, both], tuple(ids)),
    ):
        trust = read_trust(places)
        assert trust.ids == expected


RSA = rsa.generate_private_key(65537, 2048)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "this file of keys cannot be read: No such file or directory"),
        ("", "this is no file of keys in PEM"),
        ("# nothing\n", "this is no file of keys in PEM"),
        ("ssh-ed25519 AAAA\n", "this is no file of keys in PEM"),
        (pem(KEY) + "and more\n", "this is no file of keys in PEM"),
        (pem(KEY)[:-30], "this is no file of keys in PEM"),
        (pem(KEY).replace("MCow", "MC w"), "this is no file of keys in PEM"),
        (pem(KEY).replace("MCow", "MCox"), "this key cannot be read"),
        (pem(KEY).replace("BEGIN PUBLIC", "BEGIN OTHER"), "this is no file of keys in PEM"),
        (pem(RSA), "this key is not for Ed25519"),
        (pem(ec.generate_private_key(ec.SECP256R1())), "this key is not for Ed25519"),
        (private_pem(KEY), "a private key stands where public keys belong"),
        (private_pem(KEY, b"x"), "a private key stands where public keys belong"),
        (
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
            "a `CERTIFICATE` stands where public keys belong",
        ),
        ("x" * 70_000, "this is no file of keys in PEM"),
        ("电", "this is no file of keys in PEM"),
    ],
)
def test_what_is_no_public_key_is_refused(text: str | None, message: str, tmp_path: Path) -> None:
    file = tmp_path / "k.pub"
    if text is not None:
        file.write_text(text)

    assert mistakes(lambda: read_trust([file])) == [("key-refused", message)]


def test_a_folder_without_keys_is_refused_and_every_wrong_place_is_told(tmp_path: Path) -> None:
    (tmp_path / "wrong.pem").write_text("x")
    empty = tmp_path / "empty"
    empty.mkdir()

    found = mistakes(lambda: read_trust([empty, tmp_path / "wrong.pem", tmp_path / "none"]))

    assert [message for _, message in found] == [
        "no file in this folder ends with .pem or .pub",
        "this file of keys cannot be read: No such file or directory",
        "this is no file of keys in PEM",
    ]


@given(st.binary(max_size=200))
@settings(max_examples=50)
def test_noise_is_no_key(data: bytes) -> None:
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as place:
        file = Path(place, "k.pub")
        file.write_bytes(data)
        assert mistakes(lambda: read_trust([file]))


def test_a_private_key_is_read_with_and_without_a_password(tmp_path: Path) -> None:
    plain, hidden = tmp_path / "plain.pem", tmp_path / "hidden.pem"
    plain.write_text(private_pem(KEY))
    hidden.write_text(private_pem(KEY, "pä55".encode()))

    assert (is_encrypted(str(plain)), is_encrypted(str(hidden))) == (False, True)
    assert sign(BUNDLE, read_private_key(str(plain))) == SIGNATURE
    assert sign(BUNDLE, read_private_key(str(hidden), "pä55")) == SIGNATURE
    assert mistakes(lambda: read_private_key(str(hidden), "wrong")) == [
        ("key-refused", "this key cannot be read with this password")
    ]
    assert mistakes(lambda: read_private_key(str(hidden))) == [
        ("key-refused", "this key cannot be read")
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (pem(KEY), "one private key is needed here"),
        (private_pem(KEY) + private_pem(OTHER), "one private key is needed here"),
        (private_pem(RSA), "this key is not for Ed25519"),
    ],
)
def test_what_is_no_private_key_is_refused(text: str, message: str, tmp_path: Path) -> None:
    file = tmp_path / "k.pem"
    file.write_text(text)

    assert mistakes(lambda: read_private_key(str(file))) == [("key-refused", message)]


def test_a_new_pair_of_keys_belongs_together(tmp_path: Path) -> None:
    private, public = make_key()
    (tmp_path / "k.pem").write_bytes(private)
    (tmp_path / "k.pub").write_bytes(public)
    put(tmp_path, signature=sign(BUNDLE, read_private_key(str(tmp_path / "k.pem"))))

    packs = Packs([tmp_path / "tiny.checkerpack"], trust=[tmp_path / "k.pub"])

    assert packs.candidates("tiny")[0].version == "1.0.0"
    assert make_key() != (private, public)


def test_without_the_library_it_is_said_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "k.pub").write_text(pem(KEY))
    script = (
        "import sys\nsys.modules['cryptography'] = None\n"
        "from checker.cli.main import main\n"
        "sys.exit(main(sys.argv[1:]))\n"
    )
    for command in (["rules", "--trust", "k.pub"], ["pack", "keygen", "x"]):
        ended = subprocess.run(
            [sys.executable, "-c", script, *command],
            cwd=tmp_path,
            env={"PYTHONPATH": str(ROOT), "PATH": ""},
            check=False,
            capture_output=True,
            text=True,
        )

        assert ended.returncode == 2
        assert "signatures need the library cryptography, which is not installed" in ended.stderr
        assert "hint: pip install 'coc-checker[sign]'" in ended.stderr
