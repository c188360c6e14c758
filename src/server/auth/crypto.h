/* SPDX-License-Identifier: MIT
 *
 * The little cryptography there is. */
#ifndef OMR_SERVER_AUTH_CRYPTO_H
#define OMR_SERVER_AUTH_CRYPTO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SRV_KEY_BYTES = 32 };

/* HMAC-SHA256 of the bytes; false only when the library fails. */
bool srv_hmac(const uint8_t key[SRV_KEY_BYTES], const void *bytes, size_t size,
              uint8_t mac[SRV_KEY_BYTES]);

/* Whether the bytes are equal, in a time that does not tell where they differ. */
bool srv_equal(const void *a, const void *b, size_t size);

/* Fills with the system's randomness. */
bool srv_random(void *bytes, size_t size);

#endif
