/* SPDX-License-Identifier: MIT
 *
 * The `omr.details/1` and `omr.respondent/1` objects. Numbers are written through integers, so that
 * neither the locale nor the C library has a say in them. */
#include "base/buffer.h"
#include "base/error.h"

#include <math.h>
#include <omr/collate.h>
#include <omr/result.h>
#include <stdlib.h>
#include <string.h>

static void write_text(struct omr_buffer *into, const char *text) {
    omr_buffer_json_string(into, text, strlen(text));
}

/* `value` with at most `decimals` decimals; null where it is no sensible number. */
static void write_number(struct omr_buffer *into, double value, int decimals) {
    long long scale = 1;
    for (int i = 0; i < decimals; i++)
        scale *= 10;
    if (!(fabs(value) < 1e12)) {
        omr_buffer_text(into, "null");
        return;
    }
    long long scaled = llround(value * (double)scale), magnitude = llabs(scaled);
    omr_buffer_format(into, "%s%lld", scaled < 0 ? "-" : "", magnitude / scale);
    long long rest = magnitude % scale;
    if (!rest)
        return;
    for (; rest % 10 == 0; decimals--)
        rest /= 10;
    omr_buffer_format(into, ".%0*lld", decimals, rest);
}

static void write_named(struct omr_buffer *into, const char *name, double value, int decimals) {
    omr_buffer_format(into, "\"%s\":", name);
    write_number(into, value, decimals);
}

static void write_findings(struct omr_buffer *into, const struct omr_result *result) {
    omr_buffer_text(into, ",\"findings\":[");
    for (int i = 0; result && i < result->finding_count; i++) {
        omr_buffer_text(into, i ? ",{\"code\":" : "{\"code\":");
        write_text(into, result->findings[i].code);
        omr_buffer_text(into, ",\"text\":");
        write_text(into, result->findings[i].text);
        omr_buffer_char(into, '}');
    }
    omr_buffer_char(into, ']');
}

/* Which page of the form it is, and of which copy, where that is a question. */
static void write_form_page(struct omr_buffer *into, const struct omr_result *result) {
    if (!result || (result->page_count < 2 && !(result->copy && *result->copy)))
        return;
    omr_buffer_format(into, ",\"form_page\":%d,\"form_pages\":%d,\"copy\":", result->page,
                      result->page_count);
    write_text(into, result->copy);
}

static void write_registration(struct omr_buffer *into, const struct omr_result *result) {
    omr_buffer_text(into, ",\"registration\":");
    if (!result) {
        omr_buffer_text(into, "null");
        return;
    }
    const struct omr_registration_summary *summary = &result->registration;
    for (int i = 0; i < 4; i++) {
        omr_buffer_text(into, i ? ",[" : "{\"corners\":[[");
        write_number(into, summary->corners[i].x, 2);
        omr_buffer_char(into, ',');
        write_number(into, summary->corners[i].y, 2);
        omr_buffer_char(into, ']');
    }
    omr_buffer_text(into, "],");
    write_named(into, "residual_px", summary->residual_px, 3);
    omr_buffer_char(into, ',');
    write_named(into, "rotation", summary->rotation_deg, 3);
    omr_buffer_text(into, ",\"method\":");
    write_text(into, summary->method ? summary->method : "");
    omr_buffer_char(into, '}');
}

static void write_reasons(struct omr_buffer *into, unsigned reasons) {
    const char *separator = "";
    omr_buffer_text(into, ",\"reasons\":[");
    for (int bit = 0; bit < OMR_REASON_COUNT; bit++)
        if (reasons & 1u << bit) {
            omr_buffer_text(into, separator);
            write_text(into, omr_reason_code((enum omr_reason)(1 << bit)));
            separator = ",";
        }
    omr_buffer_char(into, ']');
}

static void write_bubbles(struct omr_buffer *into, const struct omr_field *field) {
    omr_buffer_text(into, ",\"bubbles\":[");
    for (int i = 0; i < field->bubble_count; i++) {
        const struct omr_bubble_reading *bubble = &field->bubbles[i];
        omr_buffer_text(into, i ? ",{\"value\":" : "{\"value\":");
        write_text(into, bubble->value);
        omr_buffer_char(into, ',');
        write_named(into, "fill", bubble->fill, 4);
        omr_buffer_text(into, bubble->is_marked ? ",\"marked\":true," : ",\"marked\":false,");
        if (bubble->is_dropped)
            omr_buffer_text(into, "\"dropped\":true,");
        write_named(into, "x", bubble->x_px, 2);
        omr_buffer_char(into, ',');
        write_named(into, "y", bubble->y_px, 2);
        omr_buffer_char(into, '}');
    }
    omr_buffer_char(into, ']');
}

static void write_fields(struct omr_buffer *into, const struct omr_result *result) {
    omr_buffer_text(into, ",\"fields\":[");
    for (int i = 0; result && i < result->field_count; i++) {
        const struct omr_field *field = &result->fields[i];
        omr_buffer_text(into, i ? ",{\"name\":" : "{\"name\":");
        write_text(into, field->name);
        omr_buffer_text(into, ",\"value\":");
        write_text(into, field->value);
        omr_buffer_char(into, ',');
        write_named(into, "confidence", field->confidence, 4);
        omr_buffer_text(into, field->needs_review ? ",\"review\":true" : ",\"review\":false");
        write_reasons(into, field->reasons);
        write_bubbles(into, field);
        omr_buffer_char(into, '}');
    }
    omr_buffer_char(into, ']');
}

static void write_timings(struct omr_buffer *into, const struct omr_result *result) {
    omr_buffer_text(into, ",\"timings_ms\":{");
    if (result) {
        const struct omr_timings *timings = &result->timings;
        const struct {
            const char *stage;
            double ms;
        } stages[] = {
            {"decode", timings->decode_ms},   {"registration", timings->registration_ms},
            {"mark", timings->mark_ms},       {"decision", timings->decision_ms},
            {"barcode", timings->barcode_ms}, {"total", timings->total_ms},
        };
        for (size_t i = 0; i < sizeof stages / sizeof *stages; i++) {
            omr_buffer_text(into, i ? "," : "");
            write_named(into, stages[i].stage, stages[i].ms, 3);
        }
    }
    omr_buffer_char(into, '}');
}

static enum omr_status detach(struct omr_buffer *into, char **text, size_t *size,
                              struct omr_error *err) {
    char *bytes = omr_buffer_detach(into, size);
    if (!bytes)
        return omr_fail_memory(err);
    *text = bytes;
    return OMR_OK;
}

enum omr_status omr_details_write(const struct omr_result *result, const char *image_name, int page,
                                  const char *error_text, char **text, size_t *size,
                                  struct omr_error *err) {
    struct omr_buffer into = {0};
    omr_buffer_text(&into, "{\"schema\":\"omr.details/1\",\"image\":");
    write_text(&into, image_name);
    omr_buffer_format(&into, ",\"page\":%d,\"error\":", page);
    if (error_text)
        write_text(&into, error_text);
    else
        omr_buffer_text(&into, "null");
    write_form_page(&into, result);
    write_findings(&into, result);
    write_registration(&into, result);
    write_fields(&into, result);
    write_timings(&into, result);
    omr_buffer_char(&into, '}');
    return detach(&into, text, size, err);
}

static void write_pages(struct omr_buffer *into, const struct omr_respondent *respondent) {
    omr_buffer_text(into, ",\"pages\":[");
    for (int i = 0; i < respondent->page_count; i++) {
        const struct omr_respondent_page *page = &respondent->pages[i];
        omr_buffer_text(into, i ? ",{\"image\":" : "{\"image\":");
        write_text(into, page->image);
        omr_buffer_format(into, ",\"page\":%d,\"form_page\":%d}",
                          page->image_page ? page->image_page : 1, page->page);
    }
    omr_buffer_text(into, "],\"missing\":[");
    for (int i = 0; i < respondent->missing_count; i++)
        omr_buffer_format(into, i ? ",%d" : "%d", respondent->missing[i]);
    omr_buffer_char(into, ']');
}

enum omr_status omr_respondent_write(const struct omr_respondent *respondent, char **text,
                                     size_t *size, struct omr_error *err) {
    struct omr_buffer into = {0};
    const struct omr_result *result = respondent->result;
    omr_buffer_format(
        &into, "{\"schema\":\"omr.respondent/1\",\"respondent\":%d,\"copy\":", respondent->number);
    write_text(&into, respondent->copy);
    write_pages(&into, respondent);
    omr_buffer_format(&into, ",\"review\":%d", result ? result->review_count : 0);
    write_findings(&into, result);
    omr_buffer_char(&into, '}');
    return detach(&into, text, size, err);
}
