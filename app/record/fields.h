/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Field numbers of every type, from catalogue.def: one enum whose counters restart at each type. */

enum
{
  TL_FIELD_NUMBER_START_ = 0,
#define TL_RECORD_TYPE(NAME, name, label, plural) TL_##NAME##_FIRST_, TL_##NAME##_RESTART_ = -1,
#define TL_SECTION(NAME, id, label)
#define TL_FIELD(TYPE, NAME, name, label, kind, of, privacy, flags) TL_##TYPE##_##NAME,
#include "record/catalogue.def"
#undef TL_RECORD_TYPE
#undef TL_SECTION
#undef TL_FIELD
};
