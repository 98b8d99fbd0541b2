"""What a child process is told to do in tests: what hostile files make parsers do."""

import ctypes
import os
import sys
import time
from pathlib import Path

from gis.errors import InputError


def add(one, other):
    return one + other


def sleep(seconds):
    time.sleep(seconds)


def spin():
    while True:
        pass


def allocate(size_bytes):
    return len(bytearray(size_bytes))


def crash():
    ctypes.string_at(0)


def refuse():
    raise InputError("a.shp: is broken; mend it", code="H015")


def stumble():
    return {}["absent"]


def chatter():
    sys.stdout.write("noise")
    os.write(1, b"noise")
    return "quiet"


def environment(name):
    return os.environ.get(name)


def folder():
    return str(Path.cwd())
