#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ways into the register when a passphrase is lost: wrong ones cost time and are noted, the recovery page lets in and points at a mistyped
group, a desk is taken away with a new key, and the leader's page opens it together with the province's answer."""

import json
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from driver import Tap, Window, name_of, text_of, walk  # noqa: E402
from house import CTL, PROGRAM, House, enter, lock, set_up, unlock  # noqa: E402
from paper import choose_path  # noqa: E402

NIGHT = "2026-03-05T21:00:00+07:00"
SECOND = "chín con mèo đen"
RECOVERED = "mận đào lê táo ổi"
HELPED = "cau trầu vôi chay đỏ"


class Doors:
    def __init__(self):
        self.house = House()
        self.w = None
        self.code = self.share = None
        self.province = os.path.join(self.house.aside, "hy.tamlanh")
        self.secrets = [SECOND, RECOVERED, HELPED]

    def secret(self, text):
        path = os.path.join(self.house.aside, "secret-" + str(abs(hash(text))))
        with open(path, "w", encoding="utf-8") as f:
            f.write(text + "\n")
        return path

    def ctl(self, *verb, secret=None, vault=None, code=0):
        done = subprocess.run([CTL, *verb, "--vault", vault or self.house.vault, "--passphrase-file", secret or self.house.secret],
                              capture_output=True, text=True, stdin=subprocess.DEVNULL,
                              env={**os.environ, **self.house.environment, "LANGUAGE": "en"})
        assert done.returncode == code, f"{verb}: exit {done.returncode}\n{done.stdout}{done.stderr}"
        return done.stdout

    def settings(self):
        w = self.w
        w.key("alt+8")
        w.click("list item", "^Staff and passphrases$")

    def set_up(self):
        self.w = self.house.open(NIGHT)
        self.code = set_up(self.w)
        lock(self.w)

    def wrong_ones_cost_time(self):
        w = self.w
        for _ in range(3):
            enter(w, "sai hẳn mất rồi")
            w.find(("label", "alert"), "^Wrong passphrase")
            w.find("push button", "^Open$")
        enter(w, "sai hẳn mất rồi")
        w.find("label", "^Try again in")
        w.shot("01-waiting")
        # The same at another window, and the wait ends by itself.
        w.close()
        self.w = w = self.house.open(NIGHT)
        w.find("label", "^Try again in 2 seconds")
        self.house.set_clock(NIGHT.replace("21:00:00", "21:00:01"))
        w.find("label", "^Try again in 1 second$")
        self.house.set_clock(NIGHT.replace("21:00:00", "21:00:02"))
        w.find("push button", "^Open$")

    def the_recovery_page_lets_in(self):
        w = self.w
        w.press("push button", "^Forgotten")
        groups = self.code.split("-")
        groups[3] = str((int(groups[3]) + 1) % 1000000).zfill(6)
        w.type_into("text", "^Recovery code", "-".join(groups))
        w.find(("label", "alert"), "^Group 4 has a mistyped digit")
        w.shot("02-mistyped-group")
        w.type_into("text", "^Recovery code", self.code)
        w.type_into("password text", "^New passphrase$", RECOVERED)
        w.type_into("password text", "^New passphrase once more", RECOVERED)
        w.press("push button", "^Open$", nth=-1)
        w.find("push button", "^free beds")
        self.house.secret = self.secret(RECOVERED)
        lock(w)
        noted = json.loads(self.ctl("journal", "--limit", "10", "--json"))
        kinds = [row["kind"] for row in noted]
        assert "recovered" in kinds and "wrong-passphrase" in kinds, kinds
        wrong = next(row for row in noted if row["kind"] == "wrong-passphrase")
        assert wrong["changes"]["detail"]["count"] == 4, wrong

    def enter_again(self):
        """The desks are read when the door is shown: locked anew, with the passphrase of the first desk."""
        w = self.w
        w.type_into("password text", "^Passphrase$", RECOVERED)
        w.press("push button", "^Open$")
        w.find("push button", "^free beds")

    def a_desk_is_taken_away(self):
        w = self.w
        staff = json.loads(self.house.ctl("put", "-", stdin=json.dumps({"type": "staff", "full_name": "Lê Thị Na", "role": "shelter",
                                                                        "active": True}) + "\n"))["id"]
        second = self.secret(SECOND)
        self.ctl("passphrase", "add", "--label", "Ban 2", "--staff", staff, "--new-passphrase-file", second)
        self.ctl("verify", "--slot", "Ban 2", secret=second)
        self.enter_again()
        self.settings()
        w.shot("03-staff")
        w.press("push button", "^Take away the desk Ban 2")
        with w.within("."):
            w.shot("04-take-away")
            w.press("push button", "^_?Take away$", nth=-1)
        w.gone("push button", "^Take away the desk Ban 2")
        w.shot("05-taken-away")
        lock(w)
        self.ctl("verify", secret=second, code=3)
        self.ctl("verify")
        kinds = [row["kind"] for row in json.loads(self.ctl("journal", "--limit", "6", "--json"))]
        assert "passphrase-removed" in kinds, kinds

    def two_halves_are_made(self):
        w = self.w
        for name, vault, site in (("hy", self.province, "HY"),):
            done = subprocess.run([CTL, "init", "--site", site, "--staff", "Vũ Thị Thu", "--vault", vault, "--new-passphrase-file",
                                   self.house.secret], capture_output=True, text=True, env={**os.environ, **self.house.environment})
            assert done.returncode == 0, done.stderr
        for giver, taker in ((self.province, self.house.vault), (self.house.vault, self.province)):
            card = os.path.join(self.house.aside, "card.tlc")
            self.ctl("peer", "card", "--out", card, vault=giver)
            self.ctl("peer", "add", card, "--trusted-by", "Trần Thị Mai", vault=taker)
            os.unlink(card)
        self.enter_again()
        self.settings()
        w.press("push button", "^Set up the province's help")
        with w.within("."):
            w.press("push button", "^_?Make the page$", nth=-1)
        with w.within("^The leader's page"):
            w.find("label", "^The leader's page$")
            groups = [node.name for node in walk(w.inside) if node.getRoleName() == "label" and re.fullmatch(r"\d{6}", node.name or "")]
            assert len(groups) == 9, groups
            w.shot("06-leaders-page")
            self.share = "-".join(groups)
            self.secrets.append(self.share)
            w.press("push button", "^I have it on paper")
            w.type_into("text", "^Digits of the leader's page", " ".join(groups))
            w.press("push button", "^Check$")
        w.find(None, "holds the other half. The leader's page begins with " + groups[0])
        w.shot("07-set-up")
        lock(w)

    def province_answers(self, request, answer, digits):
        p = self.w = Window(PROGRAM, "--vault", self.province, environment=self.house.environment)
        enter(p, RECOVERED)
        p.find("list item", "^Send and receive")
        p.settle()
        p.key("alt+7")
        p.press("push button", "^Open file")
        choose_path(p, "^Bundle, receipt or request", request)
        with p.within("."):
            p.find("label", "^DC/1 asks to open its register")
            p.find("label", digits)
            p.type_into("text", "^Compared by phone with", "Trần Thị Mai")
            p.shot("08-province-compares")
            p.press("push button", "^_?Answer")
        choose_path(p, "^Where to write the answer", answer, save=True)
        p.wait(lambda: os.path.exists(answer), "the answer's file")
        p.close()
        kinds = [row["kind"] for row in json.loads(self.ctl("journal", "--limit", "5", "--json", vault=self.province))]
        assert "escrow-answered" in kinds, kinds

    def both_together_open(self):
        w = self.w
        request, answer = (os.path.join(self.house.aside, name) for name in ("ask.tlq", "answer.tla"))
        w.press("push button", "^Open with the province's help")
        w.type_into("text", "^Digits of the leader's page", self.share)
        w.press("push button", "^Write the request")
        choose_path(w, "^Where to write the request", request, save=True)
        w.find("label", "^Bring the request to HY/1")
        digits = w.find("label", r"^\d{5}( \d{5}){5}$")
        shown = text_of(digits) or name_of(digits)
        w.shot("08-asked")
        # While one waits the window may be closed; the province sits at another computer.
        w.close()
        self.province_answers(request, answer, shown)
        self.w = w = self.house.open(NIGHT)
        w.press("push button", "^Open with the province's help")
        w.type_into("text", "^Digits of the leader's page", self.share)
        w.press("push button", "^Choose the answer")
        choose_path(w, "^The answer", answer)
        w.type_into("password text", "^New passphrase$", HELPED, nth=-1)
        w.type_into("password text", "^New passphrase once more", HELPED, nth=-1)
        w.shot("09-answer")
        w.press("push button", "^Open$", nth=-1)
        w.find("push button", "^free beds")
        w.shot("10-in")
        w.close()
        self.house.secret = self.secret(HELPED)
        kinds = [row["kind"] for row in json.loads(self.ctl("journal", "--limit", "8", "--json"))]
        assert "escrow-used" in kinds and "key-rotated" in kinds, kinds
        self.ctl("verify", secret=self.secret(RECOVERED), code=3)

    def no_trace(self):
        found = self.house.leaks(self.secrets + [self.code, self.code.replace("-", ""), self.share.replace("-", "")])
        assert not found, found


def main():
    os.makedirs(os.environ.get("TL_ARTEFACTS", "/tmp/tamlanh-gui"), exist_ok=True)
    tap = Tap()
    story = Doors()
    try:
        for name in ("set_up", "wrong_ones_cost_time", "the_recovery_page_lets_in", "a_desk_is_taken_away", "two_halves_are_made",
                     "both_together_open", "no_trace"):
            if not tap.step(name.replace("_", "-"), getattr(story, name)):
                break
    finally:
        if story.w is not None:
            story.w.close()
        story.house.drop()
    tap.end()


if __name__ == "__main__":
    main()
