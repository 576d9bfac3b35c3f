#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A day in the window that ends by kill -9 at random moments, again and again: the register opens and verifies, and no file under
the home holds a marker that was typed. And: left alone for the minutes of the settings, the window locks itself.

TL_ROUNDS: how often it is killed (default 6)."""

import os
import random
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from driver import NotFound, Tap  # noqa: E402
from house import House, set_up, unlock  # noqa: E402

NIGHT = "2026-03-05T21:00:00+07:00"


class Story:
    def __init__(self):
        self.seed = int(os.environ.get("TL_SEED", random.SystemRandom().getrandbits(32)))
        print(f"# TL_SEED={self.seed}", flush=True)
        self.random = random.Random(self.seed)
        self.house = House()
        self.words = []
        self.w = None

    def marker(self):
        word = " ".join(self.random.choice(["Bưởi", "Đào", "Sở", "Trẩu", "Gạo", "Núc"]) for _ in range(3)) \
            + " " + "".join(self.random.choice("bcdghklm") for _ in range(7))
        self.words.append(word)
        return word

    def set_up(self):
        self.w = self.house.open(NIGHT)
        set_up(self.w)
        self.house.environment["TAMLANH_NOW"] = NIGHT

    def acts(self):
        """What a person does, in order; the end may come after any of it or in the middle."""
        w = self.w
        alias, condition = self.marker(), self.marker()
        yield lambda: w.key("ctrl+n")
        yield lambda: w.type_into("text", "^How she wishes", alias)
        yield lambda: w.type_into("text", "^Condition on arrival", condition)
        yield lambda: time.sleep(self.random.uniform(0, 2.5))
        yield lambda: w.find("push button", "^Receive$", nth=-1).queryAction().doAction(0)
        yield lambda: w.find("list", "^Sections of the case")
        yield lambda: w.key("ctrl+f")
        yield lambda: w.write("buoi dao")
        yield lambda: w.key("Escape")
        yield lambda: w.key("alt+2")
        yield lambda: w.key("alt+4")
        yield lambda: w.key("ctrl+h")
        yield lambda: w.key("alt+1")

    def killed_again_and_again(self):
        self.w.close()
        for _ in range(int(os.environ.get("TL_ROUNDS", 6))):
            self.w = self.house.open(NIGHT)
            unlock(self.w)
            acts = list(self.acts())
            for act in acts[:self.random.randint(2, len(acts))]:
                try:
                    act()
                except NotFound:
                    pass  # a page that was not there yet: what counts is what reaches the disk
            time.sleep(self.random.uniform(0, 0.4))
            self.w.kill()
            self.house.ctl("verify")

    def no_trace(self):
        found = self.house.leaks(self.words)
        assert not found, found
        with open(os.path.join(self.house.home, "tmp", "planted"), "w", encoding="utf-16") as f:
            f.write(self.words[0].upper())
        assert self.house.leaks(self.words) == [("tmp/planted", self.words[0])], "a planted marker is not seen"

    def locks_when_left_alone(self):
        settings = os.path.join(self.house.home, "config", "glib-2.0", "settings", "keyfile")
        with open(settings, encoding="utf-8") as f:
            text = f.read()
        with open(settings, "w", encoding="utf-8") as f:
            f.write(text.replace("[vn/tamlanh/TamLanh]\n", "[vn/tamlanh/TamLanh]\nidle-minutes=1\n"))
        self.w = self.house.open(NIGHT)
        unlock(self.w)
        opened = time.monotonic()
        # Somebody is there: the minute begins anew.
        time.sleep(35)
        self.w.key("alt+2")
        touched = time.monotonic()
        self.w.find("password text", "^Passphrase", patience=100)
        assert time.monotonic() - touched > 45, f"locked {time.monotonic() - touched:.0f} s after a key, {time.monotonic() - opened:.0f} s in all"


def main():
    os.makedirs(os.environ.get("TL_ARTEFACTS", "/tmp/tamlanh-gui"), exist_ok=True)
    tap = Tap()
    story = Story()
    try:
        for name in ("set_up", "killed_again_and_again", "no_trace", "locks_when_left_alone"):
            if not tap.step(name.replace("_", "-"), getattr(story, name)):
                break
    finally:
        if story.w is not None:
            story.w.close()
        story.house.drop()
    tap.end()


if __name__ == "__main__":
    main()
