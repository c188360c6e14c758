/* SPDX-License-Identifier: MIT
 *
 * Any bytes as a form of either kind, as an Accept header, as Base64 and as the id of a task. */
#include "server/http/fields.h"
#include "base/base64.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check_form(const struct srv_form *form) {
    if (form->count < 0 || form->count > SRV_FORM_FIELDS_MAX)
        abort();
    for (int i = 0; i < form->count; i++)
        if (!srv_form_find(form, form->fields[i].name, NULL) ||
            form->fields[i].value.bytes[form->fields[i].value.size] != 0)
            abort();
}

/* What was decoded and encoded again is decoded to the same. */
static void check_base64(const char *text, size_t size) {
    char *once, *again;
    size_t length, length_again;
    if (omr_base64_decode(text, size, &once, &length, NULL))
        return;
    struct omr_buffer encoded = {0};
    omr_base64_write(&encoded, once, length);
    if (omr_base64_decode(encoded.bytes ? encoded.bytes : "", encoded.size, &again, &length_again,
                          NULL) ||
        length != length_again || memcmp(once, again, length) != 0)
        abort();
    free(once);
    free(again);
    omr_buffer_clear(&encoded);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    struct omr_arena arena = {0};
    struct srv_form form;
    /* A copy with a closing zero, as bodies and headers have it. */
    char *text = omr_arena_copy(&arena, (const char *)bytes, size);
    if (!text)
        return 0;
    if (srv_form_parse(&form, &arena, text, size))
        check_form(&form);
    if (srv_form_parse_multipart(&form, &arena, "multipart/form-data; boundary=B", text, size))
        check_form(&form);
    srv_form_parse_multipart(&form, &arena, text, text, strlen(text));
    srv_accept_names(text, "application/json");
    check_base64(text, size);
    omr_arena_clear(&arena);
    return 0;
}
