/* SPDX-License-Identifier: MIT
 *
 * Tokens have the form of a JSON Web Token signed with HS256 (RFC 7515): three pieces of Base64 for
 * addresses. The first piece is a constant and compared as such, so nobody chooses the algorithm.
 */
#include "server/auth/auth.h"

#include "base/base64.h"
#include "base/error.h"
#include "server/auth/crypto.h"
#include "server/auth/key.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct srv_auth {
    struct srv_auth_settings settings;
    uint8_t secret_key[SRV_KEY_BYTES]; /* each use has a key of its own, derived from the file's */
    uint8_t token_key[SRV_KEY_BYTES];
};

/* {"alg":"HS256","typ":"JWT"} */
static const char token_head[] = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9";

enum { TOKEN_MAX = 512, MAC_TEXT = 43 };

enum omr_status srv_auth_open(struct srv_auth **auth, const struct srv_auth_settings *settings,
                              struct omr_error *err) {
    uint8_t key[SRV_KEY_BYTES];
    enum omr_status status = srv_key_load(settings->data_folder, key, err);
    if (status)
        return status;
    struct srv_auth *made = calloc(1, sizeof *made);
    if (!made)
        return omr_fail_memory(err);
    made->settings = *settings;
    made->settings.data_folder = NULL; /* not needed any more */
    if (!srv_hmac(key, "secret", 6, made->secret_key) ||
        !srv_hmac(key, "token", 5, made->token_key)) {
        free(made);
        return omr_fail(err, OMR_ERROR_INTERNAL, "auth.hmac", "the keys could not be derived");
    }
    *auth = made;
    return OMR_OK;
}

void srv_auth_close(struct srv_auth *auth) {
    free(auth);
}

long srv_auth_lifetime_s(const struct srv_auth *auth) {
    return (long)auth->settings.token_lifetime_s;
}

/* --- credentials --- */

static void write_hex(char *text, const uint8_t *bytes, size_t size) {
    for (size_t i = 0; i < size; i++)
        snprintf(text + 2 * i, 3, "%02x", bytes[i]);
}

/* The id is part of what is hashed: the hash of one client is of no use for another. */
static bool hash_secret(const struct srv_auth *auth, const char *id, const char *secret,
                        uint8_t hash[SRV_AUTH_HASH_SIZE]) {
    struct omr_buffer text = {0};
    omr_buffer_append(&text, id, strlen(id) + 1);
    omr_buffer_text(&text, secret);
    bool is_hashed = !text.has_failed && srv_hmac(auth->secret_key, text.bytes, text.size, hash);
    omr_buffer_clear(&text);
    return is_hashed;
}

enum omr_status srv_auth_create(const struct srv_auth *auth,
                                struct srv_auth_credentials *credentials, struct omr_error *err) {
    uint8_t id[16], secret[32];
    if (!srv_random(id, sizeof id) || !srv_random(secret, sizeof secret))
        return omr_fail(err, OMR_ERROR_IO, "auth.random", "the system has no random numbers");
    id[6] = (uint8_t)(0x40 | (id[6] & 0x0f));
    id[8] = (uint8_t)(0x80 | (id[8] & 0x3f));
    char hex[33];
    write_hex(hex, id, sizeof id);
    snprintf(credentials->id, sizeof credentials->id, "%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8,
             hex + 12, hex + 16, hex + 20);
    write_hex(credentials->secret, secret, sizeof secret);
    if (!hash_secret(auth, credentials->id, credentials->secret, credentials->hash))
        return omr_fail_memory(err);
    return OMR_OK;
}

/* --- tokens --- */

static bool sign(const struct srv_auth *auth, const char *text, size_t size,
                 struct omr_buffer *token) {
    uint8_t mac[SRV_KEY_BYTES];
    if (!srv_hmac(auth->token_key, text, size, mac))
        return false;
    omr_base64_write_url(token, mac, sizeof mac);
    return !token->has_failed;
}

static bool write_token(const struct srv_auth *auth, const char *id, struct omr_buffer *token) {
    char claims[256];
    long long now = (long long)time(NULL);
    int size = snprintf(claims, sizeof claims, "{\"sub\":\"%s\",\"iat\":%lld,\"exp\":%lld}", id,
                        now, now + srv_auth_lifetime_s(auth));
    size_t begin = token->size;
    omr_buffer_text(token, token_head);
    omr_buffer_char(token, '.');
    omr_base64_write_url(token, claims, (size_t)size);
    struct omr_buffer mac = {0};
    bool is_signed =
        !token->has_failed && sign(auth, token->bytes + begin, token->size - begin, &mac);
    omr_buffer_char(token, '.');
    omr_buffer_append(token, mac.bytes, is_signed ? mac.size : 0);
    omr_buffer_clear(&mac);
    return is_signed && !token->has_failed;
}

enum omr_status srv_auth_login(const struct srv_auth *auth, const char *id, const char *secret,
                               struct omr_buffer *token, struct omr_error *err) {
    uint8_t given[SRV_AUTH_HASH_SIZE], stored[SRV_AUTH_HASH_SIZE] = {0};
    if (!hash_secret(auth, id, secret, given))
        return omr_fail_memory(err);
    bool is_known =
        strlen(id) < SRV_AUTH_ID_SIZE && auth->settings.find(auth->settings.context, id, stored);
    bool is_equal = srv_equal(given, stored, sizeof given);
    if (!is_known || !is_equal)
        return omr_fail(err, OMR_ERROR_USAGE, "auth.client",
                        "there is no client with this id and this secret");
    return write_token(auth, id, token) ? OMR_OK : omr_fail_memory(err);
}

static bool has_our_signature(const struct srv_auth *auth, const char *token, const char *mac) {
    struct omr_buffer ours = {0};
    bool is_ours = strlen(mac) == MAC_TEXT && sign(auth, token, (size_t)(mac - 1 - token), &ours) &&
                   srv_equal(ours.bytes, mac, MAC_TEXT);
    omr_buffer_clear(&ours);
    return is_ours;
}

/* The signature was ours, so the claims are as write_token() wrote them. */
static bool read_claims(const char *text, size_t size, char id[SRV_AUTH_ID_SIZE]) {
    char standard[TOKEN_MAX + 4];
    for (size_t i = 0; i < size; i++)
        standard[i] = (char)(text[i] == '-' ? '+' : text[i] == '_' ? '/' : text[i]);
    while (size % 4)
        standard[size++] = '=';
    char *claims;
    size_t length;
    if (omr_base64_decode(standard, size, &claims, &length, NULL))
        return false;
    long long issued, expires;
    bool is_valid = sscanf(claims, "{\"sub\":\"%64[^\"]\",\"iat\":%lld,\"exp\":%lld}", id, &issued,
                           &expires) == 3 &&
                    (long long)time(NULL) < expires;
    free(claims);
    return is_valid;
}

bool srv_auth_check(const struct srv_auth *auth, const char *token, char id[SRV_AUTH_ID_SIZE]) {
    size_t head_size = sizeof token_head - 1;
    if (strlen(token) > TOKEN_MAX || strncmp(token, token_head, head_size) != 0 ||
        token[head_size] != '.')
        return false;
    const char *claims = token + head_size + 1;
    const char *dot = strchr(claims, '.');
    uint8_t hash[SRV_AUTH_HASH_SIZE];
    return dot && has_our_signature(auth, token, dot + 1) &&
           read_claims(claims, (size_t)(dot - claims), id) &&
           auth->settings.find(auth->settings.context, id, hash);
}
