/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "store/store.h"

G_BEGIN_DECLS

/* One place of the program: what stands beside the sidebar (INTERFACE.md "Places").
 *
 * A page lives only while the vault is open: the window makes it (g_object_new (type, "store", store))
 * when it is first shown and destroys it at locking, so a page never forgets to forget. It is told to
 * refresh when it is shown for the first time, and whenever something it cares for was saved. */
#define TL_TYPE_PAGE (tl_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (TlPage, tl_page, TL, PAGE, AdwBin)

struct _TlPageClass
{
  AdwBinClass parent_class;

  /* Load (again) what is shown, through tl_ui_call(). */
  void (*refresh) (TlPage *self);
  /* Locking or quitting: hand what is being typed to the store as a draft, now (tl_ui_call()). */
  void (*flush) (TlPage *self);
  /* Show this record if the page can; TRUE if it does. */
  gboolean (*open) (TlPage *self, TlType type, const char *id);
  /* TRUE: a change of a record of @type makes the page stale. Default: always. */
  gboolean (*wants) (TlPage *self, TlType type);
  /* Ctrl+H: names are shown (TRUE) or masked. The window has already journalled it. */
  void (*set_revealed) (TlPage *self, gboolean revealed);

  gpointer padding[6];
};

TlStore *tl_page_get_store (TlPage *self); /* (transfer none) */
void tl_page_refresh (TlPage *self);
void tl_page_flush (TlPage *self);
gboolean tl_page_open (TlPage *self, TlType type, const char *id);
gboolean tl_page_wants (TlPage *self, TlType type);
void tl_page_set_revealed (TlPage *self, gboolean revealed);
gboolean tl_page_get_revealed (TlPage *self);

G_END_DECLS
