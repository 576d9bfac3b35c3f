#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""One family's first week through the real window: set-up, intake, lock and hide, care, leaving, travel, money.

Run inside tests/gui/session or under tests/run. Pictures of every step are left in $TL_ARTEFACTS.
"""

import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from driver import Tap  # noqa: E402
from house import SECRETS, House, enter, lock, look_up, saved, section, set_up, unlock  # noqa: E402

ARRIVAL = "2026-03-05T21:00:00+07:00"
LEAVING = "2026-03-12T20:00:00+07:00"


class Story:
    def __init__(self):
        self.house = House()
        self.w = None
        self.code = None
        self.seen = set()

    def first_run(self):
        self.w = self.house.open(ARRIVAL)
        self.w.find("push button", "^Set up the register")
        self.w.shot("01-first-run")
        self.code = set_up(self.w)
        self.w.shot("04-today-empty")

    def wrong_passphrase(self):
        w = self.w
        lock(w)
        self.house.ctl("put", "-", stdin='{"type": "room", "name": "Phòng 1", "beds": 4}\n')
        enter(w, "sai mất rồi")
        w.find("alert", "^Wrong passphrase")
        w.shot("05-wrong-passphrase")
        unlock(w)
        w.find("push button", "^free beds: 4$")

    def intake(self):
        w = self.w
        w.key("ctrl+n")
        w.type_into("text", "^How she wishes", "Chị Hoa Cau")
        w.type_into("text", "^About how old", "37")
        w.choose("Sex", "^Female")
        w.press("push button", "^In danger now: Yes")
        for i, (name, age, sex) in enumerate((("Bé Tôm", "11", "^Male"), ("Bé Na", "6", "^Female"))):
            w.press("push button", "^Add a child$")
            w.type_into("text", "^How she wishes", name, nth=i + 1)
            w.type_into("text", "^About how old", age, nth=i + 1)
            w.choose("Sex", sex, nth=i + 1)
        w.choose("Room", "^Phòng 1")
        w.type_into("text", "^Brought by", "Bà Đào Thị Lụa")
        w.type_into("text", "^Condition on arrival", "Bầm tím cẳng tay trái, hai cháu hoảng sợ, chưa ăn tối.")
        w.shot("06-intake")
        w.press("push button", "^Receive$", nth=-1)
        w.find("label", "^DC-2026-0001$")
        self.seen.update(w.titles())
        w.shot("07-case")

    def hide(self):
        w = self.w
        w.key("F9")
        picture = w.shot("08-hidden")
        self.seen.update(w.titles())
        # Nothing but an empty page: the picture of it is nearly all one colour.
        if os.path.getsize(picture) > 6000:
            raise AssertionError(f"the hidden page shows something: {picture}")
        w.key("Return")
        unlock(w)

    def intake_is_kept(self):
        lock(self.w)
        cases = self.house.list("case")
        people = {row["alias"]: row for row in self.house.list("person")}
        stays = self.house.list("stay")
        assert [row["code"] for row in cases] == ["DC-2026-0001"], cases
        assert cases[0]["opened_at"] == ARRIVAL and cases[0]["urgent"] is True, cases
        assert set(people) == {"Chị Hoa Cau", "Bé Tôm", "Bé Na"}, people
        assert people["Bé Tôm"]["sex"] == "male" and people["Chị Hoa Cau"]["sex"] == "female", people
        assert len(stays) == 3 and {row["checked_in_at"] for row in stays} == {ARRIVAL}, stays
        assert len({row["room"] for row in stays}) == 1 and len({row["person"] for row in stays}) == 3, stays
        assert len(self.house.list("companion")) == 2

    def a_week_later(self):
        self.w.close()
        self.w = self.house.open(LEAVING)
        unlock(self.w)
        self.w.shot("09-today")
        look_up(self.w, "hoa cau", "Hoa Cau")
        self.w.find("label", "^DC-2026-0001$")

    def counselling(self):
        w = self.w
        section(w, "Care")
        for when, minutes in (("06/03/2026 09:00", "50"), ("08/03/2026 15:30", "45"), ("11/03/2026 08:15", "60")):
            w.press("push button", "^Add: Care")
            with w.within("^Care entry"):
                w.type_into("text", "^When", when)
                w.key("Tab")
                w.choose("Kind", "^Counselling", search="counsel")
                w.type_into("text", "^Minutes", minutes)
                w.shot("11-care")
            saved(w, "^Care entry")
        w.shot("12-care-list")

    def leaving(self):
        w = self.w
        section(w, "Stays")
        for who in ("Chị Hoa Cau", "Bé Tôm", "Bé Na"):
            w.click("list item", f"^{who} · Phòng 1")
            with w.within("^Stay"):
                w.type_into("text", "^Left", "12/03/2026 09:00")
                w.key("Tab")
                w.shot("13-leaving")
            saved(w, "^Stay")

    def travel(self):
        w = self.w
        section(w, "Support paid")
        w.press("push button", "^Add: Trip")
        with w.within("^Trip"):
            w.choose("Where to", "^Home")
            w.type_into("text", "^Destination", "Nhà mẹ đẻ, xã Tống Trân")
            w.type_into("text", "^Departure", "12/03/2026 09:00")
            w.key("Tab")
            w.choose("Means of transport", "^Agency car")
            w.type_into("text", "^Kilometres", "46")
            w.key("Tab")
            w.type_into("text", "^Price of petrol", "20.510")
            w.key("Tab")
            w.shot("14-trip")
        saved(w, "^Trip")

    def line(self, category, search, date, amount=None, person=None, voucher=None, new_voucher=None, trip=None, picture=None):
        """A support line from the case page."""
        w = self.w
        w.press("push button", "^Add: Support line")
        with w.within("^Support line"):
            if person is not None:
                w.choose("Person", "^" + person[0], search=person[1])
            w.choose("Category", "^" + category, search=search)
            w.type_into("text", "^Date$", date)
            w.key("Tab")
            if trip is not None:
                w.choose("Trip", trip)
            if new_voucher is not None:
                number, vendor, total = new_voucher
                w.press("push button", "^Voucher: ")
                w.press("push button", "^New: Voucher")
                with w.within("^Voucher"):
                    w.type_into("text", "^Number", number)
                    w.type_into("text", "^Date", date)
                    w.key("Tab")
                    w.type_into("text", "^Seller", vendor)
                    w.type_into("text", "^Amount", total)
                    w.key("Tab")
                saved(w, "^Voucher")
                w.find("push button", "^Voucher: .*" + number)
            elif voucher is not None:
                w.choose("Voucher", voucher, search=voucher)
            if amount is not None:
                w.type_into("text", "^Quantity", "1")
                w.key("Tab")
                w.type_into("text", "^Amount", amount)
                w.key("Tab")
            w.choose("Funding source", "^Provincial")
            if picture is not None:
                w.shot(picture)
        saved(w, "^Support line")
        self.seen.update(w.titles())

    def medicine(self):
        self.line("Ordinary medicine", "medicine", "07/03/2026", "85.000", new_voucher=("0004417", "Quầy thuốc Minh Tâm", "85.000"),
                  picture="15-medicine")

    def personal_items(self):
        self.line("Personal items", "personal", "06/03/2026", "480.000", new_voucher=("0000932", "Cửa hàng Thu Vạn", "1.200.000"))
        self.line("Personal items", "personal", "06/03/2026", "370.000", person=("Bé Tôm", "be tom"), voucher="0000932")
        self.line("Personal items", "personal", "06/03/2026", "350.000", person=("Bé Na", "be na"), voucher="0000932",
                  picture="16-personal-items")

    def petrol(self):
        self.line("Petrol", "petrol", "12/03/2026", trip="Home|Tống", picture="17-petrol")
        self.w.shot("18-support-of-the-case")

    def week_is_kept(self):
        lock(self.w)
        care = self.house.list("care")
        assert sorted(row["minutes"] for row in care) == [45, 50, 60] and {row["kind"] for row in care} == {"counselling"}, care
        stays = self.house.list("stay")
        assert {row.get("checked_out_at") for row in stays} == {"2026-03-12T09:00:00+07:00"}, stays
        trips = self.house.list("trip")
        assert [(row["km"], row["fuel_price"], row["mode"]) for row in trips] == [(46, 20510, "agency_car")], trips
        lines = self.house.list("support")
        assert sorted((row["category"], row["amount"], row["date"]) for row in lines) == [
            ("medicine", 85000, "2026-03-07"), ("personal_items", 350000, "2026-03-06"), ("personal_items", 370000, "2026-03-06"),
            ("personal_items", 480000, "2026-03-06"), ("travel_fuel", 188692, "2026-03-12")], lines
        items = [row for row in lines if row["category"] == "personal_items"]
        assert len({row["person"] for row in items}) == 3 and len({row["voucher"] for row in items}) == 1, items

    def erased_for_good(self):
        """One child's words go, also from the history, with a reason; the sums stay."""
        w = self.w
        unlock(w)
        look_up(w, "hoa cau", "Hoa Cau")
        w.find("label", "^DC-2026-0001$")
        w.find("push button", "^Papers")
        w.press("push button", "^More$", nth=-1)
        w.press("menu item", "^_?Erase for good")
        with w.within("^Erase for good$"):
            w.find("label", "^What is written of the case$")
            w.click("label", "^Bé Na$")
            w.type_into("text", "^Reason", "Theo yêu cầu của gia đình")
            w.shot("19-erase")
            w.press("push button", "^Erase for good")
        with w.within("^$|Erase for good[?]"):
            w.press("push button", "^Erase$")
        w.wait(lambda: not w.window_now("^Erase for good"), "the end of the erasing")
        w.shot("20-erased")
        lock(w)
        assert {row.get("alias") for row in self.house.list("person")} == {"Chị Hoa Cau", "Bé Tôm", None}
        assert sum(row["amount"] for row in self.house.list("support")) == 1473692
        kinds = [row["kind"] for row in json.loads(self.house.ctl("journal", "--limit", "5", "--json"))]
        assert "erase" in kinds, kinds

    def verifies(self):
        self.w.close()
        self.house.ctl("verify")

    def no_trace(self):
        words = SECRETS + [self.code, self.code.replace("-", "")]
        found = self.house.leaks(words)
        assert not found, found
        for title in self.seen:
            assert not any(word in title for word in SECRETS) and "DC-" not in title, title


def main():
    os.makedirs(os.environ.get("TL_ARTEFACTS", "/tmp/tamlanh-gui"), exist_ok=True)
    tap = Tap()
    story = Story()
    try:
        for name in ("first_run", "wrong_passphrase", "intake", "hide", "intake_is_kept", "a_week_later", "counselling", "leaving",
                     "travel", "medicine", "personal_items", "petrol", "week_is_kept", "erased_for_good", "verifies", "no_trace"):
            if not tap.step(name.replace("_", "-"), getattr(story, name)):
                break
    finally:
        if story.w is not None:
            story.w.close()
        story.house.drop()
    tap.end()


if __name__ == "__main__":
    main()
