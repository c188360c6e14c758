/* SPDX-License-Identifier: MIT
 *
 * omr serve: the service, until it is told to stop. */
#include "cli/command.h"
#include "cli/pictures.h"
#include "server/server.h"

#include "base/error.h"

#include <ctype.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

struct serve_settings {
    const char *listen, *data;
    double retention_s, long_poll_s, job_timeout_s, token_lifetime_s, patience_s;
    int workers, max_body_mb, max_images, max_connections, max_waiting;
    int words, json_shape, order, changed, pictures;
    const char *unsure_value;
    bool guards_formulas;
    struct cli_picture_options reading;
    double convert_timeout_s;
};

static const char *const words[] = {"accept", "tutorial", "library", NULL};
static const char *const pictures[] = {"keep", "drop", NULL};
static const char *const orders[] = {"name", "form", NULL};
static const char *const changes[] = {"ask", "darkest", "cancel", NULL};
static const char *const json_shapes[] = {"elements", "results", "both", NULL};

#define AT(member) offsetof(struct serve_settings, member)

static const struct cli_option options[] = {
    {.name = "listen",
     .argument = "HOST:PORT",
     .kind = CLI_TEXT,
     .offset = AT(listen),
     .help = "where to listen; 127.0.0.1:8080, port 0 takes a free one"},
    {.name = "data",
     .argument = "DIR",
     .kind = CLI_TEXT,
     .offset = AT(data),
     .help = "where tasks and clients are kept; ./omr-data"},
    {.name = "retention",
     .argument = "TIME",
     .kind = CLI_DURATION,
     .min = 1,
     .max = 366 * 86400.0,
     .offset = AT(retention_s),
     .help = "how long a task can be fetched, from submission; 24h"},
    {.name = "long-poll",
     .argument = "TIME",
     .kind = CLI_DURATION,
     .min = 0,
     .max = 60,
     .offset = AT(long_poll_s),
     .help = "how long a fetch waits for a task that is not done; 2s, 0 not at all"},
    {.name = "workers",
     .argument = "N",
     .kind = CLI_INTEGER,
     .min = 0,
     .max = 256,
     .offset = AT(workers),
     .help = "processes that read forms; 0, one per core"},
    {.name = "job-timeout",
     .argument = "TIME",
     .kind = CLI_DURATION,
     .min = 1,
     .max = 3600,
     .offset = AT(job_timeout_s),
     .help = "how long one attempt at a task may take; 60s"},
    {.name = "token-lifetime",
     .argument = "TIME",
     .kind = CLI_DURATION,
     .min = 1,
     .max = 30 * 86400.0,
     .offset = AT(token_lifetime_s),
     .help = "how long a token is valid; 1h"},
    {.name = "words",
     .argument = "WHICH",
     .kind = CLI_WORD,
     .words = words,
     .offset = AT(words),
     .help = "words for states: tutorial (Processing, NotFound), library (NotReady,\n"
             "TaskNotFound), or as the Accept header tells; accept"},
    {.name = "json-shape",
     .argument = "WHICH",
     .kind = CLI_WORD,
     .words = json_shapes,
     .offset = AT(json_shape),
     .help = "JSON as Elements with Name (elements), as RecognitionResults with\n"
             "ElementName (results), or both; elements"},
    {.name = "changed",
     .argument = "WHAT",
     .kind = CLI_WORD,
     .words = changes,
     .offset = AT(changed),
     .help = "of a changed answer (a mark erased, crossed out or clearly weaker): ask a person,\n"
             "take the darkest that is not crossed out, or cancel erased and crossed-out\n"
             "marks; ask"},
    {.name = "order",
     .argument = "WHICH",
     .kind = CLI_WORD,
     .words = orders,
     .offset = AT(order),
     .help = "of the answers: by name (Question9 before Question10), or as the pattern has\n"
             "them (form); name"},
    {.name = "unsure-value",
     .argument = "TEXT",
     .kind = CLI_TEXT,
     .offset = AT(unsure_value),
     .help = "what a field shows that a person should look at; its best reading"},
    {.name = "formula-guard",
     .kind = CLI_FLAG,
     .offset = AT(guards_formulas),
     .help = "put a ' before CSV values that a spreadsheet would calculate"},
    {.name = "pictures",
     .argument = "WHICH",
     .kind = CLI_WORD,
     .words = pictures,
     .offset = AT(pictures),
     .help = "keep what was sent as long as its task, so that it can be shown with what was\n"
             "read, or drop it when the task is done; keep"},
    {.name = "max-body",
     .argument = "MB",
     .kind = CLI_INTEGER,
     .min = 1,
     .max = 1024,
     .offset = AT(max_body_mb),
     .help = "the largest request; 64"},
    {.name = "max-images",
     .argument = "N",
     .kind = CLI_INTEGER,
     .min = 1,
     .max = 10000,
     .offset = AT(max_images),
     .help = "the most pictures in one request; 100"},
    {.name = "max-connections",
     .argument = "N",
     .kind = CLI_INTEGER,
     .min = 1,
     .max = 100000,
     .offset = AT(max_connections),
     .help = "the most connections at once; 1000"},
    {.name = "max-waiting",
     .argument = "N",
     .kind = CLI_INTEGER,
     .min = 1,
     .max = 1000000,
     .offset = AT(max_waiting),
     .help = "the most tasks waiting at once; 10000"},
    CLI_PICTURE_OPTIONS(struct serve_settings, reading),
    {.name = "convert-timeout",
     .argument = "TIME",
     .kind = CLI_DURATION,
     .min = 1,
     .max = 86400,
     .offset = AT(convert_timeout_s),
     .help = "how long converters may take for one attempt at a task, beside --job-timeout;\n"
             "5m, and 60s for a page"},
    {.name = "patience",
     .argument = "TIME",
     .kind = CLI_DURATION,
     .min = 0,
     .max = 3600,
     .offset = AT(patience_s),
     .help = "how long running tasks may take to finish when told to stop; 30s"},
};

enum { OPTION_COUNT = sizeof options / sizeof *options };

/* --- settings from the environment --- */

/* OMR_LONG_POLL for --long-poll. */
static const char *find_variable(const char *option) {
    char name[64];
    snprintf(name, sizeof name, "OMR_%s", option);
    for (char *c = name; *c; c++)
        *c = *c == '-' ? '_' : (char)toupper((unsigned char)*c);
    const char *value = getenv(name);
    return value && *value ? value : NULL;
}

/* Variables become options in front of the given ones, which so have the last word. The texts they
 * are made of are the caller's to free. */
static int add_variables(char **all, char **texts) {
    int count = 0;
    for (int i = 0; i < OPTION_COUNT; i++) {
        const char *value = find_variable(options[i].name);
        bool is_flag = options[i].kind == CLI_FLAG;
        if (!value || (is_flag && strcmp(value, "0") == 0))
            continue;
        if (asprintf(&texts[i], is_flag ? "--%s" : "--%s=%s", options[i].name, value) >= 0)
            all[count++] = texts[i];
    }
    return count;
}

static enum omr_status read_settings(struct serve_settings *settings, int argc, char **argv,
                                     char **texts, int *operands, struct omr_error *err) {
    char **all = calloc((size_t)argc + OPTION_COUNT + 1, sizeof *all);
    if (!all)
        return omr_fail_memory(err);
    all[0] = argv[0];
    int count = 1 + add_variables(all + 1, texts);
    memcpy(all + count, argv + 1, (size_t)(argc - 1) * sizeof *all);
    count += argc - 1;
    enum omr_status status = cli_options_parse(options, OPTION_COUNT, settings, &count, all, err);
    *operands = count - 1;
    free(all);
    return status;
}

/* Splits HOST:PORT, [HOST]:PORT, :PORT or PORT. */
static bool split_address(const char *text, char host[128], int *port) {
    const char *colon = strrchr(text, ':');
    const char *digits = colon ? colon + 1 : text;
    size_t size = colon ? (size_t)(colon - text) : 0;
    if (size >= 2 && text[0] == '[' && text[size - 1] == ']') {
        text++;
        size -= 2;
    }
    char *end;
    long number = strtol(digits, &end, 10);
    if (end == digits || *end || number < 0 || number > 65535 || size >= 128)
        return false;
    snprintf(host, 128, "%.*s", (int)size, text);
    if (!size)
        strcpy(host, "127.0.0.1");
    if (strcmp(host, "localhost") == 0)
        strcpy(host, "127.0.0.1");
    *port = (int)number;
    return true;
}

/* --- serving --- */

static void print_line(void *context, const char *line) {
    (void)context;
    fprintf(stderr, "omr serve: %s\n", line);
}

static void fill_settings(struct srv_settings *to, const struct serve_settings *from) {
    to->data_folder = from->data;
    to->worker_count = from->workers;
    to->retention_s = from->retention_s;
    to->long_poll_s = from->long_poll_s;
    to->job_timeout_s = from->job_timeout_s;
    to->token_lifetime_s = from->token_lifetime_s;
    to->patience_s = from->patience_s;
    to->max_body = (size_t)from->max_body_mb << 20;
    to->max_images = from->max_images;
    to->max_connections = from->max_connections;
    to->max_waiting = from->max_waiting;
    to->words = (enum srv_words)from->words;
    to->json_shape = json_shapes[from->json_shape];
    to->order = orders[from->order];
    to->changed = changes[from->changed];
    to->unsure_value = from->unsure_value;
    to->guards_formulas = from->guards_formulas;
    to->keeps_pictures = from->pictures == 0;
    struct cli_picture_rules rules;
    cli_picture_rules_init(&rules, &from->reading);
    to->limits = rules.limits;
    to->converters = rules.converters;
    to->convert_timeout_s = from->convert_timeout_s;
    to->log = print_line;
}

static void print_address(const char *host, int port) {
    bool is_v6 = strchr(host, ':') != NULL;
    printf("omr: listening on http://%s%s%s:%d\n", is_v6 ? "[" : "", host, is_v6 ? "]" : "", port);
    fflush(stdout);
}

/* As many files as the system lets us open: a connection is one. */
static void raise_file_limit(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

/* The signals are blocked before any thread starts, so that only sigwait() gets them. */
static int serve(const struct srv_settings *settings) {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals, NULL);
    signal(SIGPIPE, SIG_IGN);
    raise_file_limit();
    struct srv *server;
    struct omr_error err;
    if (srv_open(&server, settings, &err)) {
        fprintf(stderr, "omr serve: %s\n", err.text);
        return CLI_TROUBLE;
    }
    print_address(settings->host, srv_port(server));
    int signal_number;
    sigwait(&signals, &signal_number);
    srv_close(server);
    return CLI_OK;
}

static int serve_with(const struct serve_settings *given) {
    struct srv_settings settings;
    srv_settings_init(&settings);
    fill_settings(&settings, given);
    char host[128], program[PATH_MAX];
    if (!split_address(given->listen, host, &settings.port))
        return cli_complain(&cmd_serve, "--listen must be HOST:PORT");
    if (given->unsure_value && strlen(given->unsure_value) > 64)
        return cli_complain(&cmd_serve, "--unsure-value may have 64 bytes");
    ssize_t size = readlink("/proc/self/exe", program, sizeof program - 1);
    if (size < 0) {
        perror("omr serve: where this program is");
        return CLI_TROUBLE;
    }
    program[size] = 0;
    settings.host = host;
    settings.worker_command = program;
    return serve(&settings);
}

static int run(int argc, char **argv) {
    struct serve_settings settings = {.listen = "127.0.0.1:8080",
                                      .data = "omr-data",
                                      .retention_s = 24 * 3600,
                                      .long_poll_s = 2,
                                      .job_timeout_s = 60,
                                      .token_lifetime_s = 3600,
                                      .patience_s = 30,
                                      .max_body_mb = 64,
                                      .max_images = 100,
                                      .max_connections = 1000,
                                      .max_waiting = 10000,
                                      .convert_timeout_s = 300};
    char *texts[OPTION_COUNT] = {0};
    struct omr_error err;
    int operands = 0, code;
    cli_picture_options_init(&settings.reading);
    if (read_settings(&settings, argc, argv, texts, &operands, &err))
        code = cli_complain(&cmd_serve, err.text);
    else if (operands)
        code = cli_complain(&cmd_serve, "takes options only");
    else
        code = serve_with(&settings);
    for (int i = 0; i < OPTION_COUNT; i++)
        free(texts[i]);
    return code;
}

const struct cli_command cmd_serve = {
    .name = "serve",
    .operands = "",
    .summary = "answer requests over HTTP",
    .details = "Prints the address it listens on, then serves until SIGTERM or SIGINT: it stops\n"
               "accepting, finishes what runs, keeps what waits for the next start, and ends with\n"
               "0.\n"
               "\n"
               "Each option can also be given in the environment: OMR_LONG_POLL=5s for\n"
               "--long-poll 5s. Options win. Clients are added with omr client add. The calls are\n"
               "described in docs/api.md and api/openapi.yaml.\n",
    .options = options,
    .option_count = OPTION_COUNT,
    .run = run,
};
