/* SPDX-License-Identifier: MIT
 *
 * The server's key in its data folder. */
#ifndef OMR_SERVER_AUTH_KEY_H
#define OMR_SERVER_AUTH_KEY_H

#include "server/auth/crypto.h"

#include <omr/error.h>

/* Loads the file `server.key` of the folder, or makes it (mode 0600): two programs that do so at
 * the same time end up with the same key. */
enum omr_status srv_key_load(const char *folder, uint8_t key[SRV_KEY_BYTES], struct omr_error *err);

#endif
