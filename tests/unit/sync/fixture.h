/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/journal.h"
#include "store/sql.h"
#include "sync/sync.h"

/* Real vaults on disk: the shelter DC, the province HY, each with the other's card trusted. */
typedef struct
{
  char *folder; /* vaults */
  char *out;    /* what travels */
  TlStore *dc;
  TlStore *hy;
  char *person;
  char *case_id;
} Fixture;

void fixture_set_up (Fixture *fixture, gconstpointer data);
void fixture_tear_down (Fixture *fixture, gconstpointer data);
#define TEST(path, func) g_test_add (path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

void set_today (const char *time);
char *vault_path (Fixture *fixture, const char *name);
/* A new vault NAME.tamlanh at @site, or the one that is there. */
TlStore *open_place (Fixture *fixture, const char *name, const char *site, guint device);
void trust (Fixture *fixture, TlStore *who, TlStore *whom);
/* Saves a record from JSON text with ' for "; returns the id. */
char *put (TlStore *store, TlType type, const char *json, ...) G_GNUC_PRINTF (3, 4);
/* An approved line of @amount for the person; returns the id. */
char *put_line (Fixture *fixture, const char *date, gint64 amount);
/* Makes a bundle at DC for HY; returns its path. */
char *make (Fixture *fixture, char **id);
/* Applies at @store; the error's code or 0. */
int apply (Fixture *fixture, TlStore *store, const char *path, char **receipt);
/* All rows of every sync_ table of @store and the number of journal entries, as one hash: to see that nothing changed. */
char *dump (TlStore *store);
gint64 count (TlStore *store, const char *sql);
char *bundle_state (TlStore *store, const char *id);
GBytes *read_file (const char *path);
char *write_file (Fixture *fixture, const char *name, const void *data, gsize size);
void copy_tree (const char *from, const char *to);
void remove_tree (const char *folder);
