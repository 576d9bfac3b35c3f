#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Budgets, the kinds of statement, spreadsheets, checking a paper and handing over the numbers, through the window."""

import json
import os
import subprocess
import sys
import zipfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from driver import Tap  # noqa: E402
from house import CTL, House, unlock  # noqa: E402
from paper import choose_path  # noqa: E402

NOW = "2026-04-05T10:00:00+07:00"
PERSON = "11111111-1111-4111-8111-111111111111"
CASE = "22222222-2222-4222-8222-222222222222"


class Money:
    def __init__(self):
        self.house = House(os.environ.get("TL_GUI_LANGUAGE", "en"))
        self.w = None
        self.out = os.path.join(self.house.aside, "out")
        os.mkdir(self.out)

    def a_register(self):
        self.house.environment["TAMLANH_NOW"] = NOW
        done = subprocess.run([CTL, "init", "--vault", self.house.vault, "--site", "DC", "--staff", "Trần Thị Mai", "--new-passphrase-file",
                               self.house.secret], capture_output=True, text=True, env={**os.environ, **self.house.environment})
        assert done.returncode == 0, done.stderr
        records = [{"type": "person", "id": PERSON, "alias": "Chị Hoa", "full_name": "Đào Thị Lụa", "sex": "female", "birth_year": 1990},
                   {"type": "case", "id": CASE, "victim": PERSON, "opened_at": "2026-03-05T21:00:00+07:00", "status": "open",
                    "legal_basis": "urgent_protection"}]
        for day in range(5, 12):
            records.append({"type": "support", "category": "meals", "case": CASE, "person": PERSON, "date": f"2026-03-{day:02d}",
                            "quantity": 2, "funding_source": "province"})
        self.house.ctl("put", "-", stdin="".join(json.dumps(r) + "\n" for r in records))

    def no_budget_yet(self):
        self.w = w = self.house.open(NOW)
        unlock(w)
        w.key("alt+5")
        w.press("push button", "^More$")
        w.press("menu item", "^_?Budgets")
        with w.within("^Budgets"):
            # Lines there are, but nothing was granted.
            w.find("label", "^No budget set")
            w.shot("40-no-budget")
            w.press("push button", "^Close")

    def a_budget(self):
        w = self.w
        self.w.close()
        self.house.ctl("put", "-", stdin=json.dumps({"type": "budget", "year": 2026, "funding_source": "province", "amount": 1100000,
                                                     "decision_no": "08/QĐ-SNV"}) + "\n"
                       + json.dumps({"type": "budget", "year": 2026, "funding_source": "province", "category": "meals",
                                     "amount": 3000000}) + "\n")
        self.w = w = self.house.open(NOW)
        unlock(w)
        w.key("alt+5")
        w.press("push button", "^More$")
        w.press("menu item", "^_?Budgets")
        with w.within("^Budgets"):
            w.find("label", "^Will not last the year|^Nearly used")
            w.find("label", "120.000")
            w.shot("41-budget")
            w.press("push button", "^Close")

    def a_list_of_signatures(self):
        w = self.w
        w.press("push button", "^New statement")
        with w.within("^New statement"):
            w.pick("^Kind", 2)
            w.find("label", "^With names and room to sign")
            w.pick("^Length", 1)
            w.pick("^Period", 1)
            w.shot("42-new-kinds")
            w.press("push button", "Make draft")
        w.find("list item", "List of signatures · 01/01/2026–31/03/2026 · 980.000")
        w.find(None, "^Page 1 of")
        w.shot("43-signatures")
        w.press("push button", "^Make final")
        with w.within("."):
            w.press("push button", "^_?Make _?final$", nth=-1)
        w.find("list item", "^No. 01/2026/BK-DC, Final")

    def a_request(self):
        w = self.w
        w.press("push button", "^New statement")
        with w.within("^New statement"):
            w.pick("^Kind", 3)
            w.type_into("text", "^For what", "Chi tiền ăn quý I")
            w.pick("^Period", 1)
            w.shot("44-request")
            w.press("push button", "Make draft")
        w.find("list item", "^Draft.*Request for payment · 01/03/2026–31/03/2026 · 980.000")
        w.shot("45-request-paper")

    def a_spreadsheet(self):
        w = self.w
        path = os.path.join(self.out, "ky-nhan.xlsx")
        w.click("list item", "^No. 01/2026/BK-DC")
        w.find(None, "^Page 1 of")
        w.press("push button", "^Save as spreadsheet")
        choose_path(w, "^Save as a spreadsheet", path, save=True)
        w.wait(lambda: os.path.exists(path), "the spreadsheet")
        with zipfile.ZipFile(path) as z:
            texts = z.read("xl/sharedStrings.xml").decode()
        assert "Đào Thị Lụa" in texts and "01/2026/BK-DC" in texts, texts
        w.key("alt+4")
        w.press("push button", "^Month before")
        register = os.path.join(self.out, "so.xlsx")
        w.press("push button", "^_?Spreadsheet")
        choose_path(w, "^Save as a spreadsheet", register, save=True)
        w.wait(lambda: os.path.exists(register), "the register")
        with zipfile.ZipFile(register) as z:
            texts = z.read("xl/sharedStrings.xml").decode()
        assert "SỔ THEO DÕI" in texts and "Đào Thị Lụa" not in texts, texts

    def a_check(self):
        w = self.w
        w.key("alt+5")
        w.press("push button", "^More$")
        w.press("menu item", "^_?Check a paper")
        with w.within("^Check a paper"):
            w.type_into("text", "^Number", "01/2026/BK-DC")
            w.type_into("text", "^Control code", "0000-0000-0000-0000")
            w.press("push button", "^_?Check$")
            w.find("label", "does NOT agree")
            w.shot("46-check")
            w.key("Escape")

    def the_numbers(self):
        w = self.w
        w.press("push button", "^More$")
        w.press("menu item", "^Who gives the")
        with w.within("^Statement numbers"):
            w.find("label", "^This computer .PC 1. gives")
            w.type_into("text", "^Number of the other PC", "2")
            w.press("push button", "^_?Hand over")
            w.find("label", "^PC 2 gives the statement numbers")
            w.shot("47-numbers")
            w.key("Escape")

    def at_home(self):
        titles = self.w.titles()
        self.w.close()
        numbers = json.loads(self.house.ctl("statement", "numbers", "--json"))
        assert numbers["given_by"] == 2, numbers
        assert not any("Lụa" in title for title in titles), titles
        found = self.house.leaks(["Đào Thị Lụa", "Chị Hoa"])
        assert not found, found


def main():
    os.makedirs(os.environ.get("TL_ARTEFACTS", "/tmp/tamlanh-gui"), exist_ok=True)
    tap = Tap()
    story = Money()
    try:
        for name in ("a_register", "no_budget_yet", "a_budget", "a_list_of_signatures", "a_request", "a_spreadsheet", "a_check", "the_numbers",
                     "at_home"):
            if not tap.step(name.replace("_", "-"), getattr(story, name)):
                break
    finally:
        if story.w is not None:
            story.w.close()
        story.house.drop()
    tap.end()


if __name__ == "__main__":
    main()
