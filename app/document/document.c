/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Paper: pages that officials print, sign and keep for years.
 *
 * Data's way: plain data (JSON, from support or report) → a paper (statement-paper.c, report-paper.c) puts
 * its parts (parts.c, table.c) on pages (pages.c), whose text is measured and drawn by one typesetter
 * (typeset.c) → this object, which shows the finished pages to the screen, the printer and the PDF through
 * one routine, so they cannot differ. Nothing here knows a widget or the database, and money is never
 * computed, only added up page by page and checked against the total that came with it. */

#include "document/document-private.h"

#include <cairo-pdf.h>
#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <unistd.h>

struct _TlDocument
{
  GObject parent_instance;
  TlTypesetter *setter;
  TlPages *pages;
  char *title;
  char *date;
};

G_DEFINE_FINAL_TYPE (TlDocument, tl_document, G_TYPE_OBJECT)

static void
tl_document_finalize (GObject *object)
{
  TlDocument *self = TL_DOCUMENT (object);
  g_clear_pointer (&self->pages, tl_pages_free);
  g_clear_pointer (&self->setter, tl_typesetter_free);
  g_free (self->title);
  g_free (self->date);
  G_OBJECT_CLASS (tl_document_parent_class)->finalize (object);
}

static void
tl_document_class_init (TlDocumentClass *class)
{
  G_OBJECT_CLASS (class)->finalize = tl_document_finalize;
}

static void
tl_document_init (TlDocument *self)
{
}

TlDocument *
tl_document_take (TlTypesetter *setter, TlPages *pages, char *title, const char *date)
{
  TlDocument *self = g_object_new (TL_TYPE_DOCUMENT, NULL);
  self->setter = setter;
  self->pages = pages;
  self->title = title;
  self->date = g_strdup (date);
  return self;
}

guint
tl_document_n_pages (TlDocument *self)
{
  g_return_val_if_fail (TL_IS_DOCUMENT (self), 0);
  return tl_pages_count (self->pages);
}

void
tl_document_page_size (TlDocument *self, guint page, double *width_mm, double *height_mm)
{
  g_return_if_fail (TL_IS_DOCUMENT (self));
  if (width_mm != NULL)
    *width_mm = tl_pages_paper_width (self->pages);
  if (height_mm != NULL)
    *height_mm = tl_pages_paper_height (self->pages);
}

void
tl_document_draw (TlDocument *self, guint page, cairo_t *cr)
{
  g_return_if_fail (TL_IS_DOCUMENT (self));
  g_return_if_fail (page < tl_pages_count (self->pages));
  tl_pages_draw (self->pages, page, cr);
}

char *
tl_document_title (TlDocument *self)
{
  g_return_val_if_fail (TL_IS_DOCUMENT (self), NULL);
  return g_strdup (self->title);
}

typedef struct
{
  int fd;
  int error; /* errno of the first failed write */
} Sink;

static cairo_status_t
write_to_sink (void *closure, const unsigned char *data, unsigned int length)
{
  Sink *sink = closure;
  while (length > 0 && sink->error == 0)
    {
      ssize_t done = write (sink->fd, data, length);
      if (done < 0 && errno != EINTR)
        sink->error = errno;
      else if (done > 0)
        {
          data += done;
          length -= (unsigned int)done;
        }
    }
  return sink->error == 0 ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

static cairo_status_t
draw_pdf (TlDocument *self, Sink *sink)
{
  double width = tl_pages_paper_width (self->pages) * TL_PT_PER_MM, height = tl_pages_paper_height (self->pages) * TL_PT_PER_MM;
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (write_to_sink, sink, width, height);
  cairo_t *cr = cairo_create (surface);
  g_autofree char *when = g_strdup_printf ("%sT00:00:00+07:00", self->date);
  cairo_status_t status;

  cairo_pdf_surface_restrict_to_version (surface, CAIRO_PDF_VERSION_1_5);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, self->title);
  /* Else the file would tell the minute and the time zone of the computer that made it. */
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATE_DATE, when);
  for (guint page = 0; page < tl_pages_count (self->pages); page++)
    {
      tl_pages_draw (self->pages, page, cr);
      cairo_show_page (cr);
    }
  cairo_surface_finish (surface);
  status = cairo_status (cr) != CAIRO_STATUS_SUCCESS ? cairo_status (cr) : cairo_surface_status (surface);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return status;
}

/* The name's own entry in its folder, so that a power cut after our answer does not take the file back. */
static void
sync_folder (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd >= 0)
    {
      fsync (fd);
      close (fd);
    }
}

gboolean
tl_document_write_pdf (TlDocument *self, const char *path, GError **error)
{
  g_autofree char *temporary = NULL;
  Sink sink = {-1, 0};
  cairo_status_t status;

  g_return_val_if_fail (TL_IS_DOCUMENT (self), FALSE);
  g_return_val_if_fail (path != NULL, FALSE);

  temporary = g_strdup_printf ("%s.XXXXXX", path);
  sink.fd = g_mkstemp_full (temporary, O_RDWR | O_CLOEXEC, 0600);
  if (sink.fd < 0)
    {
      sink.error = errno;
      g_set_error (error, TL_DOCUMENT_ERROR, TL_DOCUMENT_ERROR_IO,
                   _ ("The PDF could not be written to %s: %s. Nothing was changed; choose another folder."), path,
                   g_strerror (sink.error));
      return FALSE;
    }
  status = draw_pdf (self, &sink);
  if (sink.error == 0 && status == CAIRO_STATUS_SUCCESS && fsync (sink.fd) != 0)
    sink.error = errno;
  if (close (sink.fd) != 0 && sink.error == 0)
    sink.error = errno;
  if (sink.error == 0 && status == CAIRO_STATUS_SUCCESS && g_rename (temporary, path) != 0)
    sink.error = errno;
  if (sink.error != 0 || status != CAIRO_STATUS_SUCCESS)
    {
      g_unlink (temporary);
      g_set_error (error, TL_DOCUMENT_ERROR, TL_DOCUMENT_ERROR_IO,
                   _ ("The PDF could not be written to %s: %s. Nothing was changed; choose another folder."), path,
                   sink.error != 0 ? g_strerror (sink.error) : cairo_status_to_string (status));
      return FALSE;
    }
  sync_folder (path);
  return TRUE;
}
