# SPDX-License-Identifier: GPL-3.0-or-later
"""What the window's tests share: a home of its own, the program started in it, tamlanhctl beside it, and the story's secrets."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import unicodedata

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
from driver import Window, name_of, walk  # noqa: E402

PROGRAM = os.environ["TAMLANH"]
CTL = os.environ["TAMLANHCTL"]
PASSPHRASE = "một hai ba bốn năm"
# What no file, no title and no log may hold, in whatever spelling.
SECRETS = ["Hoa Cau", "Bé Tôm", "Bé Na", "Đào Thị Lụa", "Bầm tím", "hai cháu hoảng sợ", "Quầy thuốc", "Minh Tâm", "Tống Trân",
           "Trần Thị Mai", "0004417", PASSPHRASE]


def fold(text):
    return "".join(c for c in unicodedata.normalize("NFD", text.lower().replace("đ", "d")) if not unicodedata.combining(c))


def spellings(text):
    for form in {text, unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text), text.lower(), text.upper(), fold(text)}:
        yield form.encode()
        yield form.encode("utf-16-le")
        yield json.dumps(form)[1:-1].encode()


class House:
    """A home folder, a register in it, and the windows on it."""

    def __init__(self, language="en"):
        self.home = tempfile.mkdtemp(prefix="tamlanh-gui.")
        # Beside the home, not in it: what the test itself writes is not what the program wrote.
        self.aside = tempfile.mkdtemp(prefix="tamlanh-aside.")
        self.vault = os.path.join(self.home, "dc.tamlanh")
        config = os.path.join(self.home, "config")
        settings = os.path.join(config, "glib-2.0", "settings")
        os.makedirs(settings)
        os.makedirs(os.path.join(config, "gtk-4.0"))
        # Nothing moves by itself: a window at rest is at rest (Window.settle).
        with open(os.path.join(config, "gtk-4.0", "settings.ini"), "w", encoding="utf-8") as f:
            f.write("[Settings]\ngtk-cursor-blink=0\ngtk-enable-animations=0\n")
        os.makedirs(os.path.join(self.home, "tmp"))
        if language is not None:
            with open(os.path.join(settings, "keyfile"), "w", encoding="utf-8") as f:
                f.write(f"[vn/tamlanh/TamLanh]\nlanguage='{language}'\n")
        self.environment = {"HOME": self.home, "XDG_CONFIG_HOME": config, "XDG_DATA_HOME": os.path.join(self.home, "data"),
                            "XDG_CACHE_HOME": os.path.join(self.home, "cache"), "TMPDIR": os.path.join(self.home, "tmp"),
                            "GSETTINGS_BACKEND": "keyfile", "LC_ALL": "C.UTF-8", "GDK_BACKEND": "x11", "GSK_RENDERER": "cairo",
                            "GTK_A11Y": "atspi", "G_DEBUG": ""}
        self.environment.pop("LANGUAGE", None)
        self.secret = os.path.join(self.aside, "secret")
        with open(self.secret, "w", encoding="utf-8") as f:
            f.write(PASSPHRASE + "\n")
        self.clock = os.path.join(self.aside, "clock")
        self.titles = set()

    def set_clock(self, now):
        """Moves the clock of all that runs in this home."""
        with open(self.clock + ".new", "w", encoding="utf-8") as f:
            f.write(now)
        os.rename(self.clock + ".new", self.clock)
        self.environment["TAMLANH_NOW"] = self.clock

    def open(self, now):
        self.set_clock(now)
        return Window(PROGRAM, "--vault", self.vault, environment=self.environment)

    def ctl(self, *verb, stdin=None, vault=None):
        done = subprocess.run([CTL, *verb, "--vault", vault or self.vault, "--passphrase-file", self.secret],
                              input=stdin, capture_output=True, text=True, env={**os.environ, **self.environment, "LANGUAGE": "en"})
        if done.returncode:
            raise AssertionError(f"tamlanhctl {' '.join(verb)}: exit {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout

    def list(self, kind, *more):
        return json.loads(self.ctl("list", kind, *more, "--json"))

    def leaks(self, words=None):
        """Every secret that the bytes of a file under the home hold, with the file."""
        found = []
        for place, _, names in os.walk(self.home):
            for name in names:
                path = os.path.join(place, name)
                if not os.path.isfile(path):
                    continue
                with open(path, "rb") as f:
                    data = f.read()
                for word in words or SECRETS:
                    if any(spelling in data for spelling in spellings(word)):
                        found.append((os.path.relpath(path, self.home), word))
        return found

    def drop(self):
        shutil.rmtree(self.home, ignore_errors=True)
        shutil.rmtree(self.aside, ignore_errors=True)


def enter(w, passphrase=PASSPHRASE):
    w.type_into("password text", "^Passphrase", passphrase)
    w.press("push button", "^Open$")


def unlock(w):
    enter(w)
    w.find("push button", "^free beds")


def lock(w):
    w.press("push button", "^Lock$")
    w.find("password text", "^Passphrase")


def set_up(w, name="Trần Thị Mai", desk="Ban 1"):
    """First run: place, person, passphrase; the code read from the screen and typed back. → the code"""
    w.press("push button", "^Set up the register")
    w.find("label", "^Which place is this")
    w.press("push button", "^Next$")
    w.type_into("text", "^Full name$", name)
    w.key("Return")
    w.find("password text", "^Passphrase once more")
    w.type_into("password text", "^Passphrase$", PASSPHRASE)
    w.type_into("password text", "^Passphrase once more", PASSPHRASE)
    w.shot("02-passphrase")
    w.press("push button", "^Make the register$")
    w.find("label", "^The recovery code$")
    groups = [node.name for node in walk(w.frame()) if node.getRoleName() == "label" and re.fullmatch(r"\d{6}", node.name or "")]
    if len(groups) != 8:
        raise AssertionError(f"the recovery code has {len(groups)} groups")
    w.press("push button", "^I have it on paper")
    wrong = groups[:3] + [groups[4], groups[3]] + groups[5:]
    w.type_into("text", "^Recovery code", "-".join(wrong))
    w.press("push button", "^Check$")
    w.find(("label", "alert"), "^Group 4 is not as on the page")
    w.type_into("text", "^Recovery code", " ".join(groups))
    w.shot("03-recovery-code")
    w.press("push button", "^Check$")
    w.find("push button", "^free beds")
    return "-".join(groups)


def look_up(w, words, row):
    """Searches for @words and opens what was found by that name."""
    w.key("ctrl+f")
    w.write(words)
    w.inside = w.find("list", "^What was found$")
    try:
        w.find("list item", row)
        first = w.find("list item")
        assert re.search(row, name_of(first)), f"“{name_of(first)}” is found before “{row}”"
    finally:
        w.inside = None
    w.shot("search")
    w.key("Down")
    w.key("Return")


def section(w, name):
    """A section of the case page."""
    w.inside = w.find("list", "^Sections of the case")
    try:
        w.click("list item", "^" + name + " [0-9/]*$")
    finally:
        w.inside = None


def saved(w, title):
    """Saves the dialog of that title and waits for its end."""
    with w.within(title):
        w.press("push button", "^Save$")
    w.wait(lambda: not w.window_now(title), f"the end of the dialog {title}")
