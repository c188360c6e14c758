/* SPDX-License-Identifier: MIT
 *
 * How the library's own code makes a remark. */
#ifndef OMR_BASE_REMARK_H
#define OMR_BASE_REMARK_H

#include <omr/remark.h>

/* Adds a remark; `remarks` may be NULL:
 *     omr_remark_add(remarks, "template.paper", "%g x %g is no known paper", width, height); */
void omr_remark_add(struct omr_remarks *remarks, const char *code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
