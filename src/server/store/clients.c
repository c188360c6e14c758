/* SPDX-License-Identifier: MIT */
#include "base/error.h"
#include "server/store/clock.h"
#include "server/store/database.h"
#include "server/store/store_clients.h"

#include <string.h>

/* The table has nothing of its own beside the connection. */
struct srv_clients;

static struct srv_database *database_of(struct srv_clients *clients) {
    return (struct srv_database *)clients;
}

enum omr_status srv_clients_open(struct srv_clients **clients, const char *data_folder,
                                 struct omr_error *err) {
    struct srv_database *database;
    enum omr_status status = srv_database_open(&database, data_folder, err);
    if (!status)
        *clients = (struct srv_clients *)database;
    return status;
}

void srv_clients_close(struct srv_clients *clients) {
    srv_database_close(database_of(clients));
}

static enum omr_status insert(struct srv_database *database, sqlite3_stmt *add, const char *name,
                              struct omr_error *err) {
    int code = sqlite3_step(add);
    if (code == SQLITE_DONE)
        return OMR_OK;
    if (code == SQLITE_CONSTRAINT)
        return omr_fail(err, OMR_ERROR_USAGE, "client.exists", "there is already a client `%s`",
                        name);
    return srv_database_fail(database, err);
}

enum omr_status srv_clients_add(struct srv_clients *clients, const char *name, const char *id,
                                const uint8_t secret_hash[SRV_SECRET_HASH_SIZE],
                                struct omr_error *err) {
    if (!*name || strlen(name) >= SRV_CLIENT_NAME_SIZE)
        return omr_fail(err, OMR_ERROR_USAGE, "client.name",
                        "a client's name has 1 to %d bytes of UTF-8", SRV_CLIENT_NAME_SIZE - 1);
    if (!*id || strlen(id) >= SRV_CLIENT_ID_SIZE)
        return omr_fail(err, OMR_ERROR_USAGE, "client.id", "a client's id has 1 to %d bytes",
                        SRV_CLIENT_ID_SIZE - 1);
    struct srv_database *database = database_of(clients);
    sqlite3_stmt *add = srv_database_begin(database, SRV_SQL_CLIENT_ADD);
    sqlite3_bind_text(add, 1, id, -1, SQLITE_STATIC);
    sqlite3_bind_text(add, 2, name, -1, SQLITE_STATIC);
    sqlite3_bind_blob(add, 3, secret_hash, SRV_SECRET_HASH_SIZE, SQLITE_STATIC);
    sqlite3_bind_int64(add, 4, srv_now_ms());
    enum omr_status status = insert(database, add, name, err);
    srv_database_end(database, add);
    return status;
}

enum omr_status srv_clients_remove(struct srv_clients *clients, const char *id_or_name,
                                   bool *is_removed, struct omr_error *err) {
    struct srv_database *database = database_of(clients);
    sqlite3_stmt *drop = srv_database_begin(database, SRV_SQL_CLIENT_REMOVE);
    sqlite3_bind_text(drop, 1, id_or_name, -1, SQLITE_STATIC);
    enum omr_status status = srv_database_run(database, drop, err);
    if (!status)
        *is_removed = srv_database_changes(database) > 0;
    srv_database_end(database, drop);
    return status;
}

static void read_row(sqlite3_stmt *row, struct srv_client *client) {
    *client = (struct srv_client){.added_ms = sqlite3_column_int64(row, 3)};
    srv_database_text(row, 0, client->id, sizeof client->id);
    srv_database_text(row, 1, client->name, sizeof client->name);
    const void *hash = sqlite3_column_blob(row, 2);
    if (hash && sqlite3_column_bytes(row, 2) == SRV_SECRET_HASH_SIZE)
        memcpy(client->secret_hash, hash, SRV_SECRET_HASH_SIZE);
}

enum omr_status srv_clients_find(struct srv_clients *clients, const char *id,
                                 struct srv_client *client, bool *is_found, struct omr_error *err) {
    struct srv_database *database = database_of(clients);
    sqlite3_stmt *find = srv_database_begin(database, SRV_SQL_CLIENT_FIND);
    sqlite3_bind_text(find, 1, id, -1, SQLITE_STATIC);
    int code = sqlite3_step(find);
    enum omr_status status = OMR_OK;
    if (code == SQLITE_ROW)
        read_row(find, client);
    else if (code != SQLITE_DONE)
        status = srv_database_fail(database, err);
    if (!status)
        *is_found = code == SQLITE_ROW;
    srv_database_end(database, find);
    return status;
}

enum omr_status srv_clients_list(struct srv_clients *clients, srv_client_visit *visit,
                                 void *context, struct omr_error *err) {
    struct srv_database *database = database_of(clients);
    sqlite3_stmt *list = srv_database_begin(database, SRV_SQL_CLIENT_LIST);
    int code;
    while ((code = sqlite3_step(list)) == SQLITE_ROW) {
        struct srv_client client;
        read_row(list, &client);
        visit(context, &client);
    }
    enum omr_status status = code == SQLITE_DONE ? OMR_OK : srv_database_fail(database, err);
    srv_database_end(database, list);
    return status;
}
