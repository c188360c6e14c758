/* SPDX-License-Identifier: MIT
 *
 * omr client: who may use the service. */
#include "cli/command.h"
#include "server/server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct client_settings {
    const char *data;
};

static const struct cli_option options[] = {{.name = "data",
                                             .argument = "DIR",
                                             .kind = CLI_TEXT,
                                             .offset = offsetof(struct client_settings, data),
                                             .help = "the data folder of the server; ./omr-data"}};

static int fail(const struct omr_error *err) {
    fprintf(stderr, "omr client: %s\n", err->text);
    return err->status == OMR_ERROR_USAGE ? CLI_USAGE : CLI_TROUBLE;
}

static int add(const char *data, const char *name) {
    struct srv_new_client client;
    struct omr_error err;
    if (srv_client_add(data, name, &client, &err))
        return fail(&err);
    printf("client_id=%s\nclient_secret=%s\n", client.id, client.secret);
    return CLI_OK;
}

static int remove_client(const char *data, const char *id_or_name) {
    struct omr_error err;
    return srv_client_remove(data, id_or_name, &err) ? fail(&err) : CLI_OK;
}

static void print_client(void *context, const char *id, const char *name, int64_t added_ms) {
    (void)context;
    char text[32] = "";
    time_t added = (time_t)(added_ms / 1000);
    struct tm utc;
    if (gmtime_r(&added, &utc))
        strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
    printf("%s  %s  %s\n", id, text, name);
}

static int list(const char *data) {
    struct omr_error err;
    return srv_client_list(data, print_client, NULL, &err) ? fail(&err) : CLI_OK;
}

static int run(int argc, char **argv) {
    const char *variable = getenv("OMR_DATA");
    struct client_settings settings = {variable && *variable ? variable : "omr-data"};
    struct omr_error err;
    if (cli_options_parse(options, 1, &settings, &argc, argv, &err))
        return cli_complain(&cmd_client, err.text);
    const char *verb = argc > 1 ? argv[1] : "";
    if (strcmp(verb, "add") == 0 && argc == 3)
        return add(settings.data, argv[2]);
    if (strcmp(verb, "remove") == 0 && argc == 3)
        return remove_client(settings.data, argv[2]);
    if (strcmp(verb, "list") == 0 && argc == 2)
        return list(settings.data);
    return cli_complain(&cmd_client, "say add NAME, list, or remove NAME-OR-ID");
}

const struct cli_command cmd_client = {
    .name = "client",
    .operands = "add NAME | list | remove NAME-OR-ID",
    .summary = "say who may use the service",
    .details = "add prints client_id=... and client_secret=..., a line each. The secret is shown\n"
               "this once: only a keyed hash of it is kept. remove ends the client's tokens, too.\n"
               "All of it works beside a running server, which sees the change at once. The data\n"
               "folder can also be given in the environment as OMR_DATA.\n",
    .options = options,
    .option_count = 1,
    .run = run,
};
