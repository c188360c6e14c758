/* SPDX-License-Identifier: MIT
 *
 * The one door of the service: it wires store, tasks, auth, api and http together.
 *
 *     struct srv_settings settings;
 *     srv_settings_init(&settings);
 *     settings.data_folder = "omr-data";
 *     settings.worker_command = "/usr/bin/omr";
 *     srv_open(&server, &settings, &err);
 *     ... until told to stop ...
 *     srv_close(server); */
#ifndef OMR_SERVER_SERVER_H
#define OMR_SERVER_SERVER_H

#include "convert/run.h"

#include <omr/error.h>
#include <omr/image.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The words of a GET's state; see docs/api.md. */
enum srv_words { SRV_WORDS_OF_ACCEPT, SRV_WORDS_OF_TUTORIAL, SRV_WORDS_OF_LIBRARIES };

struct srv_settings {
    const char *host; /* a numeric address */
    int port;         /* 0: any free one */
    const char *data_folder;
    const char *worker_command; /* the program that knows the command `worker` */
    int worker_count;           /* 0: one per core */
    double retention_s;         /* how long a task and its files are kept */
    double long_poll_s;         /* how long a GET may wait for a result; 0: not at all */
    double job_timeout_s;
    double token_lifetime_s;
    double patience_s; /* for what still runs, when closing */
    size_t max_body;   /* bytes of a request */
    int max_images;    /* of a request */
    int max_connections;
    int max_waiting;                /* tasks */
    struct omr_image_limits limits; /* of pictures; zeroes are the defaults */
    struct conv_settings converters;
    double convert_timeout_s; /* of all pages of one attempt */
    enum srv_words words;
    const char *json_shape;   /* "elements", "results" or "both" */
    const char *order;        /* of the answers: "name" or "form" */
    const char *changed;      /* answers: "ask", "darkest" or "cancel" */
    const char *unsure_value; /* instead of the best reading of a doubtful field; NULL: that */
    bool guards_formulas;     /* in CSV values */
    bool keeps_pictures;      /* as long as their tasks; else until these have ended */
    void (*log)(void *context, const char *line); /* for the operator, from any thread; or NULL */
    void *log_context;
};

struct srv;

/* The usual settings: 127.0.0.1:8080, a day of retention, 2 s of long poll, 64 MB, ... */
void srv_settings_init(struct srv_settings *settings);

/* Opens everything and serves until closed. `unsure_value` may have 64 bytes. The texts of the
 * settings must live as long. */
enum omr_status srv_open(struct srv **server, const struct srv_settings *settings,
                         struct omr_error *err);

/* The port it listens on. */
int srv_port(const struct srv *server);

/* Stops accepting, answers what was asked, lets running tasks finish, keeps what waits. */
void srv_close(struct srv *server);

/* --- clients; all three work beside a running server --- */

enum { SRV_CLIENT_TEXT_SIZE = 129 };

struct srv_new_client {
    char id[SRV_CLIENT_TEXT_SIZE];
    char secret[SRV_CLIENT_TEXT_SIZE]; /* shown once, stored only as a keyed hash */
};

/* Errors: OMR_ERROR_USAGE (the name is taken, or no name), OMR_ERROR_IO. */
enum omr_status srv_client_add(const char *data_folder, const char *name,
                               struct srv_new_client *client, struct omr_error *err);

/* By id or name. Errors: OMR_ERROR_USAGE "client.unknown", OMR_ERROR_IO. */
enum omr_status srv_client_remove(const char *data_folder, const char *id_or_name,
                                  struct omr_error *err);

/* Calls `visit` for each, ordered by name; `added_ms` since 1970. */
typedef void srv_client_line(void *context, const char *id, const char *name, int64_t added_ms);
enum omr_status srv_client_list(const char *data_folder, srv_client_line *visit, void *context,
                                struct omr_error *err);

#endif
