# SPDX-License-Identifier: GPL-3.0-or-later
"""Papers of a case and blank forms through the window, and the same papers by tamlanhctl beside them."""

import glob
import json
import os
import subprocess
import unicodedata

from driver import Tap
from house import CTL, House, look_up, unlock

STORY = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "data", "story")
NOW = "2026-03-31T17:00:00+07:00"
NAMES = ["Nguyễn Thị Hường", "Hoa Cau", "Phạm Gia Bảo", "033188004567"]


def text_of(path):
    text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout
    return " ".join(unicodedata.normalize("NFC", text).split())


class Papers:
    def __init__(self):
        self.house = House()
        self.w = None

    def save(self, window, path):
        w = self.w
        with w.within(window):
            w.press("push button", "^Save as PDF")
        with w.within("^Save as PDF"):
            w.key("ctrl+a")
            w.write(path)
            w.key("Return")
        w.wait(lambda: os.path.exists(path), "the PDF")
        return text_of(path)

    def the_week(self):
        h = self.house
        h.environment["TAMLANH_NOW"] = NOW
        done = subprocess.run([CTL, "init", "--site", "DC", "--staff", "Trần Thị Mai", "--vault", h.vault, "--new-passphrase-file", h.secret],
                              capture_output=True, text=True, env={**os.environ, **h.environment})
        assert done.returncode == 0, done.stderr
        for name in sorted(glob.glob(os.path.join(STORY, "*.jsonl"))):
            h.ctl("put", name)

    def blank_before_unlocking(self):
        self.w = w = self.house.open(NOW)
        w.press("push button", "^Blank forms")
        with w.within("^Blank forms"):
            w.find("label", "^Blank intake form")
            w.shot("31-blank-forms")
        text = self.save("^Blank forms", os.path.join(self.house.aside, "blank.pdf"))
        assert "BIÊN BẢN TIẾP NHẬN" in text and "Tiên Tiến" not in text, text
        with w.within("^Blank forms"):
            w.press("push button", "^Close$")

    def papers_of_the_case(self):
        w = self.w
        unlock(w)
        look_up(w, "DC-2026-0001", "DC-2026-0001")
        w.press("push button", "^Papers")
        with w.within("^Papers of the case"):
            w.find("label", "^Consent form")
            w.shot("32-papers")
        self.window_text = self.save("^Papers of the case", os.path.join(self.house.aside, "minutes.pdf"))
        for wanted in ("BIÊN BẢN TIẾP NHẬN", "LƯU HÀNH NỘI BỘ", "Nguyễn Thị Hường", "Phạm Gia Bảo", "hồ sơ DC-2026-0001"):
            assert wanted in self.window_text, f"the minutes lack {wanted!r}:\n{self.window_text}"

    def the_twin_agrees(self):
        h, w = self.house, self.w
        titles = w.titles()
        w.close()
        assert not any(name in title for name in NAMES for title in titles), titles
        case = h.list("case")[0]["id"]
        kinds = [paper["kind"] for paper in json.loads(h.ctl("paper", "list", "--case", case, "--json"))]
        assert kinds == ["intake-record", "intake", "consent"], kinds
        path = os.path.join(h.aside, "twin.pdf")
        h.ctl("paper", "intake-record", case, "--pdf", path)
        assert text_of(path) == self.window_text
        journal = h.ctl("journal", "--record", case)
        assert '"paper":"intake-record"' in journal and "export" in journal and "print" in journal, journal
        found = h.leaks(NAMES)
        assert not found, found


def main():
    os.makedirs(os.environ.get("TL_ARTEFACTS", "/tmp/tamlanh-gui"), exist_ok=True)
    tap = Tap()
    story = Papers()
    try:
        for name in ("the_week", "blank_before_unlocking", "papers_of_the_case", "the_twin_agrees"):
            if not tap.step(name.replace("_", "-"), getattr(story, name)):
                break
    finally:
        if story.w is not None:
            story.w.close()
        story.house.drop()
    tap.end()


if __name__ == "__main__":
    main()
