/* SPDX-License-Identifier: MIT
 *
 * GET .../GetRecognizeTemplate?id= and .../GetGenerateTemplate?id=: what became of a task. Always
 * 200 and a JSON object with the same four keys in the same order. */
#include "server/api/call.h"

#include "base/base64.h"

#include <string.h>

/* by state: the tutorial's word, the client libraries' word */
static const char *const words[][2] = {
    [SRV_TASK_UNKNOWN] = {"NotFound", "TaskNotFound"},
    [SRV_TASK_PENDING] = {"Processing", "NotReady"},
    [SRV_TASK_DONE] = {"Ok", "Ok"},
    [SRV_TASK_FAILED] = {"Error", "Error"},
};

static const char *choose_word(const struct srv_call *call, enum srv_task_state state) {
    enum srv_vocabulary vocabulary = call->api->settings.vocabulary;
    bool is_library = vocabulary == SRV_WORDS_LIBRARY ||
                      (vocabulary == SRV_WORDS_BY_ACCEPT && srv_accepts_json_only(call));
    return words[state][is_library];
}

static void write_results(struct omr_buffer *body, const struct srv_task_view *view) {
    if (view->state != SRV_TASK_DONE) {
        omr_buffer_text(body, "null");
        return;
    }
    omr_buffer_char(body, '[');
    for (int i = 0; i < view->result_count; i++) {
        const struct srv_part *part = &view->results[i];
        omr_buffer_text(body, i ? ",{\"type\":" : "{\"type\":");
        omr_buffer_json_string(body, part->name, strlen(part->name));
        omr_buffer_text(body, ",\"data\":\"");
        omr_base64_write(body, part->bytes, part->size);
        omr_buffer_text(body, "\"}");
    }
    omr_buffer_char(body, ']');
}

/* With both lists always there: some clients cannot do without. */
static void write_error(struct omr_buffer *body, const char *const *messages, int count) {
    omr_buffer_text(body, "{\"messages\":[");
    for (int i = 0; i < count; i++) {
        if (i)
            omr_buffer_char(body, ',');
        omr_buffer_json_string(body, messages[i], strlen(messages[i]));
    }
    omr_buffer_text(body, "],\"warnings\":[]}");
}

static void write_errors_of(struct omr_buffer *body, const struct srv_task_view *view) {
    static const char *const not_found[] = {"Task not found"};
    if (view->state == SRV_TASK_UNKNOWN)
        write_error(body, not_found, 1);
    else if (view->state == SRV_TASK_FAILED)
        write_error(body, view->messages, view->message_count);
    else
        omr_buffer_text(body, "null");
}

static void answer_view(struct srv_call *call, const char *kind, const struct srv_sent_id *sent,
                        const struct srv_task_view *view) {
    struct omr_buffer body = {0};
    omr_buffer_text(&body, "{\"id\":");
    omr_buffer_json_string(&body, sent->as_sent.bytes, sent->as_sent.size);
    omr_buffer_format(
        &body, ",\"responseStatusCode\":\"%s\",\"results\":", choose_word(call, view->state));
    write_results(&body, view);
    omr_buffer_text(&body, ",\"error\":");
    write_errors_of(&body, view);
    omr_buffer_char(&body, '}');
    if (view->state == SRV_TASK_DONE && strcmp(kind, "recognize") == 0)
        srv_set_counts(call, view);
    srv_http_reply(call->exchange, 200, "application/json; charset=utf-8", &body);
}

/* Watches before it looks, so that a task that ends in between is not missed. */
static enum omr_status look(struct srv_call *call, const char *kind, const char *id,
                            struct srv_task_view *view) {
    if (!*id)
        return OMR_OK;
    if (call->api->settings.long_poll_s > 0)
        srv_http_watch(call->exchange, id);
    return srv_tasks_find(call->api->settings.tasks, call->client_id, kind, id, view, NULL);
}

static void fetch(struct srv_call *call, const char *kind) {
    struct srv_sent_id sent = srv_read_id(call);
    struct srv_task_view view = {.state = SRV_TASK_UNKNOWN};
    enum omr_status status = look(call, kind, sent.id, &view);
    if (status) {
        srv_answer_failure(call, status);
        return;
    }
    double long_poll_s = call->api->settings.long_poll_s;
    if (view.state == SRV_TASK_PENDING && long_poll_s > 0 && !srv_http_is_late(call->exchange))
        srv_http_wait(call->exchange, long_poll_s);
    else
        answer_view(call, kind, &sent, &view);
    srv_task_view_clear(&view);
}

void srv_op_fetch_recognition(struct srv_call *call) {
    fetch(call, "recognize");
}

void srv_op_fetch_generation(struct srv_call *call) {
    fetch(call, "generate");
}
