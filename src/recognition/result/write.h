/* SPDX-License-Identifier: MIT
 *
 * The documents made of a result; each writer has a file of its own. */
#ifndef OMR_RESULT_WRITE_H
#define OMR_RESULT_WRITE_H

#include "base/buffer.h"

#include <omr/result.h>

void omr_result_write_csv(struct omr_buffer *into, const struct omr_result *result);
void omr_result_write_json(struct omr_buffer *into, const struct omr_result *result,
                           enum omr_json_shape shape);
void omr_result_write_xml(struct omr_buffer *into, const struct omr_result *result);

#endif
