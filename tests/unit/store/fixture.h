/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "record/lists.h"
#include "record/text.h"
#include "record/time.h"
#include "store/journal.h"
#include "store/sql.h"
#include "store/store.h"

/* A real vault in a temporary folder, with the store open and set up for Đình Cao. */
typedef struct
{
  char *folder;
  char *path;
  TlStore *store;
} Fixture;

#define PASSPHRASE "tre già măng mọc 2026"

void fixture_init (int *argc, char ***argv);
void fixture_set_up (Fixture *fixture, gconstpointer data);
void fixture_tear_down (Fixture *fixture, gconstpointer data);
void fixture_close (Fixture *fixture);
void fixture_reopen (Fixture *fixture);
#define fixture_add(path, func) g_test_add (path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

/* Saved records of the story. */
TlRecord *fixture_person (Fixture *fixture, const char *alias, const char *full_name);
TlRecord *fixture_case (Fixture *fixture, TlRecord *victim, const char *opened_at);
TlRecord *fixture_room (Fixture *fixture, const char *name, gint64 beds, gint64 blocked);
TlRecord *fixture_stay (TlRecord *of_case, TlRecord *person, const char *from, const char *to, TlRecord *room, const char *bed);
gint64 fixture_time (const char *iso);
/* Runs SQL on the store thread that no program of ours would run. */
void fixture_tamper (Fixture *fixture, const char *sql);
/* TRUE if @text is anywhere in the pages of the database, decrypted. */
gboolean fixture_pages_contain (Fixture *fixture, const char *text);
