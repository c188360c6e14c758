/* SPDX-License-Identifier: MIT */
#include <omr/version.h>

const char *omr_version(void) {
    return OMR_VERSION;
}
