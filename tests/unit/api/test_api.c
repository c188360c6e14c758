/* SPDX-License-Identifier: MIT
 *
 * Every answer of the service, byte by byte where clients look at bytes, with tasks whose fate is
 * decided here. */
#include "fake_tasks.h"
#include "server/api/api.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#define BASE "/v5.0/omr/RecognizeTemplate"
#define GET_TASK "GET " BASE "/GetRecognizeTemplate?id=" FAKE_TASK_ID
#define POST_TASK "POST " BASE "/PostRecognizeTemplate"
#define ORDER "{\"omrFile\":\"e30=\",\"images\":[\"Zm9v\"]}"

struct fixture {
    char folder[64];
    struct srv_tasks tasks;
    struct srv_auth *auth;
    struct srv_auth_credentials client;
    struct srv_api *api;
    struct srv_http *http;
    char token[512];
    struct omr_buffer answer; /* of the last request */
};

static struct fixture *at; /* of the running test */

static bool find(void *context, const char *id, uint8_t hash[SRV_AUTH_HASH_SIZE]) {
    const struct fixture *fixture = context;
    if (strcmp(id, fixture->client.id) != 0)
        return false;
    memcpy(hash, fixture->client.hash, SRV_AUTH_HASH_SIZE);
    return true;
}

static void open_http(enum srv_vocabulary vocabulary, double long_poll_s) {
    struct srv_api_settings api = {.auth = at->auth,
                                   .tasks = &at->tasks,
                                   .long_poll_s = long_poll_s,
                                   .vocabulary = vocabulary,
                                   .max_images = 4};
    assert_int_equal(srv_api_open(&at->api, &api, NULL), OMR_OK);
    struct srv_http_settings http = {.host = "127.0.0.1",
                                     .max_body = 1 << 20,
                                     .max_bodies = 1 << 24,
                                     .max_connections = 50,
                                     .head_timeout_s = 5,
                                     .idle_timeout_s = 5,
                                     .stall_timeout_s = 5,
                                     .begin = srv_api_begin,
                                     .answer = srv_api_answer,
                                     .context = at->api};
    assert_int_equal(srv_http_open(&at->http, &http, NULL), OMR_OK);
}

static void close_http(void) {
    srv_http_close(at->http, 1);
    srv_api_close(at->api);
}

static int set_up(void **state) {
    (void)state;
    at = calloc(1, sizeof *at);
    strcpy(at->folder, "/tmp/omr-api-XXXXXX");
    assert_non_null(mkdtemp(at->folder));
    struct srv_auth_settings auth = {at->folder, 3600, find, at};
    assert_int_equal(srv_auth_open(&at->auth, &auth, NULL), OMR_OK);
    assert_int_equal(srv_auth_create(at->auth, &at->client, NULL), OMR_OK);
    struct omr_buffer token = {0};
    assert_int_equal(srv_auth_login(at->auth, at->client.id, at->client.secret, &token, NULL), 0);
    snprintf(at->token, sizeof at->token, "%s", token.bytes);
    omr_buffer_clear(&token);
    at->tasks = (struct srv_tasks){.result = "Element Name,Value,\nA,\"B\"\n",
                                   .result_count = 1,
                                   .details = "{\"schema\":\"omr.details/1\"}\n",
                                   .review_count = 2,
                                   .message = "Could not find positioning markers on the image",
                                   .workers_alive = 1,
                                   .kind = "recognize"};
    snprintf(at->tasks.owner, sizeof at->tasks.owner, "%s", at->client.id);
    open_http(SRV_WORDS_BY_ACCEPT, 0);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    close_http();
    srv_auth_close(at->auth);
    omr_buffer_clear(&at->answer);
    char path[96];
    snprintf(path, sizeof path, "%s/server.key", at->folder);
    unlink(path);
    rmdir(at->folder);
    free(at);
    return 0;
}

/* --- talking --- */

static int connect_to_server(void) {
    int client = socket(AF_INET, SOCK_STREAM, 0);
    struct timeval patience = {.tv_sec = 8};
    setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)srv_http_port(at->http)),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    assert_int_equal(connect(client, (struct sockaddr *)&address, sizeof address), 0);
    return client;
}

/* Sends a request line with headers (each ended by \r\n) and a body; at->answer holds what came. */
static void ask_raw(const char *line, const char *headers, const char *body) {
    struct omr_buffer request = {0};
    omr_buffer_format(&request,
                      "%s HTTP/1.1\r\nHost: a\r\nConnection: close\r\n%sContent-Length: "
                      "%zu\r\n\r\n%s",
                      line, headers, strlen(body), body);
    int client = connect_to_server();
    assert_int_equal(send(client, request.bytes, request.size, MSG_NOSIGNAL), request.size);
    omr_buffer_clear(&request);
    omr_buffer_clear(&at->answer);
    char bytes[4096];
    for (ssize_t step; (step = recv(client, bytes, sizeof bytes, 0)) > 0;)
        omr_buffer_append(&at->answer, bytes, (size_t)step);
    close(client);
    assert_non_null(at->answer.bytes);
}

/* The same with our token. */
static void ask(const char *line, const char *headers, const char *body) {
    char all[1024];
    snprintf(all, sizeof all, "Authorization: Bearer %s\r\n%s", at->token, headers);
    ask_raw(line, all, body);
}

static void expect_status(int status) {
    char line[32];
    snprintf(line, sizeof line, "HTTP/1.1 %d ", status);
    if (strncmp(at->answer.bytes, line, strlen(line)) != 0)
        fail_msg("expected %d, came:\n%s", status, at->answer.bytes);
}

static void expect_header(const char *line) {
    char text[256];
    snprintf(text, sizeof text, "\r\n%s\r\n", line);
    if (!strstr(at->answer.bytes, text))
        fail_msg("no \"%s\" in:\n%s", line, at->answer.bytes);
}

static const char *body_of_answer(void) {
    return strstr(at->answer.bytes, "\r\n\r\n") + 4;
}

static void expect_body(const char *body) {
    assert_string_equal(body_of_answer(), body);
}

/* --- the token --- */

static void expect_token(void) {
    expect_status(200);
    expect_header("Content-Type: application/json; charset=utf-8");
    expect_header("Cache-Control: no-store");
    expect_header("Pragma: no-cache");
    assert_int_equal(strncmp(body_of_answer(), "{\"access_token\":\"eyJ", 20), 0);
    assert_non_null(strstr(body_of_answer(), "\",\"expires_in\":3600,\"token_type\":\"Bearer\"}"));
}

/* Writes the form with @ and # replaced by our id and secret. */
static void login_form(char *form, size_t size, const char *pattern) {
    struct omr_buffer text = {0};
    for (; *pattern; pattern++)
        if (*pattern == '@')
            omr_buffer_text(&text, at->client.id);
        else if (*pattern == '#')
            omr_buffer_text(&text, at->client.secret);
        else
            omr_buffer_char(&text, *pattern);
    assert_true(text.size < size);
    snprintf(form, size, "%s", text.bytes ? text.bytes : "");
    omr_buffer_clear(&text);
}

static void a_form_gets_a_token(void **state) {
    (void)state;
    char form[512];
    login_form(form, sizeof form, "grant_type=client_credentials&client_id=@&client_secret=#");
    ask_raw("POST /connect/token", "Content-Type: application/x-www-form-urlencoded\r\n", form);
    expect_token();
    ask_raw("POST /OAuth2/Token/",
            "content-type: application/x-www-form-urlencoded; charset=utf-8\r\n", form);
    expect_token();
}

static void a_multipart_form_gets_a_token(void **state) {
    (void)state;
    char form[1024];
#define PART(name) "--BB\r\nContent-Disposition: form-data; name=\"" name "\"\r\n\r\n"
    login_form(form, sizeof form,
               PART("client_id") "@\r\n" PART("client_secret") "#\r\n" PART(
                   "grant_type") "client_credentials\r\n--BB--\r\n");
    ask_raw("POST /connect/token", "Content-Type: multipart/form-data; boundary=BB\r\n", form);
    expect_token();
}

static void basic_authorization_gets_a_token(void **state) {
    (void)state;
    char pair[256];
    login_form(pair, sizeof pair, "@:#");
    struct omr_buffer headers = {0};
    omr_buffer_text(&headers,
                    "Content-Type: application/x-www-form-urlencoded\r\nAuthorization: Basic ");
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t size = strlen(pair);
    for (size_t i = 0; i < size; i += 3) {
        unsigned v = (unsigned)(unsigned char)pair[i] << 16 |
                     (i + 1 < size ? (unsigned)(unsigned char)pair[i + 1] << 8 : 0) |
                     (i + 2 < size ? (unsigned)(unsigned char)pair[i + 2] : 0);
        char four[5] = {digits[v >> 18 & 63], digits[v >> 12 & 63],
                        i + 1 < size ? digits[v >> 6 & 63] : '=',
                        i + 2 < size ? digits[v & 63] : '=', 0};
        omr_buffer_text(&headers, four);
    }
    omr_buffer_text(&headers, "\r\n");
    ask_raw("POST /connect/token", headers.bytes, "grant_type=client_credentials");
    expect_token();
    ask_raw("POST /connect/token",
            "Authorization: Basic eDp5\r\nContent-Type: application/x-www-form-urlencoded\r\n",
            "grant_type=client_credentials");
    expect_status(401);
    expect_header("WWW-Authenticate: Basic realm=\"omr\"");
    omr_buffer_clear(&headers);
}

static void expect_token_error(const char *pattern, const char *code) {
    char form[512], text[64];
    login_form(form, sizeof form, pattern);
    ask_raw("POST /connect/token", "Content-Type: application/x-www-form-urlencoded\r\n", form);
    expect_status(400);
    snprintf(text, sizeof text, "{\"error\":\"%s\",\"error_description\":\"", code);
    assert_int_equal(strncmp(body_of_answer(), text, strlen(text)), 0);
    expect_header("Cache-Control: no-store");
}

static void token_errors_have_the_codes_of_the_standard(void **state) {
    (void)state;
    expect_token_error("grant_type=client_credentials&client_id=@&client_secret=x",
                       "invalid_client");
    expect_token_error("grant_type=client_credentials&client_id=x&client_secret=#",
                       "invalid_client");
    expect_token_error("grant_type=password&client_id=@&client_secret=#", "unsupported_grant_type");
    expect_token_error("client_id=@&client_secret=#", "invalid_request");
    expect_token_error("grant_type=client_credentials&client_id=@", "invalid_request");
    expect_token_error("grant_type=client_credentials&client_id=@&client_id=x&client_secret=#",
                       "invalid_request");
    expect_token_error("", "invalid_request");
}

static void a_token_request_of_another_kind_is_415(void **state) {
    (void)state;
    ask_raw("POST /connect/token", "Content-Type: application/json\r\n", "{}");
    expect_status(415);
    expect_header("Content-Type: application/problem+json; charset=utf-8");
}

/* --- who asks --- */

static void without_a_token_it_is_401(void **state) {
    (void)state;
    ask_raw(GET_TASK, "", "");
    expect_status(401);
    expect_header("WWW-Authenticate: Bearer");
    ask_raw(POST_TASK, "Authorization: \r\nContent-Type: application/json\r\n", ORDER);
    expect_status(401);
    ask_raw(GET_TASK, "Authorization: Bearer x.y.z\r\n", "");
    expect_status(401);
    expect_header("WWW-Authenticate: Bearer error=\"invalid_token\"");
    assert_int_equal(*body_of_answer(), '{');
}

static void the_scheme_may_be_written_in_any_case(void **state) {
    (void)state;
    char header[600];
    snprintf(header, sizeof header, "authorization: bEARER   %s\r\n", at->token);
    ask_raw(GET_TASK, header, "");
    expect_status(200);
}

static void another_clients_task_is_unknown(void **state) {
    (void)state;
    at->tasks.state = SRV_TASK_DONE;
    strcpy(at->tasks.owner, "somebody else");
    ask(GET_TASK, "Accept: text/plain\r\n", "");
    expect_status(200);
    assert_non_null(strstr(body_of_answer(), "\"NotFound\""));
    ask("GET /api/v1/tasks/" FAKE_TASK_ID "/details", "", "");
    expect_status(404);
}

/* --- sending --- */

static void expect_id(const char *accept, const char *type, const char *body) {
    char headers[256], line[128];
    snprintf(headers, sizeof headers, "Content-Type: application/json\r\n%s", accept);
    ask(POST_TASK, headers, ORDER);
    expect_status(200);
    snprintf(line, sizeof line, "Content-Type: %s; charset=utf-8", type);
    expect_header(line);
    expect_body(body);
}

static void the_id_is_bare_or_quoted_as_the_client_can_read_it(void **state) {
    (void)state;
    expect_id("", "text/plain", FAKE_TASK_ID);
    expect_id("Accept: text/plain\r\n", "text/plain", FAKE_TASK_ID);
    expect_id("Accept: */*\r\n", "text/plain", FAKE_TASK_ID);
    expect_id("Accept: text/html, image/gif, image/jpeg, */*; q=0.2\r\n", "text/plain",
              FAKE_TASK_ID);
    expect_id("Accept: application/json, text/plain, */*\r\n", "text/plain", FAKE_TASK_ID);
    expect_id("Accept: application/json\r\n", "application/json", "\"" FAKE_TASK_ID "\"");
}

static void expect_order(const char *body, const char *options, const char *parts) {
    ask(POST_TASK, "Content-Type: application/json; charset=utf-8\r\n", body);
    expect_status(200);
    assert_string_equal(at->tasks.options, options);
    assert_string_equal(at->tasks.parts, parts);
}

static void what_was_asked_for_reaches_the_task(void **state) {
    (void)state;
    expect_order(ORDER, "format=Csv", "pattern:2 image:3 ");
    expect_order("{\"OMRFILE\":\"e30\\u003d\",\"Images\":[\"Zm9v\",\"\\/9j\\/\"],"
                 "\"outputformat\":\"XML\",\"RecognitionThreshold\":30,\"other\":{}}",
                 "format=Xml threshold=30", "pattern:2 image:3 image:3 ");
    expect_order("{\"omrFile\":\"e3\\r\\n0=\",\"images\":[\"Z m9v\\n\"],\"outputFormat\":null,"
                 "\"recognitionThreshold\":null}",
                 "format=Csv", "pattern:2 image:3 ");
    expect_order("{\"omrFile\":\"e30=\",\"images\":[\"Zm9v\"],\"outputFormat\":4,"
                 "\"recognitionThreshold\":0}",
                 "format=Json threshold=0", "pattern:2 image:3 ");
}

static void expect_complaint(const char *body, const char *member) {
    char text[64];
    ask(POST_TASK, "Content-Type: application/json\r\n", body);
    expect_status(400);
    expect_header("Content-Type: application/problem+json; charset=utf-8");
    snprintf(text, sizeof text, "\"%s\":[\"", member);
    const char *errors = strstr(body_of_answer(), "\"errors\":{");
    if (!errors || !strstr(errors, text))
        fail_msg("%s is not named for %s: %s", member, body, body_of_answer());
}

static void a_malformed_request_is_400_and_names_what_is_wrong(void **state) {
    (void)state;
    expect_complaint("", "$");
    expect_complaint("{", "$");
    expect_complaint("[]", "$");
    expect_complaint("{}", "omrFile");
    expect_complaint("{}", "images");
    expect_complaint("{\"omrFile\":\"e30=\",\"images\":[]}", "images");
    expect_complaint("{\"omrFile\":\"e30=\",\"images\":{}}", "images");
    expect_complaint("{\"omrFile\":\"e30=\",\"images\":[\"!\"]}", "images[0]");
    expect_complaint("{\"omrFile\":\"e30=\",\"images\":[\"Zm9v\",7]}", "images[1]");
    expect_complaint("{\"omrFile\":\"\",\"images\":[\"Zm9v\"]}", "omrFile");
    expect_complaint("{\"omrFile\":\"e30=\",\"images\":[\"a\",\"b\",\"c\",\"d\",\"e\"]}", "images");
    expect_complaint("{\"omrFile\":\"e30=\",\"images\":[\"Zm9v\"],\"outputFormat\":\"Png\"}",
                     "outputFormat");
    expect_complaint("{\"omrFile\":\"e30=\",\"images\":[\"Zm9v\"],\"recognitionThreshold\":101}",
                     "recognitionThreshold");
    expect_complaint("{\"omrFile\":\"e30=\",\"images\":[\"Zm9v\"],\"recognitionThreshold\":\"x\"}",
                     "recognitionThreshold");
    assert_int_equal(at->tasks.state, SRV_TASK_UNKNOWN);
}

static void expect_advice(const char *body, const char *advice) {
    ask(POST_TASK, "Content-Type: application/json\r\n", body);
    expect_status(400);
    if (!strstr(body_of_answer(), advice))
        fail_msg("%s is not said of %s: %s", advice, body, body_of_answer());
}

static void what_is_wrong_with_a_member_says_what_would_be_right(void **state) {
    (void)state;
    expect_advice("{\"omrFile\":", "\"$\":[\"is no usable JSON: line 1, column 12: ");
    expect_advice("[]", "\"$\":[\"must be a JSON object\"]");
    expect_advice("{\"omrFile\":\"e30=\",\"images\":[\"data:image/png;base64,Zm9v\"]}",
                  "\"images[0]\":[\"must be Base64 alone, without a `data:` prefix\"]");
}

static void a_full_queue_is_503_and_says_when_to_come_again(void **state) {
    (void)state;
    at->tasks.is_full = true;
    ask(POST_TASK, "Content-Type: application/json\r\n", ORDER);
    expect_status(503);
    expect_header("Retry-After: 5");
}

static void a_body_of_another_kind_is_415(void **state) {
    (void)state;
    ask(POST_TASK, "Content-Type: text/csv\r\n", "a");
    expect_status(415);
    ask(POST_TASK, "Content-Type: application/json\r\nContent-Encoding: gzip\r\n", "a");
    expect_status(415);
}

/* --- fetching --- */

static void expect_state(enum srv_task_state state, const char *accept, const char *rest) {
    char body[512];
    at->tasks.state = state;
    ask(GET_TASK, accept, "");
    expect_status(200);
    expect_header("Content-Type: application/json; charset=utf-8");
    snprintf(body, sizeof body, "{\"id\":\"" FAKE_TASK_ID "\",%s}", rest);
    expect_body(body);
}

#define NOTHING_FOUND                                                                              \
    "\"results\":null,\"error\":{\"messages\":[\"Task not found\"],\"warnings\":[]}"
#define RESULT                                                                                     \
    "\"responseStatusCode\":\"Ok\",\"results\":[{\"type\":\"Csv\",\"data\":"                       \
    "\"RWxlbWVudCBOYW1lLFZhbHVlLApBLCJCIgo=\"}],\"error\":null"
#define FAILURE                                                                                    \
    "\"responseStatusCode\":\"Error\",\"results\":null,\"error\":{\"messages\":["                  \
    "\"Could not find positioning markers on the image\"],\"warnings\":[]}"

static void each_state_has_its_body_in_the_tutorials_words(void **state) {
    (void)state;
    expect_state(SRV_TASK_PENDING, "Accept: text/plain\r\n",
                 "\"responseStatusCode\":\"Processing\",\"results\":null,\"error\":null");
    expect_state(SRV_TASK_DONE, "", RESULT);
    expect_state(SRV_TASK_FAILED, "Accept: */*\r\n", FAILURE);
    expect_state(SRV_TASK_UNKNOWN, "Accept: text/plain\r\n",
                 "\"responseStatusCode\":\"NotFound\"," NOTHING_FOUND);
}

static void each_state_has_its_body_in_the_client_libraries_words(void **state) {
    (void)state;
    static const char accept[] = "Accept: application/json\r\n";
    expect_state(SRV_TASK_PENDING, accept,
                 "\"responseStatusCode\":\"NotReady\",\"results\":null,\"error\":null");
    expect_state(SRV_TASK_DONE, accept, RESULT);
    expect_state(SRV_TASK_FAILED, accept, FAILURE);
    expect_state(SRV_TASK_UNKNOWN, accept,
                 "\"responseStatusCode\":\"TaskNotFound\"," NOTHING_FOUND);
}

static void a_setting_pins_the_words(void **state) {
    (void)state;
    close_http();
    open_http(SRV_WORDS_TUTORIAL, 0);
    expect_state(SRV_TASK_PENDING, "Accept: application/json\r\n",
                 "\"responseStatusCode\":\"Processing\",\"results\":null,\"error\":null");
    close_http();
    open_http(SRV_WORDS_LIBRARY, 0);
    expect_state(SRV_TASK_PENDING, "",
                 "\"responseStatusCode\":\"NotReady\",\"results\":null,\"error\":null");
}

static void a_finished_task_says_how_many_fields_need_a_person(void **state) {
    (void)state;
    expect_state(SRV_TASK_DONE, "", RESULT);
    expect_header("Omr-Review: 2");
    expect_state(SRV_TASK_PENDING, "",
                 "\"responseStatusCode\":\"Processing\",\"results\":null,\"error\":null");
    assert_null(strstr(at->answer.bytes, "Omr-Review"));
}

static void several_results_come_in_order(void **state) {
    (void)state;
    at->tasks.result_count = 2;
    at->tasks.state = SRV_TASK_DONE;
    ask(GET_TASK, "", "");
    assert_non_null(strstr(body_of_answer(), "\"},{\"type\":\"Csv\",\"data\":\""));
}

static void expect_spelling(const char *target, const char *echo) {
    char line[512], text[256];
    at->tasks.state = SRV_TASK_DONE;
    snprintf(line, sizeof line, "GET %s", target);
    ask(line, "", "");
    expect_status(200);
    snprintf(text, sizeof text, "{\"id\":\"%s\",\"responseStatusCode\":\"Ok\"", echo);
    if (strncmp(body_of_answer(), text, strlen(text)) != 0)
        fail_msg("%s: %s", target, body_of_answer());
}

static void an_id_is_found_however_a_client_spells_it(void **state) {
    (void)state;
#define GET BASE "/GetRecognizeTemplate?id="
    expect_spelling(GET FAKE_TASK_ID "&", FAKE_TASK_ID);
    expect_spelling(GET "%22" FAKE_TASK_ID "%22", "\\\"" FAKE_TASK_ID "\\\"");
    expect_spelling(GET "b%27" FAKE_TASK_ID "%27", "b'" FAKE_TASK_ID "'");
    expect_spelling(GET "+" FAKE_TASK_ID "%0a", " " FAKE_TASK_ID "\\n");
    expect_spelling(GET "0B5D2F6E-6C1A-4E9B-8F37-5A0D3C2B1A09",
                    "0B5D2F6E-6C1A-4E9B-8F37-5A0D3C2B1A09");
    expect_spelling("//v5.1//omr/recognizetemplate/getrecognizetemplate/?x=1&ID=" FAKE_TASK_ID,
                    FAKE_TASK_ID);
    expect_spelling("/V5/Omr/Recognize%54emplate/GetRecognizeTemplate?id=" FAKE_TASK_ID,
                    FAKE_TASK_ID);
}

static void an_odd_query_is_an_unknown_id(void **state) {
    (void)state;
    ask("GET " BASE "/GetRecognizeTemplate?%00=%zz&a&=b", "", "");
    expect_body("{\"id\":\"\",\"responseStatusCode\":\"NotFound\"," NOTHING_FOUND "}");
    ask("GET " BASE "/GetRecognizeTemplate?id=%00%ff", "", "");
    expect_body("{\"id\":\"\\u0000\xef\xbf\xbd\",\"responseStatusCode\":\"NotFound\"," NOTHING_FOUND
                "}");
    ask("GET " BASE "/GetRecognizeTemplate?", "", "");
    expect_status(200);
}

/* --- waiting --- */

static void *finish_soon(void *context) {
    struct fixture *fixture = context;
    usleep(300000);
    fixture->tasks.state = SRV_TASK_DONE;
    srv_http_wake(fixture->http, FAKE_TASK_ID);
    return NULL;
}

static double now_s(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void a_fetch_waits_until_the_task_has_ended(void **state) {
    (void)state;
    close_http();
    open_http(SRV_WORDS_BY_ACCEPT, 5);
    at->tasks.state = SRV_TASK_PENDING;
    pthread_t thread;
    double begin = now_s();
    assert_int_equal(pthread_create(&thread, NULL, finish_soon, at), 0);
    ask(GET_TASK, "", "");
    pthread_join(thread, NULL);
    assert_non_null(strstr(body_of_answer(), "\"Ok\""));
    assert_true(now_s() - begin > 0.25 && now_s() - begin < 2);
}

static void a_fetch_waits_no_longer_than_it_may(void **state) {
    (void)state;
    close_http();
    open_http(SRV_WORDS_BY_ACCEPT, 0.5);
    double begin = now_s();
    expect_state(SRV_TASK_PENDING, "",
                 "\"responseStatusCode\":\"Processing\",\"results\":null,\"error\":null");
    assert_true(now_s() - begin > 0.4 && now_s() - begin < 2);
}

/* --- the rest --- */

static void both_spellings_cancel_as_often_as_one_likes(void **state) {
    (void)state;
    at->tasks.state = SRV_TASK_PENDING;
    ask("DELETE " BASE "?id=" FAKE_TASK_ID, "Content-Type: application/json\r\n", "{}");
    expect_status(200);
    expect_header("Content-Length: 0");
    assert_int_equal(at->tasks.state, SRV_TASK_UNKNOWN);
    at->tasks.state = SRV_TASK_PENDING;
    ask("DELETE " BASE "/CancelRecognizeTemplate?id=" FAKE_TASK_ID, "", "");
    expect_status(200);
    assert_int_equal(at->tasks.state, SRV_TASK_UNKNOWN);
    ask("DELETE " BASE "/CancelRecognizeTemplate?id=" FAKE_TASK_ID, "", "");
    expect_status(200);
    assert_int_equal(at->tasks.cancel_count, 3);
}

static void details_are_handed_on(void **state) {
    (void)state;
    at->tasks.state = SRV_TASK_DONE;
    ask("GET /api/v1/tasks/" FAKE_TASK_ID "/details", "", "");
    expect_status(200);
    expect_header("Content-Type: application/json; charset=utf-8");
    expect_header("Omr-Review: 2");
    expect_body("{\"schema\":\"omr.details/1\"}");
}

static void details_of_several_pages_have_a_line_each(void **state) {
    (void)state;
    at->tasks.state = SRV_TASK_DONE;
    at->tasks.details = "{\"page\":1}\n{\"page\":2}\n";
    ask("GET /api/v1/tasks/" FAKE_TASK_ID "/details", "", "");
    expect_header("Content-Type: application/x-ndjson; charset=utf-8");
    expect_body("{\"page\":1}\n{\"page\":2}\n");
}

static void details_of_what_is_not_done_are_409_or_404(void **state) {
    (void)state;
    at->tasks.state = SRV_TASK_PENDING;
    ask("GET /api/v1/tasks/" FAKE_TASK_ID "/details", "", "");
    expect_status(409);
    expect_header("Retry-After: 1");
    at->tasks.state = SRV_TASK_FAILED;
    ask("GET /api/v1/tasks/" FAKE_TASK_ID "/details", "", "");
    expect_status(409);
    assert_non_null(strstr(body_of_answer(), "Could not find positioning markers"));
    ask("GET /api/v1/tasks/nonsense/details", "", "");
    expect_status(404);
}

static void health_tells_of_the_work(void **state) {
    (void)state;
    ask_raw("GET /health", "", "");
    expect_status(200);
    expect_body("{\"status\":\"ok\",\"version\":\"0.1.0\",\"waiting\":3,\"running\":2,"
                "\"workers\":1}");
    at->tasks.workers_alive = 0;
    ask_raw("GET /health", "", "");
    expect_status(503);
}

static void unknown_paths_are_404_and_wrong_methods_405(void **state) {
    (void)state;
    static const char *const unknown[] = {"GET /", "GET /v4.0/omr/RecognizeTemplate",
                                          "GET /v5.0/omr", "GET /a/b/c/d/e/f/g/h/i/j",
                                          "GET /connect/token/x"};
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
        ask(unknown[i], "", "");
        expect_status(404);
        assert_int_equal(*body_of_answer(), '{');
    }
    ask("PUT " BASE "/PostRecognizeTemplate", "", "");
    expect_status(405);
    expect_header("Allow: POST");
    ask("POST " BASE "/GetRecognizeTemplate", "", "");
    expect_status(405);
    expect_header("Allow: GET, HEAD");
    assert_int_equal(*body_of_answer(), '{');
}

static void no_header_is_ever_sent_twice(void **state) {
    (void)state;
    static const char *const lines[] = {"GET /health", GET_TASK, "PUT /health", "GET /nowhere"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        ask(lines[i], "", "");
        char names[32][64];
        int count = 0;
        const char *line = strstr(at->answer.bytes, "\r\n") + 2;
        for (; strncmp(line, "\r\n", 2) != 0; line = strstr(line, "\r\n") + 2) {
            snprintf(names[count], sizeof names[count], "%.*s", (int)strcspn(line, ":"), line);
            for (int k = 0; k < count; k++)
                assert_string_not_equal(names[k], names[count]);
            count++;
        }
        assert_true(count >= 4);
    }
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(a_form_gets_a_token),
        CASE(a_multipart_form_gets_a_token),
        CASE(basic_authorization_gets_a_token),
        CASE(token_errors_have_the_codes_of_the_standard),
        CASE(a_token_request_of_another_kind_is_415),
        CASE(without_a_token_it_is_401),
        CASE(the_scheme_may_be_written_in_any_case),
        CASE(another_clients_task_is_unknown),
        CASE(the_id_is_bare_or_quoted_as_the_client_can_read_it),
        CASE(what_was_asked_for_reaches_the_task),
        CASE(a_malformed_request_is_400_and_names_what_is_wrong),
        CASE(what_is_wrong_with_a_member_says_what_would_be_right),
        CASE(a_full_queue_is_503_and_says_when_to_come_again),
        CASE(a_body_of_another_kind_is_415),
        CASE(each_state_has_its_body_in_the_tutorials_words),
        CASE(each_state_has_its_body_in_the_client_libraries_words),
        CASE(a_setting_pins_the_words),
        CASE(a_finished_task_says_how_many_fields_need_a_person),
        CASE(several_results_come_in_order),
        CASE(an_id_is_found_however_a_client_spells_it),
        CASE(an_odd_query_is_an_unknown_id),
        CASE(a_fetch_waits_until_the_task_has_ended),
        CASE(a_fetch_waits_no_longer_than_it_may),
        CASE(both_spellings_cancel_as_often_as_one_likes),
        CASE(details_are_handed_on),
        CASE(details_of_several_pages_have_a_line_each),
        CASE(details_of_what_is_not_done_are_409_or_404),
        CASE(health_tells_of_the_work),
        CASE(unknown_paths_are_404_and_wrong_methods_405),
        CASE(no_header_is_ever_sent_twice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
