#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What stays when the register is locked, and when it locks by itself. Looks through the memory of the real window's process:
no key and no passphrase after locking, and no word of a case. Sleep, the session's lock and the screen saver lock it; sleep waits
until that is done."""

import json
import os
import queue
import random
import string
import subprocess
import sys
import threading

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import house  # noqa: E402
from driver import Tap  # noqa: E402
from process import find, spellings, vault_keys  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
NIGHT = "2026-03-05T21:00:00+07:00"


def letters(n):
    return "".join(random.choice(string.ascii_lowercase) for _ in range(n))


class Story:
    def __init__(self):
        self.house = house.House()
        self.passphrase = letters(24)
        self.words = {"alias": "Ax" + letters(14), "name": "Nx" + letters(14), "condition": "Cx" + letters(18), "draft": "Dx" + letters(14)}
        self.w = None
        self.bus = self.login = None
        self.said = queue.Queue()

    # --- the stage ---

    def start_login(self):
        self.bus = subprocess.Popen(["dbus-daemon", "--session", "--nofork", "--print-address=1"], stdout=subprocess.PIPE, text=True,
                                    stderr=subprocess.DEVNULL)
        address = self.bus.stdout.readline().strip()
        self.house.environment["DBUS_SYSTEM_BUS_ADDRESS"] = address
        self.login = subprocess.Popen(["/usr/bin/python3", os.path.join(HERE, "login.py")], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                      text=True, env={**os.environ, "DBUS_SYSTEM_BUS_ADDRESS": address})
        threading.Thread(target=lambda: [self.said.put(line.strip()) for line in self.login.stdout], daemon=True).start()
        self.hear("ready")

    def hear(self, word):
        try:
            line = self.said.get(timeout=60)
        except queue.Empty:
            line = "nothing"
        assert line.startswith(word), f"heard “{line}”, not “{word}”"
        return line

    def order(self, word):
        self.login.stdin.write(word + "\n")
        self.login.stdin.flush()

    def make(self):
        h = self.house
        with open(h.secret, "w", encoding="utf-8") as f:
            f.write(self.passphrase + "\n")
        subprocess.run([house.CTL, "init", "--vault", h.vault, "--site", "DC", "--staff", "Trần Thị Mai", "--new-passphrase-file", h.secret,
                        "--json"], check=True, env={**os.environ, **h.environment, "TAMLANH_NOW": NIGHT}, stdout=subprocess.DEVNULL)
        h.environment["TAMLANH_NOW"] = NIGHT
        person = {"alias": self.words["alias"], "full_name": self.words["name"], "sex": "female"}
        h.ctl("intake", "-", stdin=json.dumps({"person": person, "case": {"condition_on_arrival": self.words["condition"]}}))
        h.ctl("verify")

    # --- steps ---

    def opens(self):
        self.start_login()
        self.make()
        self.w = self.house.open(NIGHT)
        # Nothing was typed yet: the passphrase is in no memory at all.
        self.hear("holds sleep delay")
        self.unlock()
        # The list, the case with its forms, a search, and an intake half typed.
        self.w.key("alt+2")
        self.w.find(None, self.words["alias"])
        house.look_up(self.w, self.words["name"], self.words["alias"])
        self.w.find("list", "^Sections of the case")
        self.w.shot("01-case")
        self.w.key("ctrl+n")
        self.w.click("text", "^How she wishes")
        self.w.write(self.words["draft"])
        self.w.find("label", "^Kept as a draft")
        self.w.shot("02-intake")

    def unlock(self):
        self.w.find("password text", "^Passphrase")
        self.w.settle()
        self.w.key("Tab")
        self.w.click("password text", "^Passphrase")
        self.w.write(self.passphrase)  # by the keyboard, as a person does
        self.w.key("Return")
        self.w.find("push button", "^free beds")
        self.w.settle()

    def wanted(self):
        keys = {name: [key] for name, key in vault_keys(self.house.vault, self.passphrase).items()}
        keys["passphrase"] = list(spellings(self.passphrase))
        return keys

    def search_sees_what_is_there(self):
        found = find(self.w.process.pid, {**self.wanted(), **{n: list(spellings(t)) for n, t in self.words.items()}})
        for name in ("data key", "block key", "header key", "file secret", "alias", "condition", "draft"):
            assert name in found, f"{name} is not found although it must be there: the search sees nothing"
        # Once the door is open the passphrase and what it opened are not needed any more.
        for name in ("passphrase", "slot key", "private half"):
            assert name not in found, (name, found[name])

    def nothing_after_locking(self):
        self.w.key("ctrl+l")
        self.w.find("password text", "^Passphrase")
        self.w.wait(lambda: not self.in_use(), "the end of the file's use")
        self.w.settle()
        found = find(self.w.process.pid, self.wanted())
        assert not found, found

    def no_word_after_locking(self):
        found = find(self.w.process.pid, {n: list(spellings(t)) for n, t in self.words.items()})
        assert not found, found

    def wrong_passphrase_is_forgotten(self):
        wrong = letters(20)
        self.w.click("password text", "^Passphrase")
        self.w.write(wrong)
        self.w.key("Return")
        self.w.find(("label", "alert"), "^Wrong passphrase")
        self.w.click("password text", "^Passphrase")
        self.w.key("ctrl+a")
        self.w.key("BackSpace")
        found = find(self.w.process.pid, {"wrong passphrase": list(spellings(wrong))})
        assert not found, found

    def locked(self):
        self.w.find("password text", "^Passphrase")
        self.w.wait(lambda: not self.in_use(), "the end of the file's use")
        found = find(self.w.process.pid, self.wanted())
        assert not found, found

    def in_use(self):
        done = subprocess.run(["flock", "--nonblock", self.house.vault + ".lock", "true"], check=False)
        return done.returncode != 0

    def sleep_waits_and_locks(self):
        self.unlock()
        assert self.in_use()
        self.order("sleep")
        self.hear("free")
        # The moment sleep may begin, the keys are gone.
        assert not self.in_use()
        found = find(self.w.process.pid, self.wanted())
        assert not found, found
        self.locked()
        self.order("wake")
        self.hear("holds sleep delay")

    def session_lock_locks(self):
        self.unlock()
        self.order("lock")
        self.locked()

    def screen_saver_locks(self):
        self.unlock()
        subprocess.run(["gdbus", "emit", "--session", "--object-path", "/org/gnome/ScreenSaver", "--signal",
                        "org.gnome.ScreenSaver.ActiveChanged", "true"], check=True)
        self.locked()

    def sleep_does_not_wait_when_locked(self):
        self.order("sleep")
        self.hear("free")

    def sleep_does_not_wait_for_a_late_answer(self):
        """Asked to wait after waking up, and the answer comes only when the computer goes to sleep again."""
        self.order("late")
        self.order("wake")
        self.hear("asked")
        self.order("sleep")  # one speaker: what it says first is heard first
        self.order("answer")
        self.hear("holds sleep delay")
        self.hear("free")

    def end(self):
        if self.w is not None:
            self.w.close()
        for process in (self.login, self.bus):
            if process is not None:
                process.kill()
        self.house.drop()


def main():
    os.makedirs(os.environ.get("TL_ARTEFACTS", "/tmp/tamlanh-gui"), exist_ok=True)
    tap = Tap()
    story = Story()
    try:
        for name in ("opens", "search_sees_what_is_there", "nothing_after_locking", "no_word_after_locking", "wrong_passphrase_is_forgotten",
                     "sleep_waits_and_locks", "session_lock_locks", "screen_saver_locks", "sleep_does_not_wait_when_locked",
                     "sleep_does_not_wait_for_a_late_answer"):
            if not tap.step(name.replace("_", "-"), getattr(story, name)) and name == "opens":
                break
    finally:
        story.end()
    tap.end()


if __name__ == "__main__":
    main()
