/* SPDX-License-Identifier: MIT
 *
 * Which omr this is: a result names the engine that made it. */
#ifndef OMR_VERSION_H
#define OMR_VERSION_H

#include <omr/error.h>

#define OMR_VERSION "0.1.0"

/* The version of the library that runs (the macro tells the one compiled against). A constant. */
OMR_API const char *omr_version(void);

#endif
