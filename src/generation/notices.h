/* SPDX-License-Identifier: MIT
 *
 * What authors should know, gathered over all copies of a batch, each thing once. */
#ifndef OMR_GENERATION_NOTICES_H
#define OMR_GENERATION_NOTICES_H

#include "generation/markup/markup.h"

#include <omr/generate.h>

/* Empty notices. `*notices` is NULL after an error. */
enum omr_status omr_notices_new(struct omr_notices **notices, struct omr_error *err);

/* Copies the warnings that are not there yet. */
enum omr_status omr_notices_take(struct omr_notices *notices, const struct omr_warnings *warnings,
                                 struct omr_error *err);

#endif
