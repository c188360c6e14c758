/* SPDX-License-Identifier: MIT
 *
 * Records as the reader of sources takes them. */
#ifndef OMR_GENERATION_RECORDS_H
#define OMR_GENERATION_RECORDS_H

#include "generation/markup/markup.h"

#include <omr/generate.h>

/* The fields of record `index` from 0, which must exist; it lives as long as the records. */
struct omr_record omr_records_find(const struct omr_records *records, int index);

#endif
