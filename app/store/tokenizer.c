/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The tokenizer "tamlanh" of the search index: SQLite's own unicode61 with remove_diacritics 2, and behind it
 * đ→d. unicode61 takes đ for a letter of its own (it has no decomposition), so that "dinh cao" would not find
 * "Đình Cao". The letter ð, which some input methods write for đ, goes the same way. */

#include "store/store-private.h"

/* The tokens' own call back and its context, while unicode61 is asked. */
typedef struct
{
  void *context;
  int (*token) (void *, int, const char *, int, int, int);
  char *folded; /* grows as needed */
  gsize size;
} Pass;

/* What xCreate finds: unicode61 as SQLite has it. */
typedef struct
{
  fts5_tokenizer inner;
  void *inner_context;
} Factory;

typedef struct
{
  fts5_tokenizer inner;
  Fts5Tokenizer *tokenizer;
} Instance;

static int
create (void *context, const char **args, int n_args, Fts5Tokenizer **out)
{
  static const char *inner_args[] = {"remove_diacritics", "2"};
  Factory *factory = context;
  Instance *instance = g_new0 (Instance, 1);
  int code;

  instance->inner = factory->inner;
  code = instance->inner.xCreate (factory->inner_context, inner_args, G_N_ELEMENTS (inner_args), &instance->tokenizer);
  if (code != SQLITE_OK)
    g_clear_pointer (&instance, g_free);
  *out = (Fts5Tokenizer *)instance;

  return code;
}

static void
destroy (Fts5Tokenizer *tokenizer)
{
  Instance *instance = (Instance *)tokenizer;

  instance->inner.xDelete (instance->tokenizer);
  g_free (instance);
}

/* đ is C4 91, Đ C4 90, ð C3 B0 in UTF-8; two bytes become one. */
static gsize
fold (const char *token, gsize len, char *out)
{
  const guchar *in = (const guchar *)token;
  gsize n = 0;

  for (gsize i = 0; i < len; i++)
    {
      gboolean stroke
          = i + 1 < len && ((in[i] == 0xC4 && (in[i + 1] == 0x91 || in[i + 1] == 0x90)) || (in[i] == 0xC3 && in[i + 1] == 0xB0));

      out[n++] = stroke ? 'd' : token[i];
      i += stroke;
    }

  return n;
}

static int
token_cb (void *data, int flags, const char *token, int len, int start, int end)
{
  Pass *pass = data;

  if (pass->size < (gsize)len)
    {
      pass->size = MAX ((gsize)len, 64);
      pass->folded = g_realloc (pass->folded, pass->size);
    }

  return pass->token (pass->context, flags, pass->folded, (int)fold (token, (gsize)len, pass->folded), start, end);
}

static int
tokenize (Fts5Tokenizer *tokenizer, void *context, int flags, const char *text, int len,
          int (*token) (void *, int, const char *, int, int, int))
{
  Instance *instance = (Instance *)tokenizer;
  Pass pass = {context, token, NULL, 0};
  int code = instance->inner.xTokenize (instance->tokenizer, &pass, flags, text, len, token_cb);

  if (pass.folded != NULL)
    memset (pass.folded, 0, pass.size);
  g_free (pass.folded);

  return code;
}

static fts5_api *
find_api (TlStore *store)
{
  sqlite3_stmt *stmt = NULL;
  fts5_api *api = NULL;

  if (sqlite3_prepare_v2 (store->db, "SELECT fts5 (?1)", -1, &stmt, NULL) == SQLITE_OK)
    {
      sqlite3_bind_pointer (stmt, 1, &api, "fts5_api_ptr", NULL);
      sqlite3_step (stmt);
    }
  sqlite3_finalize (stmt);

  return api;
}

gboolean
tl_tokenizer_register (TlStore *store, GError **error)
{
  static fts5_tokenizer ours = {create, destroy, tokenize};
  fts5_api *api = find_api (store);
  g_autofree Factory *factory = g_new0 (Factory, 1);

  if (api == NULL || api->xFindTokenizer (api, "unicode61", &factory->inner_context, &factory->inner) != SQLITE_OK)
    {
      g_set_error_literal (error, TL_STORE_ERROR, TL_STORE_ERROR_SQL, "this SQLite has no full-text search (FTS5)");
      return FALSE;
    }
  if (api->xCreateTokenizer (api, "tamlanh", factory, &ours, g_free) != SQLITE_OK)
    return tl_sql_fail (store, error);
  g_steal_pointer (&factory);

  return TRUE;
}
