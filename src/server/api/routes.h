/* SPDX-License-Identifier: MIT
 *
 * The table of what can be asked. */
#ifndef OMR_SERVER_API_ROUTES_H
#define OMR_SERVER_API_ROUTES_H

#include "server/api/call.h"

enum srv_route_body {
    SRV_BODY_NONE, /* one that comes nevertheless is passed over */
    SRV_BODY_FORM, /* urlencoded or multipart */
    SRV_BODY_JSON
};

struct srv_route {
    const char *method;
    const char *path; /* "{version}" stands for v5, v5.0, v5.1; "{id}" for anything */
    srv_operation *operation;
    bool is_open; /* needs no token */
    enum srv_route_body body;
    size_t max_body; /* 0: the server's limit */
};

/* The route of a request, or NULL. `*allowed` (for an Allow header) then lists the methods of that
 * path, or is NULL when the path is unknown. HEAD is answered where GET is. Segments are compared
 * decoded and without regard to case; empty ones do not count. */
const struct srv_route *srv_route_find(struct omr_arena *arena, const char *method,
                                       const char *path, const char **path_id,
                                       const char **allowed);

#endif
