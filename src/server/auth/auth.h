/* SPDX-License-Identifier: MIT
 *
 * Who a request comes from. A client has an id and a generated secret of 256 bits; the secret is
 * shown once and kept only as a keyed hash. With both a client gets a token for an hour, signed by
 * the server, and sends the token with every call.
 *
 *     srv_auth_open(&auth, &settings, &err);
 *     srv_auth_create(auth, &credentials, &err);           a new client: store id and hash
 *     srv_auth_login(auth, id, secret, &token, &err);      id and secret for a token
 *     srv_auth_check(auth, token, client_id);              a token for an id
 *
 * The key of hashes and signatures is a file in the data folder, readable by its owner only. Who
 * has the table of clients but not the key can neither log in nor guess. This folder is the only
 * one that sees OpenSSL. */
#ifndef OMR_SERVER_AUTH_AUTH_H
#define OMR_SERVER_AUTH_AUTH_H

#include "base/buffer.h"

#include <omr/error.h>
#include <stdbool.h>
#include <stdint.h>

struct srv_auth;

enum { SRV_AUTH_ID_SIZE = 65, SRV_AUTH_SECRET_SIZE = 65, SRV_AUTH_HASH_SIZE = 32 };

/* Looks up a client: true and its hash when it exists. Called with every login and every check, so
 * that a removed client's tokens end at once. */
typedef bool srv_auth_find(void *context, const char *client_id, uint8_t hash[SRV_AUTH_HASH_SIZE]);

struct srv_auth_settings {
    const char *data_folder; /* must exist */
    double token_lifetime_s;
    srv_auth_find *find; /* may be NULL where only clients are created */
    void *context;
};

/* Loads the key, or makes it when there is none yet. Errors: OMR_ERROR_IO. */
enum omr_status srv_auth_open(struct srv_auth **auth, const struct srv_auth_settings *settings,
                              struct omr_error *err);
void srv_auth_close(struct srv_auth *auth);

struct srv_auth_credentials {
    char id[SRV_AUTH_ID_SIZE];         /* 8-4-4-4-12 */
    char secret[SRV_AUTH_SECRET_SIZE]; /* 64 hexadecimal digits */
    uint8_t hash[SRV_AUTH_HASH_SIZE];  /* what is stored instead of the secret */
};

/* New random credentials. Errors: OMR_ERROR_IO when the system has no randomness. */
enum omr_status srv_auth_create(const struct srv_auth *auth,
                                struct srv_auth_credentials *credentials, struct omr_error *err);

/* Appends a token to `token`. Errors: OMR_ERROR_USAGE "auth.client" when id or secret are wrong
 * (it is not told which), OMR_ERROR_MEMORY. */
enum omr_status srv_auth_login(const struct srv_auth *auth, const char *id, const char *secret,
                               struct omr_buffer *token, struct omr_error *err);

/* Whether the token is ours, still valid, and its client exists; then its id is written. */
bool srv_auth_check(const struct srv_auth *auth, const char *token, char id[SRV_AUTH_ID_SIZE]);

/* How long a token is valid, in whole seconds. */
long srv_auth_lifetime_s(const struct srv_auth *auth);

#endif
