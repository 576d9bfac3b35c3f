# SPDX-License-Identifier: GPL-3.0-or-later
"""A backup made in the window, the register gone, and the backup put back through the door."""

import json
import os
import time

from driver import DIALOG, Tap
from house import PASSPHRASE, House, set_up, unlock, lock

NIGHT = "2026-03-05T21:00:00+07:00"


def main():
    tap = Tap()
    house = House()
    usb = os.path.join(house.home, "usb")
    os.mkdir(usb)
    w = house.open(NIGHT)

    def made():
        set_up(w)
        # Where the last one went is offered again: the first is made headless, so that no file chooser must be driven.
        lock(w)
        house.ctl("backup", usb)
        house.ctl("put", "-", stdin='{"type":"person","alias":"Hoa Cau","sex":"female"}\n')
        unlock(w)
        w.key("alt+8")
        w.click("list item", "^Backup and check")
        w.find("label", "^Last backup")
        w.press("push button", "^Back up: Where the last one went")
        w.wait(lambda: len([n for n in os.listdir(usb) if n.endswith(".tamlanh")]) >= 1
               and any(n.endswith("-2.tamlanh") for n in os.listdir(usb)), "the backup's file", 60)
        time.sleep(1)
        w.shot("keep-1-backup")

    def checked():
        w.press("push button", "^Check now")
        w.find("label", "^All is whole", patience=60)
        w.shot("keep-2-checked")

    def restored():
        lock(w)
        os.unlink(house.vault)
        w.press("push button", "^Restore a backup")
        with w.within("^Restore a backup"):
            w.press("push button", "^Choose a backup")
        time.sleep(1.5)
        # In a file chooser a path can be typed.
        w.write(os.path.join(usb, sorted(os.listdir(usb))[-1]))
        w.key("Return")
        time.sleep(1.5)
        with w.within("^Restore a backup"):
            w.type_into("password text", "^Passphrase or recovery code of the backup", PASSPHRASE)
            w.key("Return")
            w.find("label", "^Register of DC/1, last entry", patience=60)
            w.shot("keep-3-holds")
            w.press("push button", "^Put it in the register's place")
        w.wait(lambda: not w.window_now("^Restore a backup"), "the end of the dialog", 60)
        w.find("password text", "^Passphrase", patience=30)
        unlock(w)
        w.shot("keep-4-restored")
        w.close()
        if [p["alias"] for p in house.list("person")] != ["Hoa Cau"]:
            raise AssertionError("the restored register does not hold what the backup held")
        if "restored" not in [entry["kind"] for entry in json.loads(house.ctl("journal", "--json"))]:
            raise AssertionError("the register's journal does not say that it was restored")

    tap.step("backup", made)
    tap.step("check", checked)
    tap.step("restore", restored)
    w.close()
    house.drop()
    tap.end()


main()
