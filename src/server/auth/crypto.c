/* SPDX-License-Identifier: MIT */
#include "server/auth/crypto.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sys/random.h>

bool srv_hmac(const uint8_t key[SRV_KEY_BYTES], const void *bytes, size_t size,
              uint8_t mac[SRV_KEY_BYTES]) {
    unsigned length = SRV_KEY_BYTES;
    return HMAC(EVP_sha256(), key, SRV_KEY_BYTES, bytes, size, mac, &length) != NULL;
}

bool srv_equal(const void *a, const void *b, size_t size) {
    return CRYPTO_memcmp(a, b, size) == 0;
}

bool srv_random(void *bytes, size_t size) {
    for (size_t filled = 0; filled < size;) {
        ssize_t step = getrandom((char *)bytes + filled, size - filled, 0);
        if (step <= 0)
            return false;
        filled += (size_t)step;
    }
    return true;
}
