/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "page.h"

typedef struct
{
  TlStore *store;
  gboolean revealed;
} TlPagePrivate;

enum
{
  PROP_0,
  PROP_STORE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (TlPage, tl_page, ADW_TYPE_BIN)

static gboolean
tl_page_real_wants (TlPage *self, TlType type)
{
  return TRUE;
}

static void
tl_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TlPagePrivate *priv = tl_page_get_instance_private (TL_PAGE (object));

  if (id == PROP_STORE)
    g_value_set_object (value, priv->store);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
tl_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  TlPagePrivate *priv = tl_page_get_instance_private (TL_PAGE (object));

  if (id == PROP_STORE)
    priv->store = g_value_dup_object (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
tl_page_dispose (GObject *object)
{
  TlPagePrivate *priv = tl_page_get_instance_private (TL_PAGE (object));

  g_clear_object (&priv->store);
  G_OBJECT_CLASS (tl_page_parent_class)->dispose (object);
}

static void
tl_page_class_init (TlPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = tl_page_get_property;
  object_class->set_property = tl_page_set_property;
  object_class->dispose = tl_page_dispose;
  klass->wants = tl_page_real_wants;

  properties[PROP_STORE]
      = g_param_spec_object ("store", NULL, NULL, TL_TYPE_STORE, G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
tl_page_init (TlPage *self)
{
}

TlStore *
tl_page_get_store (TlPage *self)
{
  TlPagePrivate *priv = tl_page_get_instance_private (self);

  return priv->store;
}

void
tl_page_refresh (TlPage *self)
{
  if (TL_PAGE_GET_CLASS (self)->refresh != NULL)
    TL_PAGE_GET_CLASS (self)->refresh (self);
}

void
tl_page_flush (TlPage *self)
{
  if (TL_PAGE_GET_CLASS (self)->flush != NULL)
    TL_PAGE_GET_CLASS (self)->flush (self);
}

gboolean
tl_page_open (TlPage *self, TlType type, const char *id)
{
  return TL_PAGE_GET_CLASS (self)->open != NULL && TL_PAGE_GET_CLASS (self)->open (self, type, id);
}

gboolean
tl_page_wants (TlPage *self, TlType type)
{
  return TL_PAGE_GET_CLASS (self)->wants (self, type);
}

void
tl_page_set_revealed (TlPage *self, gboolean revealed)
{
  TlPagePrivate *priv = tl_page_get_instance_private (self);

  if (priv->revealed == revealed)
    return;
  priv->revealed = revealed;
  if (TL_PAGE_GET_CLASS (self)->set_revealed != NULL)
    TL_PAGE_GET_CLASS (self)->set_revealed (self, revealed);
}

gboolean
tl_page_get_revealed (TlPage *self)
{
  TlPagePrivate *priv = tl_page_get_instance_private (self);

  return priv->revealed;
}
