/* SPDX-License-Identifier: MIT */
#include "recognition/result/merge.h"

#include "base/buffer.h"
#include "base/error.h"
#include "recognition/result/own.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct making {
    const struct omr_merge *merge;
    struct omr_arena *arena;
    struct omr_result *result;
    struct omr_field *fields;
    struct omr_finding *findings;
    bool has_failed;
};

__attribute__((format(printf, 3, 4))) static void note_finding(struct making *at, const char *code,
                                                               const char *format, ...) {
    char text[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    const char *kept = omr_arena_copy(at->arena, text, strlen(text));
    at->has_failed |= !kept;
    at->findings[at->result->finding_count++] = (struct omr_finding){code, kept};
}

static void add_findings(struct making *at, int index) {
    const struct omr_merge_page *page = &at->merge->pages[index];
    int number = index + 1, count = at->merge->page_count;
    for (int i = 0; page->result && i < page->result->finding_count; i++) {
        const struct omr_finding *finding = &page->result->findings[i];
        note_finding(at, finding->code, "page %d: %s", number, finding->text);
    }
    if (page->result && page->seen_before)
        note_finding(at, "duplicate_page", "page %d of this copy was there before: %s", number,
                     page->seen_before);
    if (!page->result && !at->merge->is_alone)
        note_finding(at, "missing_page", "page %d of %d is missing", number, count);
}

static const char *name_field(struct making *at, int page, const char *name) {
    struct omr_buffer text = {0};
    if (at->merge->is_alone)
        return name;
    omr_buffer_format(&text, "Page%d", page);
    omr_buffer_text(&text, name);
    const char *kept = text.has_failed ? NULL : omr_arena_copy(at->arena, text.bytes, text.size);
    omr_buffer_clear(&text);
    at->has_failed |= !kept;
    return kept;
}

/* The rows of all pages, those that stand behind all others or the rest. */
static void add_fields(struct making *at, bool is_last) {
    for (int p = 0; p < at->merge->page_count; p++) {
        const struct omr_result *page = at->merge->pages[p].result;
        for (int i = 0; page && i < page->field_count; i++) {
            if (page->fields[i].is_last != is_last)
                continue;
            struct omr_field *field = &at->fields[at->result->field_count++];
            *field = page->fields[i];
            field->name = name_field(at, p + 1, field->name);
        }
    }
}

static void add_timings(struct omr_timings *sum, const struct omr_timings *timings) {
    sum->decode_ms += timings->decode_ms;
    sum->registration_ms += timings->registration_ms;
    sum->mark_ms += timings->mark_ms;
    sum->decision_ms += timings->decision_ms;
    sum->barcode_ms += timings->barcode_ms;
    sum->total_ms += timings->total_ms;
}

static bool make_room(struct making *at) {
    size_t fields = 1, findings = 1;
    for (int p = 0; p < at->merge->page_count; p++) {
        const struct omr_result *page = at->merge->pages[p].result;
        fields += page ? (size_t)page->field_count : 0;
        findings += 2 + (page ? (size_t)page->finding_count : 0);
    }
    at->fields = OMR_ARENA_ARRAY(at->arena, struct omr_field, fields);
    at->findings = OMR_ARENA_ARRAY(at->arena, struct omr_finding, findings);
    return at->fields && at->findings;
}

static bool make(struct making *at) {
    struct omr_result *result = at->result;
    if (!make_room(at))
        return false;
    result->page_count = at->merge->page_count;
    result->registration.method = "";
    result->fields = at->fields;
    result->findings = at->findings;
    result->copy = omr_arena_copy(at->arena, at->merge->copy, strlen(at->merge->copy));
    for (int p = 0; p < at->merge->page_count; p++) {
        const struct omr_result *page = at->merge->pages[p].result;
        add_findings(at, p);
        if (!page)
            continue;
        result->review_count += page->review_count;
        add_timings(&result->timings, &page->timings);
        if (at->merge->is_alone) {
            result->page = page->page;
            result->registration = page->registration;
        }
    }
    add_fields(at, false);
    add_fields(at, true);
    return result->copy && !at->has_failed;
}

enum omr_status omr_results_merge(struct omr_result **result, const struct omr_merge *merge,
                                  struct omr_error *err) {
    struct omr_owned_result *made = calloc(1, sizeof *made);
    if (!made)
        return omr_fail_memory(err);
    struct making at = {.merge = merge, .arena = &made->arena, .result = &made->result};
    if (!make(&at)) {
        omr_result_free(&made->result);
        return omr_fail_memory(err);
    }
    *result = &made->result;
    return OMR_OK;
}
