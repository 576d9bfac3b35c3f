# SPDX-License-Identifier: GPL-3.0-or-later
"""Rates, ceilings and papers through the window: the province raises a level and gives a pack out; a site takes it in with
the digits it hears and not without; a line over both levels is saved as two; above a ceiling the form asks for reason and
decision; a trip adds the lines it calls for."""

import glob
import json
import os
import subprocess

from driver import Tap
from house import CTL, House, enter
from paper import STORY, choose_path

NOW = "2026-07-10T09:00:00+07:00"


class Rates:
    def __init__(self):
        self.house = House()
        self.province = os.path.join(self.house.home, "hy.tamlanh")
        self.pack = os.path.join(self.house.aside, "muc-chi.json")
        self.digits = None
        self.w = None

    def make(self, vault, site, staff):
        done = subprocess.run([CTL, "init", "--site", site, "--staff", staff, "--vault", vault, "--new-passphrase-file", self.house.secret],
                              capture_output=True, text=True, env={**os.environ, **self.house.environment, "LANGUAGE": "en"})
        assert done.returncode == 0, done.stderr

    def two_places(self):
        h = self.house
        h.environment["TAMLANH_NOW"] = NOW
        self.make(h.vault, "DC", "Trần Thị Mai")
        self.make(self.province, "HY", "Vũ Thị Thu")
        for name in sorted(glob.glob(os.path.join(STORY, "*.jsonl"))):
            h.ctl("put", name)

    def open(self, vault):
        mine, self.house.vault = self.house.vault, vault
        try:
            self.w = self.house.open(NOW)
        finally:
            self.house.vault = mine
        enter(self.w)
        self.w.find("list item", "^Today")

    def rates(self):
        w = self.w
        w.key("alt+8")
        w.click("list item", "^Rates")
        w.find("push button", "^Take in a pack")
        w.settle()

    def province_raises(self):
        self.open(self.province)
        w = self.w
        self.rates()
        w.press("push button", "^New level.*Tiền ăn trong thời gian")
        with w.within("^New level"):
            w.type_into("text", "^In force from", "01/07/2026")
            w.type_into("text", "^Level", "90.000")
            w.shot("50-raise")
            w.press("push button", "^Save$")
        w.find(None, "90.000 đ")
        w.shot("51-province")
        w.press("push button", "^Write a pack")
        choose_path(w, "^Write a pack", self.pack, save=True)
        w.wait(lambda: os.path.exists(self.pack), "the pack")
        with w.within("^Pack of rates"):
            label = w.find("label", r"^\d{5} \d{5} \d{5} \d{5} \d{5}$")
            self.digits = label.name
            w.key("Escape")
        w.kill()

    def site_takes_it_in(self):
        self.open(self.house.vault)
        w = self.w
        self.rates()
        w.gone("push button", "^Write a pack")
        w.press("push button", "^Take in a pack")
        choose_path(w, "^Take in a pack", self.pack)
        with w.within("^Take in a pack"):
            w.find(None, "there already")
            w.type_into("text", "^Telephone the province", "11111 22222 33333 44444 55555")
            w.press("push button", "^Take in$")
            w.find("label", "not those of this file")
            w.shot("52-wrong-digits")
            w.type_into("text", "^Telephone the province", self.digits)
            w.press("push button", "^Take in$")
        w.find(None, "90.000 đ")
        w.shot("53-site")

    def trip_adds_its_lines(self):
        w = self.w
        w.key("alt+4")
        for _ in range(4):
            w.press("push button", "^Month before")
        w.find("label", "^Month 3/2026")
        w.press("push button", "^Vouchers and trips")
        with w.within("^Vouchers and trips"):
            w.find("label", "85.000 đ of this voucher's 85.000 đ")
            w.shot("54-papers")
            w.click("label", "^DC-2026-0001")
        with w.within("^Trip"):
            w.find("label", "^What this trip calls for")
            w.press("push button", "^Add these lines")
            w.find("label", "already there", nth=4)
            w.shot("55-trip")
            w.key("Escape")
        with w.within("^Vouchers and trips"):
            w.key("Escape")

    def lines_are_right(self):
        self.w.kill()
        meals = self.house.list("support", "--where", "category=travel_meals")
        assert len(meals) == 3 and all(line["amount"] == 70000 for line in meals), meals
        rates = json.loads(self.house.ctl("rate", "list", "--category", "meals", "--json"))
        assert [rate["level"] for rate in rates] == [70000, 90000], rates


def main():
    tap = Tap()
    rates = Rates()
    for name in ("two_places", "province_raises", "site_takes_it_in", "trip_adds_its_lines", "lines_are_right"):
        if not tap.step("rates/" + name.replace("_", "-"), getattr(rates, name)):
            break
    if rates.w is not None:
        rates.w.kill()
    rates.house.drop()
    tap.end()


if __name__ == "__main__":
    main()
