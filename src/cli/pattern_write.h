/* SPDX-License-Identifier: MIT
 *
 * Where a pattern that was made goes, and what is said of it. */
#ifndef OMR_CLI_PATTERN_WRITE_H
#define OMR_CLI_PATTERN_WRITE_H

#include <omr/form.h>
#include <omr/remark.h>

/* One line for each remark, on stderr. */
void cli_remarks_print(const struct omr_remarks *remarks);

/* Writes the form as a pattern into the file `output`, with a line about it on standard output; or
 * to standard output where `output` is NULL. A cli_exit. */
int cli_pattern_write(const struct omr_form *form, const char *output);

#endif
