# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives the real window the way assistive technology does: by role and name over AT-SPI, and by keys.

Run inside `tests/gui/session` (own Xvfb, own D-Bus, own accessibility bus). Everything is found by what a
person would be told, so a button without a name cannot be pressed here either.
"""

import contextlib
import os
import re
import signal
import socket
import struct
import subprocess
import sys
import time

import pyatspi

ARTEFACTS = os.environ.get("TL_ARTEFACTS", "/tmp/tamlanh-gui")
# How long is waited for what must come. Nothing that comes waits for its end, so a slow machine may take its time.
PATIENCE = float(os.environ.get("TL_PATIENCE", "90"))

# A program has come to rest when nothing of it ran for so long (s); longer than a frame, and than a bus takes to answer.
REST = 0.2


class NotFound(AssertionError):
    """What was looked for did not appear in time; the message lists what is there."""


def text_of(node):
    try:
        return node.queryText().getText(0, -1)
    except (NotImplementedError, Exception):
        return ""


def name_of(node):
    """The name as meant: GTK 4.8 says the label with its mnemonic's underscore, and says it twice."""
    name = (node.name or "").replace("_", "")
    half = len(name) // 2
    return name[:half] if len(name) % 2 and name[half] == " " and name[:half] == name[half + 1:] else name


def showing(node):
    """GTK 4.8 gives widgets no SHOWING state: what has a size on the screen is shown."""
    try:
        if not node.getState().contains(pyatspi.STATE_VISIBLE):
            return False
        extents = node.queryComponent().getExtents(pyatspi.WINDOW_COORDS)
        return extents.width > 0 and extents.height > 0
    except Exception:
        return False


def walk(node, depth=0):
    """Every shown node below, in reading order."""
    if depth > 60:
        return
    try:
        count = node.childCount
    except Exception:
        return
    for index in range(min(count, 400)):
        try:
            child = node.getChildAtIndex(index)
        except Exception:
            continue
        if child is None:
            continue
        yield child
        yield from walk(child, depth + 1)


def activity(pid):
    """(whether a thread of @pid runs, wants to or waits for the disk; what each has run so far)."""
    ran, busy = {}, False
    try:
        for thread in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{thread}/stat", encoding="utf-8", errors="replace") as f:
                stat = f.read().rpartition(")")[2].split()
            busy = busy or stat[0] in "RD"
            try:
                with open(f"/proc/{pid}/task/{thread}/schedstat", encoding="utf-8") as f:
                    ran[thread] = f.read().split()[0]
            except OSError:
                ran[thread] = stat[11] + " " + stat[12]
    except (OSError, IndexError):
        pass  # a thread or the program ended while it was looked at
    return busy, ran


def server_of(display):
    """The process that is the display, or None."""
    try:
        with socket.socket(socket.AF_UNIX) as asking:
            asking.connect(f"/tmp/.X11-unix/X{display.lstrip(':').partition('.')[0]}")
            return struct.unpack("3i", asking.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))[0] or None
    except OSError:
        return None


class Window:
    def __init__(self, program, *arguments, environment=None):
        self.inside = None
        self.main = None
        self.server = server_of(os.environ.get("DISPLAY", ""))
        self.environment = dict(os.environ, **(environment or {}))
        self.process = subprocess.Popen([program, *arguments], env=self.environment, stdout=subprocess.DEVNULL,
                                        stderr=open(os.path.join(ARTEFACTS, "stderr.txt"), "ab"))
        self.root = self.wait(self._application, "the program on the accessibility bus")

    def _application(self):
        try:
            desktop = pyatspi.Registry.getDesktop(0)
            for index in range(desktop.childCount):
                app = desktop.getChildAtIndex(index)
                if app is not None and app.get_process_id() == self.process.pid:
                    return app
        except Exception:
            pass  # the bus itself may still be beginning, or another program's end is just being noticed
        if self.process.poll() is not None:
            raise NotFound(f"the program ended by itself with {self.process.returncode}")
        return None

    def settle(self, patience=None):
        """Waits until the program and its display have come to rest: what was asked for is done, its answers are on the screen,
        and no dialog is half there (GTK 4.8 falls over when it lists its windows just then). What the program begins later by
        itself (a timer) must be waited for by what it shows."""
        end = time.monotonic() + (patience or PATIENCE)
        before, since = None, 0
        while time.monotonic() < end:
            busy, ran = activity(self.process.pid)
            if self.server is not None:
                their_busy, theirs = activity(self.server)
                busy, ran = busy or their_busy, (ran, theirs)
            now = time.monotonic()
            if busy or ran != before:
                before, since = ran, now
            elif now - since >= REST:
                return
            time.sleep(0.03)

    def wait(self, probe, what, patience=None):
        end = time.monotonic() + (patience or PATIENCE)
        while time.monotonic() < end:
            found = probe()
            if found:
                return found
            time.sleep(0.1)
        self.shot("not-found")
        if self.main is None:
            raise NotFound(f"{what} did not appear")
        raise NotFound(f"{what} did not appear; on the screen:\n{self.describe()}")

    def find_now(self, role=None, name=None, nth=0, shown=True):
        """The @nth match in reading order; -1 is the last, which is the page of a stack shown last."""
        pattern = re.compile(name) if name is not None else None
        seen = 0
        last = None
        for node in walk(self.inside or self.frame()):
            try:
                if role and node.getRoleName() not in (role if isinstance(role, tuple) else (role,)):
                    continue
                if pattern and not pattern.search(name_of(node)) and not pattern.search(text_of(node) or ""):
                    continue
                if shown and not showing(node):
                    continue
            except Exception:
                continue
            if seen == nth:
                return node
            last = node
            seen += 1
        return last if nth < 0 else None

    def frame(self):
        """The main window: looked up once, because GTK 4.8 falls over when it lists its windows while a dialog comes or goes."""
        if self.main is None:
            self.main = self.wait(lambda: self.root[0] if self.root.childCount else None, "the main window")
        return self.main

    def window_now(self, title):
        """The newest top-level window whose title matches."""
        self.settle()
        found = None
        for window in self.root:
            try:
                if window is not None and re.search(title, window.name or ""):
                    found = window
            except Exception:
                continue
        return found

    @contextlib.contextmanager
    def within(self, title):
        """Everything inside the block is looked for in the window of that title only (a dialog)."""
        before = self.inside
        self.inside = self.wait(lambda: self.window_now(title), f"the window “{title}”")
        try:
            yield self.inside
        finally:
            self.inside = before

    def find(self, role=None, name=None, nth=0, patience=None, shown=True):
        return self.wait(lambda: self.find_now(role, name, nth, shown), f"{role} “{name}”", patience)

    def gone(self, role=None, name=None, patience=None):
        self.wait(lambda: self.find_now(role, name) is None, f"the end of {role} “{name}”", patience)

    def press(self, role, name, nth=0, patience=None):
        """Presses a button, row or the like by its action; what has none (GTK 4.8: check boxes, rows) by the keyboard."""
        node = self.find(role, name, nth, patience)
        try:
            action = node.queryAction()
            has_action = action.nActions > 0
        except NotImplementedError:
            has_action = False
        if has_action:
            action.doAction(0)
        else:
            self._click_node(node)
        self.settle()
        return node

    def _click_node(self, node):
        # The window stands at the screen's corner: there is no window manager in the test's display.
        extents = node.queryComponent().getExtents(pyatspi.WINDOW_COORDS)
        subprocess.run(["xdotool", "mousemove", str(extents.x + extents.width // 2), str(extents.y + extents.height // 2),
                        "click", "1"], check=True, env=self.environment)
        self.settle()

    def click(self, role, name, nth=0):
        """Clicks the middle of what is found, with the mouse."""
        node = self.find(role, name, nth)
        self._click_node(node)
        return node

    def type_into(self, role, name, value, nth=0):
        """Replaces the text of an entry through its editable-text interface, as an input method would."""
        node = self.find(role, name, nth)
        self._click_node(node)
        try:
            node.queryEditableText().setTextContents(value)
            self.settle()
        except NotImplementedError:  # AdwEntryRow keeps its text to itself: by the keyboard
            self.key("ctrl+a")
            self.write(value)
        return node

    def choose(self, field, option, search=None, nth=0):
        """Chooses from a picker (TlPicker) named @field, by the keyboard; @search is typed where it has a search entry."""
        button = self.press("push button", f"^{field}: ", nth)

        def options():
            return [node for node in walk(button.parent) if node.getRoleName() == "list item"]

        if search is not None:
            self.write(search)
        self.wait(lambda: any(re.search(option, name_of(row)) for row in options()), f"“{option}” among the choices of “{field}”")
        if search is None:
            names = [name_of(row) for row in options()]
            index = next(i for i, name in enumerate(names) if re.search(option, name))
            for _ in range(index):
                self.key("Down")
        self.key("Return")
        self.wait(lambda: re.search(option, name_of(button).partition(": ")[2]), f"“{option}” chosen for “{field}”")

    def pick(self, field, steps):
        """Goes @steps down from what is chosen in a drop-down named @field."""
        self.click("combo box", field)
        for _ in range(steps):
            self.key("Down")
        self.key("Return")

    def _aim(self):
        """Without a window manager the keyboard belongs to nobody once a dialog has gone: back to our newest window."""
        asked = subprocess.run(["xdotool", "getwindowfocus", "getwindowname"], capture_output=True, text=True, env=self.environment)
        if asked.returncode == 0 and asked.stdout.strip():
            return
        found = subprocess.run(["xdotool", "search", "--onlyvisible", "--pid", str(self.process.pid)], capture_output=True, text=True,
                               env=self.environment)
        if found.stdout.split():
            subprocess.run(["xdotool", "windowfocus", "--sync", found.stdout.split()[-1]], check=False, env=self.environment)

    def key(self, combination):
        self._aim()
        subprocess.run(["xdotool", "key", "--clearmodifiers", combination], check=True, env=self.environment)
        self.settle()

    def write(self, text):
        assert text.isascii(), "xdotool binds a key for a moment to type what no key has: a slow program reads another"
        self._aim()
        subprocess.run(["xdotool", "type", "--delay", "25", text], check=True, env=self.environment)
        self.settle()

    def describe(self):
        lines = []
        for node in walk(self.inside or self.frame()):
            try:
                if showing(node):
                    name, text = name_of(node), text_of(node)
                    if name or text:
                        lines.append(f"  {node.getRoleName()}: {name!r} {text[:60]!r}")
            except Exception:
                continue
        return "\n".join(lines[-60:])

    def shot(self, name):
        path = os.path.join(ARTEFACTS, name + ".png")
        subprocess.run(["import", "-window", "root", path], check=False, env=self.environment)
        return path

    def titles(self):
        """Names of all top-level windows, as a taskbar would show them."""
        return [window.name for window in self.root]

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def close(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


class Tap:
    """Test Anything Protocol, a line a step."""

    def __init__(self):
        self.count = 0
        self.failed = 0

    def step(self, name, function):
        self.count += 1
        try:
            function()
            print(f"ok {self.count} {name}", flush=True)
            return True
        except Exception as error:  # every failure is reported with its reason
            self.failed += 1
            print(f"not ok {self.count} {name}", flush=True)
            for line in f"{type(error).__name__}: {error}".splitlines():
                print("# " + line, flush=True)
            return False

    def end(self):
        print(f"1..{self.count}", flush=True)
        sys.exit(1 if self.failed else 0)
