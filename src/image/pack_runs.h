/* SPDX-License-Identifier: MIT
 *
 * A packer for drawn pages: white paper, few lines. For encode_png.c. */
#ifndef OMR_IMAGE_PACK_RUNS_H
#define OMR_IMAGE_PACK_RUNS_H

#include "image/encode.h"

/* Appends the rows as one zlib stream, each preceded by PNG's byte 2 and as its differences from
 * the row above. Four times as fast as libdeflate, and about twice as large on forms; on
 * photographs it is no better than not to pack. Errors: OMR_ERROR_MEMORY. */
enum omr_status omr_runs_pack(struct omr_buffer *into, const struct omr_raster *raster,
                              struct omr_error *err);

#endif
