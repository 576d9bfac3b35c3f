# SPDX-License-Identifier: GPL-3.0-or-later
"""What the flows share: a vault driven through tamlanhctl, and cases printed as TAP."""
import json
import os
import re
import subprocess
import sys
import unicodedata

CTL = os.environ["TAMLANHCTL"]
STORY = os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))), "data", "story")


class Answer:
    def __init__(self, done):
        self.code = done.returncode
        self.out = done.stdout.decode()
        self.err = done.stderr.decode(errors="replace")

    @property
    def json(self):
        return json.loads(self.out)

    @property
    def lines(self):
        return [json.loads(line) for line in self.out.splitlines()]

    def __repr__(self):
        return f"exit {self.code}\n{self.out}{self.err}"


def ctl(*args, stdin=None, env=None):
    """Runs tamlanhctl; @stdin: text, else nothing to read and no terminal."""
    return Answer(subprocess.run([CTL, *args], input=None if stdin is None else stdin.encode(),
                                 stdin=subprocess.DEVNULL if stdin is None else None,
                                 capture_output=True, start_new_session=True, env={**os.environ, **(env or {})}))


class Vault:
    """A vault on disk with its passphrase in a file."""

    def __init__(self, folder, name, site, staff, passphrase="một hai ba bốn năm"):
        self.path = os.path.join(folder, name + ".tamlanh")
        self.secret = os.path.join(folder, name + ".secret")
        with open(self.secret, "w", encoding="utf-8") as f:
            f.write(passphrase + "\n")
        self.made = ctl("init", "--vault", self.path, "--site", site, "--staff", staff,
                        "--new-passphrase-file", self.secret, "--json")

    def __call__(self, verb, *args, stdin=None, path=None):
        return ctl(*verb.split(), "--vault", path or self.path, "--passphrase-file", self.secret, *args, stdin=stdin)

    def json(self, verb, *args):
        answer = self(verb, *args, "--json")
        if answer.code:
            raise AssertionError(f"{verb} {args}: {answer!r}")
        return answer.json

    def put(self, *records):
        return self("put", "-", stdin="".join(json.dumps(record) + "\n" for record in records))


class Cases:
    """Test cases one after another; a case that raises fails, and those that stand on it are still run."""

    def __init__(self):
        self.number = self.failed = 0

    def check(self, name, good, *notes):
        self.number += 1
        print(f"{'ok' if good else 'not ok'} {self.number} {name}", flush=True)
        if not good:
            self.failed += 1
            for note in notes:
                for line in str(note).splitlines()[:60]:
                    print(f"# {line}", flush=True)
        return good

    def equal(self, name, seen, expected):
        return self.check(name, seen == expected, f"seen:     {seen!r}", f"expected: {expected!r}")

    def done(self):
        print(f"1..{self.number}")
        sys.exit(1 if self.failed else 0)


def fold(text):
    """Lower case without accents, as a careless copy would keep it."""
    return "".join(c for c in unicodedata.normalize("NFD", text.lower().replace("đ", "d")) if not unicodedata.combining(c))


def spellings(text):
    """Every form in which bytes of a file could hold a text."""
    forms = {text, unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text), text.lower(), text.upper(), fold(text)}
    for form in forms:
        yield form.encode()
        yield form.encode("utf-16-le")
        yield json.dumps(form)[1:-1].encode()


def holds(data, word):
    """A short number counts where it stands by itself: every hash and key holds some four digits in a row."""
    if word.isdigit() and len(word) < 9:
        return re.search(rb"(?<![0-9a-fA-F])" + word.encode() + rb"(?![0-9a-fA-F])", data) is not None
    return any(spelling in data for spelling in spellings(word))


def found_in(data, words):
    """Those of @words that the bytes @data hold in any spelling."""
    return sorted(word for word in words if holds(data, word))


def files_under(*folders):
    for folder in folders:
        for place, _, names in os.walk(folder):
            for name in names:
                path = os.path.join(place, name)
                if os.path.isfile(path):
                    yield path
