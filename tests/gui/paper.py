# SPDX-License-Identifier: GPL-3.0-or-later
"""The same night's other half through the window: what stays and care call for, the statement, the paper, the bundle, the receipt.

The week itself is put in headless (data/story); one-night.py does that half by hand. The sum is worked out by hand in
tests/flow/one-night: meals 1.470.000 + counselling 60.000 + case file 45.000 + medicine 85.000 + personal items 1.200.000 +
petrol 188.692 = 3.048.692 đ."""

import glob
import os
import subprocess
import unicodedata

from driver import Tap
from house import CTL, House, unlock

STORY = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "data", "story")
AFTER = "2026-04-05T09:00:00+07:00"
TOTAL = "3.048.692"
WORDS = "Ba triệu không trăm bốn mươi tám nghìn sáu trăm chín mươi hai đồng"
# What neither a title nor the province's side may hold.
NAMES = ["Nguyễn Thị Hường", "Hoa Cau", "Phạm Gia Bảo", "033188004567", "0912345678", "Bầm tím cẳng tay"]


def choose_path(w, title, path, save=False):
    """GTK's own file dialog, by the keyboard: a slash opens its location entry; a name to save under is typed over."""
    with w.within(title):
        if save:
            w.key("ctrl+a")
        w.write(path)
        w.key("Return")


class Paper:
    def __init__(self):
        self.house = House()
        self.w = None
        self.province = os.path.join(self.house.home, "hy.tamlanh")
        self.out = os.path.join(self.house.aside, "stick")
        os.makedirs(self.out)

    def make(self, vault, site, staff):
        done = subprocess.run([CTL, "init", "--site", site, "--staff", staff, "--vault", vault, "--new-passphrase-file", self.house.secret],
                              capture_output=True, text=True, env={**os.environ, **self.house.environment, "LANGUAGE": "en"})
        assert done.returncode == 0, done.stderr

    def the_week(self):
        h = self.house
        h.environment["TAMLANH_NOW"] = "2026-03-31T17:00:00+07:00"
        self.make(h.vault, "DC", "Trần Thị Mai")
        self.make(self.province, "HY", "Vũ Thị Thu")
        for name in sorted(glob.glob(os.path.join(STORY, "*.jsonl"))):
            h.ctl("put", name)
        h.environment["TAMLANH_NOW"] = AFTER
        h.ctl("peer", "card", "--out", os.path.join(self.out, "hy.tlc"), vault=self.province)

    def lines_from_stays(self):
        self.w = w = self.house.open(AFTER)
        unlock(w)
        w.key("alt+4")
        w.press("push button", "^Month before")
        w.find("label", "^Month 3/2026")
        w.press("push button", "^From stays and care")
        with w.within("^From stays and care"):
            w.find("label", "lines to add, together 1.575.000 đ")
            w.shot("20-proposals")
            w.press("push button", "Add these lines")
        w.find("label", "^Total " + TOTAL)
        w.shot("21-support-lines")

    def again_adds_nothing(self):
        w = self.w
        w.press("push button", "^From stays and care")
        with w.within("^From stays and care"):
            # What may be chosen stays offered; nothing is to be done, and the lines stand among those that are there.
            w.find("label", "^Nothing is missing")
            w.find("label", "^There already$")
            assert w.find_now("label", "^To be done$") is None, "generating again would add lines"
            w.key("Escape")

    def draft(self):
        w = self.w
        w.key("alt+5")
        w.press("push button", "^New statement")
        with w.within("^New statement"):
            # Kind stays the detailed one; one month back is the second of the periods.
            w.pick("^Period", 1)
            w.shot("22-new-statement")
            w.press("push button", "Make draft")
        w.find("list item", "Draft.*01/03/2026–31/03/2026 · " + TOTAL)
        w.find(None, "^Page 1 of 2")
        w.shot("23-draft")

    def final(self):
        w = self.w
        w.press("push button", "^Make final")
        with w.within("."):
            w.shot("24-confirm")
            w.press("push button", "^_?Make _?final$", nth=-1)
        w.find("list item", "^No. 01/2026/BK-DC, Final")
        w.shot("25-final")

    def pdf(self):
        w = self.w
        path = os.path.join(self.out, "bang-ke.pdf")
        w.press("push button", "^Save as PDF")
        choose_path(w, "^Save as PDF", path, save=True)
        w.wait(lambda: os.path.exists(path), "the PDF")
        text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout
        flat = " ".join(unicodedata.normalize("NFC", text).split())
        for wanted in ("Số: 01/2026/BK-DC", TOTAL, WORDS, "Tiên Tiến, ngày 05 tháng 4 năm 2026"):
            assert wanted in flat, f"the PDF lacks {wanted!r}:\n{text}"
        for name in NAMES:
            assert name not in flat, f"the PDF names {name!r}"

    def cards(self):
        w = self.w
        w.key("alt+7")
        w.press("push button", "^Save our card")
        choose_path(w, "^Save our card", os.path.join(self.out, "dc.tlc"), save=True)
        w.wait(lambda: os.path.exists(os.path.join(self.out, "dc.tlc")), "our card")
        self.house.ctl("peer", "add", os.path.join(self.out, "dc.tlc"), "--trusted-by", "Vũ Thị Thu", vault=self.province)
        w.press("push button", "^Add a card")
        choose_path(w, "^Card of the other side", os.path.join(self.out, "hy.tlc"))
        with w.within("."):
            w.find("label", "^Fingerprint")
            w.shot("26-fingerprint")
            w.type_into("text", "^Compared by phone", "Trần Thị Mai")
            w.press("push button", "^_?Trust$", nth=-1)
        w.find("push button", "^Make bundle")
        w.shot("27-trusted")

    def bundle(self):
        w = self.w
        w.press("push button", "^Make bundle")
        with w.within("^What leaves"):
            w.find("label", "^Money: lines by a pseudonym")
            shown = w.describe()
            w.shot("28-what-leaves")
            for name in NAMES:
                assert name not in shown, f"the preview names {name!r}"
            w.press("push button", "^Choose folder")
        choose_path(w, "^Where to write the bundle", self.out + "/")
        w.wait(lambda: glob.glob(os.path.join(self.out, "*.tlb")), "the bundle")
        w.press("push button", "^It is on its way")
        w.shot("29-carried")

    def receipt(self):
        w = self.w
        bundle = glob.glob(os.path.join(self.out, "*.tlb"))[0]
        self.house.ctl("bundle", "apply", bundle, "--receipt-dir", self.out, vault=self.province)
        held = self.house.ctl("received", "DC", "--json", vault=self.province)
        for name in NAMES:
            assert name not in held, f"the province holds {name!r}"
        receipt = glob.glob(os.path.join(self.out, "*.tlr"))[0]
        w.press("push button", "^Open file")
        choose_path(w, "^Bundle, receipt or request", receipt)
        w.find(None, "Bundle no. 1 to HY.*applied|^applied$")
        w.shot("30-applied")

    def at_home_it_is_applied(self):
        titles = self.w.titles()
        self.w.close()
        rows = [row for row in self.house.ctl("bundle", "list", "--json").splitlines() if row]
        assert any('"applied"' in row for row in rows), rows
        assert not any(name in title for name in NAMES for title in titles), titles
        self.house.ctl("verify")
        found = self.house.leaks(NAMES + ["Quầy thuốc Minh Tâm"])
        assert not found, found


def main():
    os.makedirs(os.environ.get("TL_ARTEFACTS", "/tmp/tamlanh-gui"), exist_ok=True)
    tap = Tap()
    story = Paper()
    try:
        for name in ("the_week", "lines_from_stays", "again_adds_nothing", "draft", "final", "pdf", "cards", "bundle", "receipt",
                     "at_home_it_is_applied"):
            if not tap.step(name.replace("_", "-"), getattr(story, name)):
                break
    finally:
        if story.w is not None:
            story.w.close()
        story.house.drop()
    tap.end()


if __name__ == "__main__":
    main()
