/* SPDX-License-Identifier: MIT */
#include "server/api/routes.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { SEGMENTS_MAX = 8, TOKEN_BODY_MAX = 65536, SMALL_BODY_MAX = 65536 };

#define RECOGNITION "/{version}/omr/RecognizeTemplate"
#define GENERATION "/{version}/omr/GenerateTemplate"

static const struct srv_route routes[] = {
    {"POST", "/connect/token", srv_op_token, true, SRV_BODY_FORM, TOKEN_BODY_MAX},
    {"POST", "/oauth2/token", srv_op_token, true, SRV_BODY_FORM, TOKEN_BODY_MAX},
    {"POST", RECOGNITION "/PostRecognizeTemplate", srv_op_post_recognition, false, SRV_BODY_JSON,
     0},
    {"GET", RECOGNITION "/GetRecognizeTemplate", srv_op_fetch_recognition, false, SRV_BODY_NONE,
     SMALL_BODY_MAX},
    {"DELETE", RECOGNITION "/CancelRecognizeTemplate", srv_op_cancel_recognition, false,
     SRV_BODY_NONE, SMALL_BODY_MAX},
    {"DELETE", RECOGNITION, srv_op_cancel_recognition, false, SRV_BODY_NONE, SMALL_BODY_MAX},
    {"POST", GENERATION "/PostGenerateTemplate", srv_op_post_generation, false, SRV_BODY_JSON, 0},
    {"GET", GENERATION "/GetGenerateTemplate", srv_op_fetch_generation, false, SRV_BODY_NONE,
     SMALL_BODY_MAX},
    {"DELETE", GENERATION "/CancelGenerateTemplate", srv_op_cancel_generation, false, SRV_BODY_NONE,
     SMALL_BODY_MAX},
    {"POST", GENERATION, srv_op_post_generation, false, SRV_BODY_JSON, 0},
    {"DELETE", GENERATION, srv_op_cancel_generation, false, SRV_BODY_NONE, SMALL_BODY_MAX},
    /* One client library's calls put a version of their own behind the base. */
    {"POST", "/{version}/GenerateTemplate", srv_op_post_generation, false, SRV_BODY_JSON, 0},
    {"DELETE", "/{version}/GenerateTemplate", srv_op_cancel_generation, false, SRV_BODY_NONE,
     SMALL_BODY_MAX},
    {"POST", "/{version}/omr/{version}/GenerateTemplate", srv_op_post_generation, false,
     SRV_BODY_JSON, 0},
    {"DELETE", "/{version}/omr/{version}/GenerateTemplate", srv_op_cancel_generation, false,
     SRV_BODY_NONE, SMALL_BODY_MAX},
    {"GET", "/api/v1/tasks/{id}/details", srv_op_details, false, SRV_BODY_NONE, SMALL_BODY_MAX},
    {"GET", "/api/v1/tasks/{id}/overlay", srv_op_overlay, false, SRV_BODY_NONE, SMALL_BODY_MAX},
    {"GET", "/health", srv_op_health, true, SRV_BODY_NONE, SMALL_BODY_MAX},
};

struct segments {
    const char *texts[SEGMENTS_MAX];
    int count;
};

/* False when there are more segments than any route has, or memory ran out. */
static bool split_path(struct segments *segments, struct omr_arena *arena, const char *path) {
    segments->count = 0;
    while (*path) {
        path += strspn(path, "/");
        size_t size = strcspn(path, "/");
        if (!size)
            break;
        struct srv_text text = srv_percent_decode(arena, path, size, false);
        if (!text.bytes || segments->count == SEGMENTS_MAX)
            return false;
        segments->texts[segments->count++] = text.bytes;
        path += size;
    }
    return true;
}

static bool is_version(const char *text) {
    return strcasecmp(text, "v5") == 0 || strcasecmp(text, "v5.0") == 0 ||
           strcasecmp(text, "v5.1") == 0;
}

static bool segment_matches(const char *pattern, size_t size, const char *text, const char **id) {
    if (size == 9 && strncmp(pattern, "{version}", size) == 0)
        return is_version(text);
    if (size == 4 && strncmp(pattern, "{id}", size) == 0) {
        *id = text;
        return true;
    }
    return strlen(text) == size && strncasecmp(pattern, text, size) == 0;
}

static bool path_matches(const char *pattern, const struct segments *segments, const char **id) {
    int at = 0;
    while (*pattern) {
        pattern++;
        size_t size = strcspn(pattern, "/");
        if (at == segments->count || !segment_matches(pattern, size, segments->texts[at], id))
            return false;
        pattern += size;
        at++;
    }
    return at == segments->count;
}

static bool method_matches(const struct srv_route *route, const char *method) {
    return strcmp(route->method, method) == 0 ||
           (strcmp(method, "HEAD") == 0 && strcmp(route->method, "GET") == 0);
}

/* A path may have several routes, one for each method. */
static const char *add_method(struct omr_arena *arena, const char *allowed, const char *method) {
    if (!allowed)
        return method;
    size_t size = strlen(allowed) + strlen(method) + sizeof ", ";
    char *both = omr_arena_take(arena, size, 1);
    if (!both)
        return allowed;
    snprintf(both, size, "%s, %s", allowed, method);
    return both;
}

const struct srv_route *srv_route_find(struct omr_arena *arena, const char *method,
                                       const char *path, const char **path_id,
                                       const char **allowed) {
    struct segments segments;
    *path_id = "";
    *allowed = NULL;
    if (!split_path(&segments, arena, path))
        return NULL;
    for (size_t i = 0; i < sizeof routes / sizeof *routes; i++) {
        if (!path_matches(routes[i].path, &segments, path_id))
            continue;
        if (method_matches(&routes[i], method))
            return &routes[i];
        *allowed = add_method(
            arena, *allowed, strcmp(routes[i].method, "GET") == 0 ? "GET, HEAD" : routes[i].method);
    }
    return NULL;
}
