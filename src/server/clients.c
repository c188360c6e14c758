/* SPDX-License-Identifier: MIT
 *
 * The clients of a data folder, for commands: table and key opened for the one call. */
#include "base/error.h"
#include "server/auth/auth.h"
#include "server/server.h"
#include "server/store/store_clients.h"

#include <stdio.h>

static enum omr_status create_credentials(const char *data_folder,
                                          struct srv_auth_credentials *credentials,
                                          struct omr_error *err) {
    struct srv_auth_settings settings = {.data_folder = data_folder};
    struct srv_auth *auth;
    enum omr_status status = srv_auth_open(&auth, &settings, err);
    if (status)
        return status;
    status = srv_auth_create(auth, credentials, err);
    srv_auth_close(auth);
    return status;
}

enum omr_status srv_client_add(const char *data_folder, const char *name,
                               struct srv_new_client *client, struct omr_error *err) {
    struct srv_clients *clients;
    struct srv_auth_credentials credentials;
    enum omr_status status = srv_clients_open(&clients, data_folder, err);
    if (status)
        return status;
    status = create_credentials(data_folder, &credentials, err);
    if (!status)
        status = srv_clients_add(clients, name, credentials.id, credentials.hash, err);
    srv_clients_close(clients);
    if (status)
        return status;
    snprintf(client->id, sizeof client->id, "%s", credentials.id);
    snprintf(client->secret, sizeof client->secret, "%s", credentials.secret);
    return OMR_OK;
}

enum omr_status srv_client_remove(const char *data_folder, const char *id_or_name,
                                  struct omr_error *err) {
    struct srv_clients *clients;
    enum omr_status status = srv_clients_open(&clients, data_folder, err);
    if (status)
        return status;
    bool is_removed = false;
    status = srv_clients_remove(clients, id_or_name, &is_removed, err);
    if (!status && !is_removed)
        status =
            omr_fail(err, OMR_ERROR_USAGE, "client.unknown", "there is no client `%s`", id_or_name);
    srv_clients_close(clients);
    return status;
}

struct lines {
    srv_client_line *visit;
    void *context;
};

static void visit_client(void *context, const struct srv_client *client) {
    struct lines *lines = context;
    lines->visit(lines->context, client->id, client->name, client->added_ms);
}

enum omr_status srv_client_list(const char *data_folder, srv_client_line *visit, void *context,
                                struct omr_error *err) {
    struct srv_clients *clients;
    enum omr_status status = srv_clients_open(&clients, data_folder, err);
    if (status)
        return status;
    struct lines lines = {visit, context};
    status = srv_clients_list(clients, visit_client, &lines, err);
    srv_clients_close(clients);
    return status;
}
