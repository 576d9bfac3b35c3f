# SPDX-License-Identifier: GPL-3.0-or-later
# Read by app/run and tests/run: which Debian 12 packages are needed, and how what is missing gets here.

# To build and run the program.
PACKAGES_PROGRAM="meson ninja-build pkg-config gcc libc6-dev gettext libglib2.0-dev libglib2.0-bin libgtk-4-dev libgtk-4-bin
  libadwaita-1-dev libsqlite3-dev libsodium-dev libjson-glib-dev libxlsxwriter-dev libqrencode-dev libicu-dev libpango1.0-dev
  desktop-file-utils shared-mime-info fonts-liberation2 adwaita-icon-theme librsvg2-common"
# To test it as well.
PACKAGES_TESTS="python3 appstream xvfb xauth dbus dbus-x11 at-spi2-core python3-pyatspi python3-gi gir1.2-atspi-2.0 imagemagick
  poppler-utils zbar-tools age xdotool x11-utils libasan8 libubsan1 clang libclang-rt-14-dev"
# For the slow suites (tests/run --all): a spreadsheet program that is not ours.
PACKAGES_SLOW="libreoffice-calc-nogui"

# need_packages NAME…: installs what is missing, saying so. Returns 1 with advice where it cannot.
need_packages ()
{
  missing=
  for package in "$@"; do
    state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) || state=
    [ "$state" = installed ] || missing="$missing $package"
  done
  [ -n "$missing" ] || return 0

  if ! command -v apt-get >/dev/null 2>&1; then
    echo "These Debian packages are needed and this system has no apt-get:$missing" >&2
    return 1
  fi
  if [ "$(id -u)" = 0 ]; then
    as_root=
  elif command -v sudo >/dev/null 2>&1; then
    as_root="sudo"
  else
    echo "These Debian packages are missing:$missing" >&2
    echo "Nothing was changed. Ask whoever looks after this computer to run: apt-get install$missing" >&2
    return 1
  fi
  echo "Installing what is missing, from Debian:$missing"
  apt_log=$(mktemp)
  # shellcheck disable=SC2086
  if $as_root env DEBIAN_FRONTEND=noninteractive apt-get -q update </dev/null >"$apt_log" 2>&1 \
    && $as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install $missing </dev/null >>"$apt_log" 2>&1; then
    rm -f "$apt_log"
    return 0
  fi
  tail -n 15 "$apt_log" >&2
  echo "apt-get could not install them; its whole answer is in $apt_log" >&2
  return 1
}
