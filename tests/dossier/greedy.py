"""What a child process may not do: functions for its test."""

from __future__ import annotations

from typing import Any


def endless(data: bytes, request: dict[str, Any]) -> None:
    while True:
        pass


def hungry(data: bytes, request: dict[str, Any]) -> int:
    return len(bytearray(4 * 2**30))


def answer(data: bytes, request: dict[str, Any]) -> list[Any]:
    return [data.decode(), request]
