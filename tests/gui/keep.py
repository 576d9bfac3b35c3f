# SPDX-License-Identifier: GPL-3.0-or-later
"""A backup made in the window, the register gone, and the backup put back through the door; damage found by a check and met at the door, and
what can still be read saved into a new register."""

import json
import os

from driver import Tap
from house import PASSPHRASE, House, enter, set_up, unlock, lock
from paper import choose_path

NIGHT = "2026-03-05T21:00:00+07:00"
HEAD, STRIDE = 32768, 4136  # app/vault/FORMAT.md


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
               and any(n.endswith("-2.tamlanh") for n in os.listdir(usb)), "the backup's file")
        w.settle()
        w.shot("keep-1-backup")

    def checked():
        w.press("push button", "^Check now")
        w.find("label", "^All is whole")
        w.shot("keep-2-checked")

    def restored():
        lock(w)
        os.unlink(house.vault)
        w.press("push button", "^Restore a backup")
        with w.within("^Restore a backup"):
            w.press("push button", "^Choose a backup")
        choose_path(w, "^Choose a backup", os.path.join(usb, sorted(os.listdir(usb))[-1]))
        with w.within("^Restore a backup"):
            w.type_into("password text", "^Passphrase or recovery code of the backup", PASSPHRASE)
            w.key("Return")
            w.find("label", "^Register of DC/1, last entry")
            w.shot("keep-3-holds")
            w.press("push button", "^Put it in the register's place")
        w.wait(lambda: not w.window_now("^Restore a backup"), "the end of the dialog")
        w.find("password text", "^Passphrase")
        unlock(w)
        w.shot("keep-4-restored")
        w.close()
        if [p["alias"] for p in house.list("person")] != ["Hoa Cau"]:
            raise AssertionError("the restored register does not hold what the backup held")
        if "restored" not in [entry["kind"] for entry in json.loads(house.ctl("journal", "--json"))]:
            raise AssertionError("the register's journal does not say that it was restored")

    def flip(block):
        with open(house.vault, "r+b") as f:
            f.seek(HEAD + block * STRIDE + 500)
            byte = f.read(1)
            f.seek(-1, os.SEEK_CUR)
            f.write(bytes([byte[0] ^ 1]))

    def salvage(w, told):
        """The dialog, from its button to the list of what could not be recovered. → the new file"""
        with w.within("^Save what can still be read"):
            w.press("push button", "^Save what can still be read")
            w.find("label", "^The new register: ")
            w.find(None, told)
            w.find(None, "entries of the journal came over")
            w.shot("keep-6-salvaged")
        return max((os.path.join(house.home, name) for name in os.listdir(house.home) if "con-doc-duoc" in name and name.endswith(".tamlanh")),
                   key=os.path.getmtime)

    def found():
        """The drive loses a block while the register is open: the check names it, and leads on."""
        w = house.open(NIGHT)
        try:
            unlock(w)
            w.key("alt+8")
            w.click("list item", "^Backup and check")
            flip(5)
            w.press("push button", "^Check now")
            w.find("label", "^Not everything is whole")
            w.find("label", "^Save what can still be read")
            w.shot("keep-5-damage-found")
            w.press("push button", "^Lock the register and save")
            with w.within("^Save what can still be read"):
                w.press("push button", "^Save what can still be read")
                w.find(("label", "alert"), "^Type a passphrase")
                w.type_into("password text", "^Passphrase or recovery code of the register", PASSPHRASE)
            path = salvage(w, "^1 block of the file could not be read")
            with w.within("^Save what can still be read"):
                w.press("push button", "^Open the new register")
            w.wait(lambda: not w.window_now("^Save what can still be read"), "the end of the dialog")
            unlock(w)
        finally:
            w.close()
        assert [p["alias"] for p in json.loads(house.ctl("list", "person", "--json", vault=path))] == ["Hoa Cau"], path
        house.ctl("verify", vault=path)

    def refused():
        """Damage that does not let the register be opened at all: the door says so and offers what is left."""
        flip(0)
        w = house.open(NIGHT)
        try:
            enter(w)
            w.find(("label", "alert"), "damaged")
            w.shot("keep-7-refused")
            w.press("push button", "^Save what can still be read")
            path = salvage(w, "^2 blocks of the file could not be read")
            with w.within("^Save what can still be read"):
                w.press("push button", "^Close$")
        finally:
            w.close()
        assert [p["alias"] for p in json.loads(house.ctl("list", "person", "--json", vault=path))] == ["Hoa Cau"], path

    tap.step("backup", made)
    tap.step("check", checked)
    tap.step("restore", restored)
    tap.step("damage-found-by-a-check-leads-to-a-salvage", found)
    tap.step("a-refused-register-leads-to-a-salvage", refused)
    w.close()
    house.drop()
    tap.end()


main()
