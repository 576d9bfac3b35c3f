/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list asks for items by number; each item is born empty, and the page of PAGE lines around it is read
 * in one job. Items live in a cache of CACHE pages; the view holds the ones it shows. */
#include "cases/case-model.h"

#include <glib/gi18n-lib.h>

#include "call.h"
#include "wait.h"

#define PAGE 64
#define CACHE 24

struct _TlCaseItem
{
  GObject parent_instance;
  char *id;
  TlCaseLine *line;
};

G_DEFINE_FINAL_TYPE (TlCaseItem, tl_case_item, G_TYPE_OBJECT)

static guint item_changed;

static void
tl_case_item_finalize (GObject *object)
{
  TlCaseItem *self = TL_CASE_ITEM (object);

  g_free (self->id);
  tl_case_line_free (self->line);
  G_OBJECT_CLASS (tl_case_item_parent_class)->finalize (object);
}

static void
tl_case_item_class_init (TlCaseItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tl_case_item_finalize;
  item_changed = g_signal_new ("changed", TL_TYPE_CASE_ITEM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tl_case_item_init (TlCaseItem *self)
{
}

const char *
tl_case_item_get_id (TlCaseItem *self)
{
  return self->id;
}

const TlCaseLine *
tl_case_item_get_line (TlCaseItem *self)
{
  return self->line;
}

struct _TlCaseModel
{
  GObject parent_instance;

  TlStore *store;
  GWeakRef widget;
  GPtrArray *ids;
  GHashTable *pages; /* number → GPtrArray of TlCaseItem */
  GQueue recent;     /* page numbers, newest first */
  guint load;        /* counts loads: an overtaken answer is dropped */
};

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TlCaseModel, tl_case_model, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static guint model_loaded;
static guint model_failed;

typedef struct
{
  guint load;
  guint page;
  GPtrArray *ids;
  TlCaseFilter filter;
  TlCaseSort sort;
} Asking;

static void
asking_free (gpointer data)
{
  Asking *asking = data;

  g_clear_pointer (&asking->ids, g_ptr_array_unref);
  g_free (asking);
}

static gpointer
lines_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Asking *asking = data;

  return tl_overview_case_lines (store, (const char *const *)asking->ids->pdata, asking->ids->len, error);
}

static void
lines_cb (gpointer owner, gpointer result, gpointer user_data)
{
  TlCaseModel *self = owner;
  GPtrArray *lines = result;
  g_autoptr (GHashTable) by_id = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *items = g_hash_table_lookup (self->pages, user_data);

  if (items == NULL || lines == NULL)
    return;
  for (guint i = 0; i < items->len; i++)
    {
      TlCaseItem *item = g_ptr_array_index (items, i);

      g_hash_table_insert (by_id, item->id, item);
    }
  for (guint i = 0; i < lines->len; i++)
    {
      const TlCaseLine *line = g_ptr_array_index (lines, i);
      TlCaseItem *item = g_hash_table_lookup (by_id, line->id);

      if (item == NULL)
        continue;
      tl_case_line_free (item->line);
      item->line = g_memdup2 (line, sizeof *line);
      item->line->id = g_strdup (line->id);
      item->line->code = g_strdup (line->code);
      item->line->alias = g_strdup (line->alias);
      item->line->full_name = g_strdup (line->full_name);
      item->line->status = g_strdup (line->status);
      item->line->room = g_strdup (line->room);
      item->line->risk = g_strdup (line->risk);
      item->line->next_due = g_strdup (line->next_due);
      g_signal_emit (item, item_changed, 0);
    }
}

static GPtrArray *
ensure_page (TlCaseModel *self, guint number)
{
  GPtrArray *items = g_hash_table_lookup (self->pages, GUINT_TO_POINTER (number));
  Asking *asking;
  guint first = number * PAGE;

  if (items != NULL)
    return items;

  items = g_ptr_array_new_with_free_func (g_object_unref);
  asking = g_new0 (Asking, 1);
  asking->ids = g_ptr_array_new_with_free_func (g_free);
  for (guint i = first; i < MIN (first + PAGE, self->ids->len); i++)
    {
      TlCaseItem *item = g_object_new (TL_TYPE_CASE_ITEM, NULL);

      item->id = g_strdup (g_ptr_array_index (self->ids, i));
      g_ptr_array_add (items, item);
      g_ptr_array_add (asking->ids, g_strdup (item->id));
    }
  g_hash_table_insert (self->pages, GUINT_TO_POINTER (number), items);
  g_queue_push_head (&self->recent, GUINT_TO_POINTER (number));
  if (g_queue_get_length (&self->recent) > CACHE)
    g_hash_table_remove (self->pages, g_queue_pop_tail (&self->recent));
  tl_ui_call (self, self->store, TL_JOB_TYPING, NULL, lines_job, asking, asking_free, (GDestroyNotify)g_ptr_array_unref, lines_cb,
              GUINT_TO_POINTER (number));
  return items;
}

static GType
get_item_type (GListModel *model)
{
  return TL_TYPE_CASE_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return TL_CASE_MODEL (model)->ids->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  TlCaseModel *self = TL_CASE_MODEL (model);

  if (position >= self->ids->len)
    return NULL;
  return g_object_ref (g_ptr_array_index (ensure_page (self, position / PAGE), position % PAGE));
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static gpointer
ids_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Asking *asking = data;

  return tl_overview_cases (store, asking->filter, asking->sort, error);
}

static void
ids_cb (gpointer owner, gpointer result, const GError *error, gpointer user_data)
{
  TlCaseModel *self = owner;
  guint before = self->ids->len;

  if (GPOINTER_TO_UINT (user_data) != self->load)
    return;
  if (error != NULL)
    {
      g_autoptr (GObject) widget = g_weak_ref_get (&self->widget);

      g_signal_emit (self, model_failed, 0);
      if (widget != NULL)
        {
          tl_wait_fail (GTK_WIDGET (widget), _ ("The list of cases could not be read."));
          tl_ui_show_error (widget, _ ("The list of cases could not be read."), error->message);
        }
      return;
    }
  g_hash_table_remove_all (self->pages);
  g_queue_clear (&self->recent);
  g_ptr_array_unref (self->ids);
  self->ids = g_ptr_array_ref (result);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, before, self->ids->len);
  g_signal_emit (self, model_loaded, 0);
}

static void
tl_case_model_finalize (GObject *object)
{
  TlCaseModel *self = TL_CASE_MODEL (object);

  g_weak_ref_clear (&self->widget);
  g_clear_object (&self->store);
  g_queue_clear (&self->recent);
  g_hash_table_unref (self->pages);
  g_ptr_array_unref (self->ids);
  G_OBJECT_CLASS (tl_case_model_parent_class)->finalize (object);
}

static void
tl_case_model_class_init (TlCaseModelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tl_case_model_finalize;
  model_failed = g_signal_new ("failed", TL_TYPE_CASE_MODEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  model_loaded = g_signal_new ("loaded", TL_TYPE_CASE_MODEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tl_case_model_init (TlCaseModel *self)
{
  g_weak_ref_init (&self->widget, NULL);
  g_queue_init (&self->recent);
  self->ids = g_ptr_array_new ();
  self->pages = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify)g_ptr_array_unref);
}

TlCaseModel *
tl_case_model_new (TlStore *store)
{
  TlCaseModel *self = g_object_new (TL_TYPE_CASE_MODEL, NULL);

  self->store = g_object_ref (store);
  return self;
}

void
tl_case_model_load (TlCaseModel *self, gpointer widget, TlCaseFilter filter, TlCaseSort sort)
{
  Asking *asking = g_new0 (Asking, 1);

  g_weak_ref_set (&self->widget, widget);
  asking->filter = filter;
  asking->sort = sort;
  self->load++;
  tl_ui_call_full (self, self->store, TL_JOB_TYPING, ids_job, asking, asking_free, (GDestroyNotify)g_ptr_array_unref, ids_cb,
                   GUINT_TO_POINTER (self->load));
}

guint
tl_case_model_find (TlCaseModel *self, const char *id)
{
  for (guint i = 0; i < self->ids->len; i++)
    if (g_strcmp0 (g_ptr_array_index (self->ids, i), id) == 0)
      return i;
  return G_MAXUINT;
}
