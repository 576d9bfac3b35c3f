/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <locale.h>

static GSettings *settings;

GSettings *
tl_config (void)
{
  static gsize once;

  if (g_once_init_enter (&once))
    {
      GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
      g_autoptr (GSettingsSchema) schema = source != NULL ? g_settings_schema_source_lookup (source, TL_APP_ID, TRUE) : NULL;

      if (schema != NULL)
        settings = g_settings_new (TL_APP_ID);
      g_once_init_leave (&once, 1);
    }
  return settings;
}

static gboolean
has_key (const char *key, const char *type)
{
  g_autoptr (GSettingsSchema) schema = NULL;
  g_autoptr (GSettingsSchemaKey) found = NULL;

  if (tl_config () == NULL)
    return FALSE;
  g_object_get (settings, "settings-schema", &schema, NULL);
  if (!g_settings_schema_has_key (schema, key))
    return FALSE;
  found = g_settings_schema_get_key (schema, key);
  return g_variant_type_equal (g_settings_schema_key_get_value_type (found), G_VARIANT_TYPE (type));
}

char *
tl_config_string (const char *key, const char *fallback)
{
  return has_key (key, "s") ? g_settings_get_string (settings, key) : g_strdup (fallback);
}

int
tl_config_int (const char *key, int fallback)
{
  if (has_key (key, "i"))
    return g_settings_get_int (settings, key);
  if (has_key (key, "u"))
    return (int)g_settings_get_uint (settings, key);
  return fallback;
}

void
tl_config_set_string (const char *key, const char *value)
{
  if (has_key (key, "s"))
    g_settings_set_string (settings, key, value);
}

void
tl_config_set_int (const char *key, int value)
{
  if (has_key (key, "i"))
    g_settings_set_int (settings, key, value);
  else if (has_key (key, "u"))
    g_settings_set_uint (settings, key, (guint)value);
}

void
tl_config_language (void)
{
  g_autofree char *language = tl_config_string ("language", "vi");
  const char *dir = g_getenv ("TAMLANH_LOCALE_DIR");

  if (g_strcmp0 (language, "system") != 0 && *language != '\0')
    g_setenv ("LANGUAGE", language, TRUE);

  setlocale (LC_ALL, "");
  /* In the "C" locale gettext does not look at LANGUAGE at all, and text is not UTF-8. */
  if (g_strcmp0 (setlocale (LC_MESSAGES, NULL), "C") == 0 || g_strcmp0 (setlocale (LC_CTYPE, NULL), "C") == 0
      || g_strcmp0 (setlocale (LC_MESSAGES, NULL), "POSIX") == 0)
    {
      g_setenv ("LC_ALL", "C.UTF-8", TRUE);
      setlocale (LC_ALL, "C.UTF-8");
    }
  bindtextdomain (GETTEXT_PACKAGE, dir != NULL ? dir : TL_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}
