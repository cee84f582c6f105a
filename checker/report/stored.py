"""A stored assessment, read back: from a file that anybody may have written."""

from __future__ import annotations

import json
import os
import stat
from typing import TYPE_CHECKING, Any

from checker.diagnostic.diagnostic import Diagnostic, InputError
from checker.model.limit import LIMITS, show_size
from checker.model.said import said
from checker.resources import package_dir

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError


def read_stored(path: str) -> dict[str, Any]:
    """Return the assessment of a file that `checker check --out FILE.json` wrote.

    Raises:
        InputError: the file cannot be read, or is no assessment of this form.
    """
    data = _bytes_of(path)
    try:
        read = json.loads(data.decode("utf-8"), object_pairs_hook=_once, parse_constant=_refuse)
    except UnicodeDecodeError as error:
        raise _wrong(path, said("it is not UTF-8")) from error
    except json.JSONDecodeError as error:
        found = _wrong(path, said("it is no JSON, or was cut off"))
        found.diagnostics[0].line, found.diagnostics[0].column = error.lineno, error.colno
        raise found from error
    except (ValueError, RecursionError) as error:
        why = said("it is nested too deep") if isinstance(error, RecursionError) else str(error)
        raise _wrong(path, why) from error
    _hold_to_schema(path, read)
    assert isinstance(read, dict)
    return read


def _bytes_of(path: str) -> bytes:
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        code = "file-missing" if isinstance(error, FileNotFoundError) else "file-unreadable"
        message = said("{path} cannot be read: {why}", path=path, why=error.strerror)
        raise InputError([Diagnostic(code, message)]) from error
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise _wrong(path, said("it is no file"))
        data = file.read(LIMITS.REPORT_BYTES + 1)
    if len(data) > LIMITS.REPORT_BYTES:
        size = show_size(LIMITS.REPORT_BYTES)
        message = said("{path} is larger than {size}", path=path, size=size)
        raise InputError([Diagnostic("file-too-large", message)])
    return data


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(said("`{name}` stands there twice", name=twice[:100]))
    return read


def _refuse(constant: str) -> None:
    raise ValueError(said("`{name}` is no value", name=constant))


def _hold_to_schema(path: str, read: Any) -> None:
    """Say where an assessment is not as its schema describes it.

    Raises:
        InputError: with the first places that differ.
    """
    import jsonschema

    schema = json.loads((package_dir() / "report" / "assessment.schema.json").read_text("utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    try:
        # Lazily: of a file with a million mistakes a few are told.
        wrong: list[ValidationError] = []
        for error in validator.iter_errors(read):
            wrong.append(error)
            if len(wrong) == LIMITS.ERRORS_SHOWN:
                break
    except RecursionError as error:
        raise _wrong(path, said("it is nested too deep")) from error
    if wrong:
        raise InputError([_differs(path, error) for error in wrong])


def _differs(path: str, error: ValidationError) -> Diagnostic:
    at = "".join(
        f"[{step}]" if isinstance(step, int) else f".{step}" for step in error.absolute_path
    )
    return Diagnostic(
        "assessment-form",
        said("{at} is not as in an assessment", at=at.lstrip(".") or said("the whole")),
        file=path,
        have=error.message[:200],
        hint="`checker schema assessment` describes it",
    )


def _wrong(path: str, why: str) -> InputError:
    message = said("no stored assessment: {why}", why=why)
    hint = "`checker check DOSSIER --out FILE.json` writes one"
    return InputError([Diagnostic("assessment-form", message, file=path, hint=hint)])
