#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A login manager for the tests: the few words of org.freedesktop.login1 that the window listens to, on the bus of
DBUS_SYSTEM_BUS_ADDRESS. Orders are read from the standard input, a line each: sleep, wake, lock. What happens is told on the
standard output: ready, holds (somebody asks sleep to wait), free (nobody does any more). After the order late the next to ask is told so
(asked) and answered only at the order answer."""

import os
import sys

from gi.repository import Gio, GLib

SESSION = "/org/freedesktop/login1/session/_31"
MANAGER = """<node><interface name="org.freedesktop.login1.Manager">
<method name="GetSessionByPID"><arg type="u" direction="in"/><arg type="o" direction="out"/></method>
<method name="GetSession"><arg type="s" direction="in"/><arg type="o" direction="out"/></method>
<method name="Inhibit"><arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="s" direction="in"/>
<arg type="s" direction="in"/><arg type="h" direction="out"/></method>
<signal name="PrepareForSleep"><arg type="b"/></signal></interface></node>"""


def say(word):
    print(word, flush=True)


class Manager:
    def __init__(self, bus):
        self.bus = bus
        self.late = False
        self.asking = None
        interface = Gio.DBusNodeInfo.new_for_xml(MANAGER).interfaces[0]
        bus.register_object("/org/freedesktop/login1", interface, self.called, None, None)

    def called(self, bus, sender, path, interface, method, parameters, invocation):
        if method == "GetSessionByPID":  # as for a program that the desktop started as a service
            invocation.return_dbus_error("org.freedesktop.login1.NoSessionForPID", "no session")
        elif method == "GetSession":
            invocation.return_value(GLib.Variant("(o)", (SESSION,)))
        elif method == "Inhibit":
            if self.late:
                self.late, self.asking = False, (parameters, invocation)
                say("asked")
            else:
                self.grant(parameters, invocation)

    def grant(self, parameters, invocation):
        what, _, _, mode = parameters.unpack()
        ours, theirs = os.pipe()
        fds = Gio.UnixFDList.new_from_array([theirs])
        invocation.return_value_with_unix_fd_list(GLib.Variant("(h)", (0,)), fds)
        say(f"holds {what} {mode}")
        GLib.io_add_watch(ours, GLib.IO_HUP, self.let_go)

    def let_go(self, fd, condition):
        say("free")
        os.close(fd)
        return False

    def order(self, channel, condition):
        text = os.read(0, 4096).decode()
        if not text:
            os._exit(0)
        for line in text.split():
            self.obey(line)
        return True

    def obey(self, line):
        if line in ("sleep", "wake"):
            self.bus.emit_signal(None, "/org/freedesktop/login1", "org.freedesktop.login1.Manager", "PrepareForSleep",
                                 GLib.Variant("(b)", (line == "sleep",)))
        elif line == "late":
            self.late = True
        elif line == "answer":
            self.grant(*self.asking)
        elif line == "lock":
            self.bus.emit_signal(None, SESSION, "org.freedesktop.login1.Session", "Lock", None)


def main():
    bus = Gio.bus_get_sync(Gio.BusType.SYSTEM, None)
    manager = Manager(bus)
    Gio.bus_own_name_on_connection(bus, "org.freedesktop.login1", Gio.BusNameOwnerFlags.NONE, lambda *_: say("ready"), None)
    GLib.io_add_watch(sys.stdin, GLib.IO_IN | GLib.IO_HUP, manager.order)
    GLib.MainLoop().run()


if __name__ == "__main__":
    main()
