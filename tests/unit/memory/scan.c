/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "scan.h"

#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "vault/vault.h"

#define MASK 0xA5
#define LONGEST 512
#define BUFFER (1 << 20)

typedef struct
{
  char *name;
  guint8 masked[LONGEST];
  gsize length;
  guint hits;
} Needle;

struct _Scan
{
  GPtrArray *needles;
  guint8 *buffer; /* LONGEST bytes of the piece before, then BUFFER */
};

static void
needle_free (Needle *needle)
{
  g_free (needle->name);
  g_free (needle);
}

Scan *
scan_new (void)
{
  Scan *scan = g_new0 (Scan, 1);

  scan->needles = g_ptr_array_new_with_free_func ((GDestroyNotify)needle_free);
  scan->buffer = mmap (NULL, LONGEST + BUFFER, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  g_assert_true (scan->buffer != MAP_FAILED);
  return scan;
}

void
scan_free (Scan *scan)
{
  g_ptr_array_unref (scan->needles);
  munmap (scan->buffer, LONGEST + BUFFER);
  g_free (scan);
}

static gboolean
stands_at (const Needle *needle, const guint8 *at)
{
  for (gsize i = 0; i < needle->length; i++)
    if ((at[i] ^ MASK) != needle->masked[i])
      return FALSE;
  return TRUE;
}

void
scan_add (Scan *scan, const char *name, const void *bytes, gsize length)
{
  Needle *needle;

  g_assert_cmpuint (length, <=, LONGEST);
  /* Digits are the same in NFC and NFD. */
  for (guint n = 0; n < scan->needles->len; n++)
    {
      needle = g_ptr_array_index (scan->needles, n);
      if (needle->length == length && stands_at (needle, bytes))
        return;
    }
  needle = g_new0 (Needle, 1);
  needle->name = g_strdup (name);
  needle->length = length;
  for (gsize i = 0; i < length; i++)
    needle->masked[i] = ((const guint8 *)bytes)[i] ^ MASK;
  g_ptr_array_add (scan->needles, needle);
}

void
scan_add_text (Scan *scan, const char *name, const char *text)
{
  static const GNormalizeMode modes[] = {G_NORMALIZE_NFC, G_NORMALIZE_NFD};

  for (guint i = 0; i < G_N_ELEMENTS (modes); i++)
    {
      char *normal = g_utf8_normalize (text, -1, modes[i]);
      glong wide = 0, half = 0;
      gunichar *ucs4 = g_utf8_to_ucs4_fast (normal, -1, &wide);
      gunichar2 *utf16 = g_utf8_to_utf16 (normal, -1, NULL, &half, NULL);

      scan_add (scan, name, normal, strlen (normal));
      scan_add (scan, name, ucs4, (gsize)wide * sizeof *ucs4);
      scan_add (scan, name, utf16, (gsize)half * sizeof *utf16);
      sodium_memzero (normal, strlen (normal));
      sodium_memzero (ucs4, (gsize)wide * sizeof *ucs4);
      sodium_memzero (utf16, (gsize)half * sizeof *utf16);
      g_free (normal);
      g_free (ucs4);
      g_free (utf16);
    }
}

/* Counts needles that begin in the @length bytes at @from and end before @end. */
static guint
search (Scan *scan, const guint8 *from, gsize length, const guint8 *end, guint64 address, const char *region)
{
  guint found = 0;

  for (guint n = 0; n < scan->needles->len; n++)
    {
      Needle *needle = g_ptr_array_index (scan->needles, n);
      const guint8 *p = from;

      while (p < from + length && (p = memchr (p, needle->masked[0] ^ MASK, (gsize)(from + length - p))))
        {
          if (p + needle->length <= end && stands_at (needle, p))
            {
              found++;
              needle->hits++;
              g_test_message ("%s at %" G_GINT64_MODIFIER "x in %s", needle->name, address + (guint64)(p - from), region);
            }
          p++;
        }
    }
  return found;
}

static guint
scan_region (Scan *scan, int memory, guint64 low, guint64 high, const char *region)
{
  gsize kept = 0;
  guint found = 0;

  for (guint64 at = low; at < high;)
    {
      guint8 *piece = scan->buffer + LONGEST;
      gsize want = (gsize)MIN ((guint64)BUFFER, high - at);
      ssize_t got = pread (memory, piece, want, (off_t)at);
      gsize tail;
      gboolean last;

      if (got <= 0)
        break;
      last = at + (guint64)got >= high;
      /* What begins within LONGEST bytes of the end is looked for together with the next piece. */
      tail = last ? 0 : MIN ((gsize)got, (gsize)LONGEST - 1);
      found += search (scan, piece - kept, kept + (gsize)got - tail, piece + got, at - kept, region);
      memmove (piece - tail, piece + got - tail, tail);
      kept = tail;
      at += (guint64)got;
    }
  sodium_memzero (scan->buffer, LONGEST + BUFFER);
  return found;
}

guint
scan_run (Scan *scan)
{
  FILE *maps = fopen ("/proc/self/maps", "re");
  int memory = open ("/proc/self/mem", O_RDONLY | O_CLOEXEC);
  guint64 ours = (guint64)(gsize)scan->buffer;
  char line[512];
  guint found = 0, regions = 0;

  g_assert_nonnull (maps);
  g_assert_cmpint (memory, >=, 0);
  for (guint n = 0; n < scan->needles->len; n++)
    ((Needle *)g_ptr_array_index (scan->needles, n))->hits = 0;
  while (fgets (line, sizeof line, maps))
    {
      guint64 low, high;
      char access[5];

      if (sscanf (line, "%" G_GINT64_MODIFIER "x-%" G_GINT64_MODIFIER "x %4s", &low, &high, access) != 3 || access[0] != 'r'
          || strstr (line, "[vvar]") || strstr (line, "[vsyscall]"))
        continue;
      line[strcspn (line, "\n")] = '\0';
      regions++;
      /* Neighbours of one kind are one line of the list: what is not the search's own buffer is looked at. */
      if (low < ours + LONGEST + BUFFER && ours < high)
        {
          found += scan_region (scan, memory, low, MAX (low, ours), line);
          found += scan_region (scan, memory, MIN (high, ours + LONGEST + BUFFER), high, line);
        }
      else
        found += scan_region (scan, memory, low, high, line);
    }
  g_assert_cmpuint (regions, >, 10);
  close (memory);
  fclose (maps);
  return found;
}

guint
scan_hits (Scan *scan, const char *name)
{
  guint hits = 0;

  for (guint n = 0; n < scan->needles->len; n++)
    {
      const Needle *needle = g_ptr_array_index (scan->needles, n);
      if (strcmp (needle->name, name) == 0)
        hits += needle->hits;
    }
  return hits;
}

char *
scan_random_passphrase (void)
{
  /* Letters whose NFC and NFD differ stand among plain ones. */
  static const char *const letters[] = {"b", "ổ", "c", "ữ", "d", "ạ", "g", "ế", "h", "k", "m", "ợ", "n", "p", "q", "x"};
  char *secret = tl_secret_alloc (24 * 4);

  for (guint i = 0; i < 24; i++)
    strcat (secret, letters[randombytes_uniform (G_N_ELEMENTS (letters))]);
  return secret;
}
