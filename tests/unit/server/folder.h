/* SPDX-License-Identifier: MIT
 *
 * A data folder of a test's own. */
#ifndef OMR_TEST_FOLDER_H
#define OMR_TEST_FOLDER_H

/* Makes an empty folder below the system's place for temporary files. */
void folder_make(char path[64]);

/* Deletes it with all it holds. */
void folder_delete(const char *path);

/* How many files folder/`below` holds, and 0 when there is none of that name. */
int folder_count(const char *folder, const char *below);

#endif
