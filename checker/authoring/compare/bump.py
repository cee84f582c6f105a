"""Which part of a pack's version a change raises, and whether a version says as much.

MAJOR: a name is gone, or a dossier that was read is refused. MINOR: a verdict can change. PATCH: no
verdict can. Versions are those of PEP 440.
"""

from __future__ import annotations

from enum import IntEnum


class Bump(IntEnum):
    """What a change asks of the version, the least first."""

    NOTHING = 0
    PATCH = 1
    MINOR = 2
    MAJOR = 3


def least_version(old: str, bump: Bump) -> str:
    """Return the lowest release that follows a version and says as much as a change needs.

    Below 1.0.0 nothing is promised yet: there a new MINOR says what MAJOR says later. A release that
    its own previews announce (`1.1.0rc1`) can still take in what its number says.

    Args:
        old: a PEP 440 version, as a `pack.yaml` holds it.
        bump: what the change needs; NOTHING gives the version as it is.
    """
    from packaging.version import Version

    version = Version(old)
    if bump is Bump.NOTHING:
        return old
    major, minor, patch = version.major, version.minor, version.micro
    fourth = any(version.release[3:])
    is_preview = version.is_prerelease
    if bump is Bump.MAJOR and major:
        announced = is_preview and not (minor or patch or fourth)
        return f"{major if announced else major + 1}.0.0"
    if bump >= Bump.MINOR:
        announced = is_preview and not (patch or fourth)
        return f"{major}.{minor if announced else minor + 1}.0"
    announced = is_preview and not fourth
    return f"{major}.{minor}.{patch if announced else patch + 1}"


def says_enough(old: str, new: str, bump: Bump) -> bool:
    """Whether a new version says what a change needs.

    A preview says what the release says that it announces: `1.1.0rc1` is a MINOR after `1.0.0`.
    """
    from packaging.version import Version

    before, after = Version(old), Version(new)
    if bump is Bump.NOTHING:
        return after >= before
    if after <= before:
        return False
    if bump is Bump.PATCH:
        return True
    return Version(after.base_version) >= Version(least_version(old, bump))


def said_by(old: str, new: str) -> Bump:
    """Return the most that going from one version to another says."""
    if not says_enough(old, new, Bump.PATCH):
        return Bump.NOTHING
    found = Bump.PATCH
    for bump in (Bump.MINOR, Bump.MAJOR):
        if says_enough(old, new, bump):
            found = bump
    return found
