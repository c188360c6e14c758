/* SPDX-License-Identifier: MIT
 *
 * Who may use the service: the clients table of a data folder.
 *
 * A command (`omr client add`) and a running server open it side by side; what one writes the other
 * sees with its next call. Secrets are hashed by the caller, this table only keeps the hash.
 *
 *     struct srv_clients *clients;
 *     srv_clients_open(&clients, "data", &err);
 *     srv_clients_add(clients, "school", id, hash, &err);
 *     srv_clients_find(clients, id, &client, &is_found, &err);
 *     srv_clients_close(clients);
 *
 * All calls may be made from any thread. */
#ifndef OMR_SERVER_STORE_CLIENTS_H
#define OMR_SERVER_STORE_CLIENTS_H

#include <omr/error.h>
#include <stdbool.h>
#include <stdint.h>

struct srv_clients;

enum { SRV_CLIENT_ID_SIZE = 65, SRV_CLIENT_NAME_SIZE = 129, SRV_SECRET_HASH_SIZE = 32 };

struct srv_client {
    char id[SRV_CLIENT_ID_SIZE];
    char name[SRV_CLIENT_NAME_SIZE];
    uint8_t secret_hash[SRV_SECRET_HASH_SIZE];
    int64_t added_ms; /* since 1970, UTC */
};

/* Opens the table in `data_folder`, which is made (mode 0700) where it does not exist.
 * Errors: OMR_ERROR_IO, OMR_ERROR_UNSUPPORTED (written by a newer version). */
enum omr_status srv_clients_open(struct srv_clients **clients, const char *data_folder,
                                 struct omr_error *err);

/* Ends it; NULL is allowed. */
void srv_clients_close(struct srv_clients *clients);

/* Adds a client; durable on return. Errors: OMR_ERROR_USAGE with code "client.exists" (name or id
 * is taken) or "client.name" (empty or too long), OMR_ERROR_IO. */
enum omr_status srv_clients_add(struct srv_clients *clients, const char *name, const char *id,
                                const uint8_t secret_hash[SRV_SECRET_HASH_SIZE],
                                struct omr_error *err);

/* Removes the client with this id or this name; `*is_removed` tells whether there was one. */
enum omr_status srv_clients_remove(struct srv_clients *clients, const char *id_or_name,
                                   bool *is_removed, struct omr_error *err);

/* Looks a client up by id; `*client` is written only when `*is_found`. */
enum omr_status srv_clients_find(struct srv_clients *clients, const char *id,
                                 struct srv_client *client, bool *is_found, struct omr_error *err);

/* Calls `visit` for each client, ordered by name. `visit` must not call the table. */
typedef void srv_client_visit(void *context, const struct srv_client *client);
enum omr_status srv_clients_list(struct srv_clients *clients, srv_client_visit *visit,
                                 void *context, struct omr_error *err);

#endif
