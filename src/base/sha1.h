/* SPDX-License-Identifier: MIT
 *
 * SHA-1 (RFC 3174), for names only: version 5 of UUIDs is made of it. It keeps nothing secret. */
#ifndef OMR_BASE_SHA1_H
#define OMR_BASE_SHA1_H

#include <stddef.h>
#include <stdint.h>

enum { OMR_SHA1_SIZE = 20, OMR_UUID_SIZE = 37 };

/* Zero-initialise, start, add in pieces, end. */
struct omr_sha1 {
    uint32_t state[5];
    uint64_t size;
    unsigned char block[64];
};
void omr_sha1_start(struct omr_sha1 *sum);
void omr_sha1_add(struct omr_sha1 *sum, const void *bytes, size_t size);
void omr_sha1_end(struct omr_sha1 *sum, unsigned char digest[OMR_SHA1_SIZE]);

/* The UUID of version 5 (RFC 4122) of a name within a name space, in lower case. */
void omr_uuid_of_name(char text[OMR_UUID_SIZE], const unsigned char space[16], const void *name,
                      size_t size);

#endif
