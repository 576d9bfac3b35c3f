# SPDX-License-Identifier: GPL-3.0-or-later
"""What lies in another process's memory, and the keys of a vault worked out from app/vault/FORMAT.md alone, with libsodium."""

import ctypes
import re
import struct
import unicodedata

SODIUM = ctypes.CDLL("libsodium.so.23")
SODIUM.sodium_init()
COPY = 16384


def _out(size):
    return ctypes.create_string_buffer(size)


def _subkey(key, context):
    out = _out(32)
    SODIUM.crypto_kdf_derive_from_key(out, ctypes.c_size_t(32), ctypes.c_uint64(1), context, key)
    return out.raw


def _open(sealed, ad, nonce, key):
    out = _out(len(sealed) - 16)
    done = SODIUM.crypto_aead_xchacha20poly1305_ietf_decrypt(out, None, None, sealed, ctypes.c_ulonglong(len(sealed)), ad,
                                                             ctypes.c_ulonglong(len(ad)), nonce, key)
    if done != 0:
        raise ValueError("does not open")
    return out.raw


def vault_keys(path, passphrase):
    """Every key that the passphrase opens in the vault at @path. → {name: bytes}"""
    with open(path, "rb") as f:
        copies = [f.read(COPY), f.read(COPY)]
    header = max((c for c in copies if c.startswith(b"TamLanh vault\r\n\x1a")), key=lambda c: struct.unpack_from("<Q", c, 32)[0])
    file_id = header[40:56]
    secret = unicodedata.normalize("NFC", passphrase).encode()
    for at in range(512, COPY, 512):
        slot = header[at:at + 512]
        if slot[0] != 1:
            continue
        passes, memory = struct.unpack_from("<IQ", slot, 4)
        slot_key = _out(32)
        SODIUM.crypto_pwhash(slot_key, ctypes.c_ulonglong(32), secret, ctypes.c_ulonglong(len(secret)), slot[32:48],
                             ctypes.c_ulonglong(passes), ctypes.c_size_t(memory), 2)
        try:
            private = _open(slot[104:152], file_id + slot[:2] + b"\0" + slot[3:80], slot[80:104], slot_key.raw)
        except ValueError:
            continue
        data = _out(32)
        if SODIUM.crypto_box_seal_open(data, slot[152:232], ctypes.c_ulonglong(80), slot[48:80], private) != 0:
            raise AssertionError("the data key does not open")
        return {"slot key": slot_key.raw, "private half": private, "data key": data.raw, "block key": _subkey(data.raw, b"TLblocks"),
                "header key": _subkey(data.raw, b"TLheader"),
                "file secret": _open(header[96:144], file_id, header[72:96], _subkey(data.raw, b"TLsecret"))}
    raise AssertionError("no slot opens with that passphrase")


def spellings(text):
    """A text as memory may hold it: NFC and NFD; UTF-8, UTF-16, UTF-32."""
    for form in ("NFC", "NFD"):
        normal = unicodedata.normalize(form, text)
        for coding in ("utf-8", "utf-16-le", "utf-32-le"):
            yield normal.encode(coding)


def memory(pid):
    """All readable pieces of the process, with what they are. A file that is only mapped for reading is not its own."""
    with open(f"/proc/{pid}/maps", encoding="utf-8") as maps, open(f"/proc/{pid}/mem", "rb", 0) as mem:
        for line in maps:
            low, high, access, name = re.match(r"([0-9a-f]+)-([0-9a-f]+) (\S+) \S+ \S+ \S+ *(.*)", line).groups()
            if "r" not in access or "w" not in access or name in ("[vvar]", "[vsyscall]"):
                continue
            low, high = int(low, 16), int(high, 16)
            try:
                mem.seek(low)
                yield mem.read(high - low), low, name or "anonymous"
            except OSError:
                continue


def find(pid, wanted):
    """@wanted: {name: [bytes, …]}. → {name: [where, …]} of all that is there."""
    found = {}
    for piece, low, region in memory(pid):
        for name, needles in wanted.items():
            for needle in needles:
                at = piece.find(needle)
                while at >= 0:
                    found.setdefault(name, []).append(f"{low + at:x} {region}")
                    at = piece.find(needle, at + 1)
    return found
