/* SPDX-License-Identifier: MIT
 *
 * The two syntaxes. Both readers put what they find under the root of the markup; the source is
 * UTF-8 without zero bytes, followed by one. */
#ifndef OMR_GENERATION_MARKUP_READ_H
#define OMR_GENERATION_MARKUP_READ_H

#include "generation/markup/build.h"

enum omr_status omr_read_text(struct omr_build *build, const char *source, size_t size);
enum omr_status omr_read_json(struct omr_build *build, const char *source, size_t size);

#endif
