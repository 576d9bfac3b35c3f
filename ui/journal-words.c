/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "journal-words.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>

#define MAX_FIELDS 8

static const struct
{
  const char *kind;
  const char *words;
} known[] = {
    {"save", N_ ("Saved")},
    {"delete", N_ ("Deleted")},
    {"erase", N_ ("Erased for good")},
    {"view", N_ ("Looked at")},
    {"print", N_ ("Printed")},
    {"export", N_ ("Exported")},
    {"merge", N_ ("Merged")},
    {"reveal", N_ ("Names shown")},
    {"setting", N_ ("Setting changed")},
    {"bind-slot", N_ ("Door given")},
    {"passphrase-added", N_ ("Passphrase given")},
    {"passphrase-changed", N_ ("Passphrase changed")},
    {"passphrase-removed", N_ ("Passphrase taken away")},
    {"key-rotated", N_ ("New key for the whole register")},
    {"wrong-passphrase", N_ ("Wrong passphrases since the last opening")},
    {"escrow-made", N_ ("Help by another place set up")},
    {"escrow-dropped", N_ ("Help by another place taken away")},
    {"escrow-answered", N_ ("Another register's request answered")},
    {"escrow-used", N_ ("Opened with two halves")},
    {"recovered", N_ ("Opened with the recovery code")},
    {"recovery-renewed", N_ ("New recovery code made")},
    {"unlock", N_ ("Unlocked")},
    {"backup", N_ ("Backup made")},
    {"snapshot", N_ ("Copy made before an import")},
    {"restored", N_ ("Backup put back")},
    {"salvaged", N_ ("Salvaged from a damaged file")},
    {"statement-finalised", N_ ("Statement made final")},
    {"statement-numbers-given", N_ ("Statement numbers handed to another PC")},
    {"statement-numbers-taken", N_ ("Statement numbers taken over")},
    {"statement-voided", N_ ("Statement voided")},
    {"line-approved", N_ ("Line approved")},
    {"line-unapproved", N_ ("Approval taken back")},
    {"line-paid", N_ ("Line marked as paid")},
    {"line-unpaid", N_ ("Mark of payment taken back")},
    {"line-voided", N_ ("Line voided")},
    {"bundle-made", N_ ("Bundle made")},
    {"bundle-carried", N_ ("Bundle carried away")},
    {"bundle-written-again", N_ ("Bundle written again")},
    {"bundle-applied", N_ ("Bundle applied")},
    {"receipt", N_ ("Receipt read")},
    {"identity-made", N_ ("Keys for exchange made")},
    {"identity-exported", N_ ("Keys for exchange exported")},
    {"peer-trusted", N_ ("Other computer trusted")},
    {"peer-dropped", N_ ("Other computer dropped")},
};

const char *
tl_journal_kind_words (const char *kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_strcmp0 (known[i].kind, kind) == 0)
      return _ (known[i].words);
  return kind != NULL ? kind : "";
}

char *
tl_journal_changed_fields (const TlTypeInfo *info, const char *changes)
{
  g_autoptr (JsonNode) root = changes != NULL ? json_from_string (changes, NULL) : NULL;
  g_autoptr (GList) members = NULL;
  GString *text = g_string_new (NULL);
  guint shown = 0;

  if (info == NULL || root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return g_string_free (text, FALSE);
  members = json_object_get_members (json_node_get_object (root));
  for (GList *l = members; l != NULL; l = l->next)
    {
      guint number = tl_type_find_field (info->type, l->data);

      if (number == G_MAXUINT)
        continue;
      if (shown == MAX_FIELDS)
        {
          g_string_append (text, ", …");
          break;
        }
      g_string_append_printf (text, "%s%s", shown > 0 ? ", " : "", tl_field_label (&info->fields[number]));
      shown++;
    }
  return g_string_free (text, FALSE);
}
