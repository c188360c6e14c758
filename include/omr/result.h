/* SPDX-License-Identifier: MIT
 *
 * What was read from one page, and the documents made of it. */
#ifndef OMR_RESULT_H
#define OMR_RESULT_H

#include <omr/error.h>
#include <stdbool.h>
#include <stddef.h>

/* Why a person should look at a field: name, stable code, English text. Bit flags by position. */
#define OMR_REASON_TABLE(X)                                                                        \
    X(OMR_REASON_UNSURE_MARK, "unsure_mark", "a mark is neither clearly there nor clearly absent") \
    X(OMR_REASON_WEAK_MARK, "weak_mark", "one mark is clearly weaker than the other")              \
    X(OMR_REASON_ERASED_MARK, "erased_mark", "a mark looks erased")                                \
    X(OMR_REASON_CROSSED_OUT, "crossed_out", "a mark looks crossed out")                           \
    X(OMR_REASON_SINGLE_MARK, "several_marks", "several marks where only one is allowed")          \
    X(OMR_REASON_THRESHOLD, "threshold", "the given threshold reads a bubble differently")         \
    X(OMR_REASON_CUT_OFF, "cut_off", "part of the field lies outside the picture")                 \
    X(OMR_REASON_POSITION, "position", "the printed bubbles were not found where they should be")  \
    X(OMR_REASON_BARCODE, "barcode_unreadable", "the barcode could not be read")                   \
    X(OMR_REASON_BARCODE_KIND, "barcode_kind", "barcodes of this kind cannot be read")

#define OMR_REASON_BIT(name, code, text) name##_BIT,
enum omr_reason_bit { OMR_REASON_TABLE(OMR_REASON_BIT) OMR_REASON_COUNT };
#undef OMR_REASON_BIT
#define OMR_REASON_FLAG(name, code, text) name = 1 << name##_BIT,
enum omr_reason { OMR_REASON_NONE = 0, OMR_REASON_TABLE(OMR_REASON_FLAG) };
#undef OMR_REASON_FLAG

/* The stable code and the English text of a single reason flag; constants. */
OMR_API const char *omr_reason_code(enum omr_reason reason);
OMR_API const char *omr_reason_text(enum omr_reason reason);

/* A place on the upright picture, in pixels; whole numbers are the middles of pixels. */
struct omr_point {
    double x, y;
};

struct omr_bubble_reading {
    const char *value; /* what a mark here means */
    double fill;       /* 0 empty .. 1 completely filled */
    bool is_marked;
    bool is_dropped; /* there is a mark, but by OMR_CHANGED_DARKEST or _CANCEL it does not count */
    double x_px, y_px; /* centre, in pixels of the upright picture */
    unsigned reasons;  /* OR of enum omr_reason: those of the field's that this bubble gave */
    struct omr_point right, down; /* from the centre to the middle of the printed outline's right
                                     and lower edge, on the picture: its half axes, in any turn */
    bool is_square;               /* the outline: a rectangle, or an ellipse */
};

/* Four corners, in order around what they enclose. */
struct omr_quad {
    struct omr_point corners[4];
};

/* One row of the CSV. */
struct omr_field {
    const char *name;
    const char *value; /* "" when nothing is marked */
    double confidence; /* 0 .. 1 that `value` is what a person would read */
    bool needs_review; /* a person should look */
    unsigned reasons;  /* OR of enum omr_reason; why */
    const struct omr_bubble_reading *bubbles;
    int bubble_count;
    const struct omr_quad *area; /* barcodes: where on the picture it should be; otherwise NULL */
    bool is_last;                /* a grand total, which stands behind all other rows */
};

/* Something the page showed that is not an answer: code and English text. docs/errors.md lists the
 * codes. */
struct omr_finding {
    const char *code;
    const char *text;
};

struct omr_registration_summary {
    struct omr_point corners[4];    /* of the printed page in the picture: TL, TR, BR, BL */
    double residual_px;             /* typical distance of printed bubbles from their place, px */
    double rotation_deg;            /* of the page's top edge in the picture, clockwise positive */
    const char *method;             /* "markers", ... */
    const struct omr_quad *markers; /* the corner markers that were seen */
    int marker_count;
};

struct omr_timings {
    double decode_ms, registration_ms, mark_ms, decision_ms, barcode_ms, total_ms;
};

/* In which order the fields stand. */
enum omr_order {
    OMR_ORDER_NAME, /* by name, numbers by value, without regard to case; grand totals last */
    OMR_ORDER_FORM  /* as the pattern has the elements */
};

/* Strings and arrays belong to the result. Fields are sorted as the CSV shows them. */
struct omr_result {
    const struct omr_field *fields;
    int field_count;
    int review_count; /* fields with needs_review */
    const struct omr_finding *findings;
    int finding_count;
    struct omr_registration_summary registration;
    struct omr_timings timings;
    int page;         /* of the form, from 1; 0: several pages together, see omr/collate.h */
    int page_count;   /* of the form */
    const char *copy; /* forms of several pages: which copy the page is of, by its identifier; "" */
};

/* Ends a result; NULL is allowed. */
OMR_API void omr_result_free(struct omr_result *result);

enum omr_format { OMR_FORMAT_CSV, OMR_FORMAT_JSON, OMR_FORMAT_XML };

/* The keys of a JSON document. */
enum omr_json_shape {
    OMR_JSON_ELEMENTS, /* {"Elements":[{"Name":...,"Value":...}]} */
    OMR_JSON_RESULTS,  /* {"RecognitionResults":[{"ElementName":...,"Value":...}]} */
    OMR_JSON_BOTH
};

/* How a document looks; zero is the usual way. */
struct omr_write_options {
    enum omr_format format;
    enum omr_json_shape json_shape;
    const char *unsure_value; /* what fields that need review show; NULL: their best reading */
    bool guards_formulas;     /* CSV values that a spreadsheet would calculate, those that begin
                                 with = + - @ or a control character, get a ' before them */
};

/* Writes the result as one document, UTF-8 with line feeds. `*text` (`*size` bytes and a closing
 * zero that is not counted) belongs to the caller, who ends it with free().
 *   CSV   header `Element Name,Value,`, then name,"value" a row; before the header a line
 *         `Page2 :` when the result is a single page of a form of several pages
 *   JSON  {"Elements":[{"Name":...,"Value":...}]}
 *   XML   <OmrResult><Elements><Element>...
 * Errors: OMR_ERROR_MEMORY. */
OMR_API enum omr_status omr_result_write(const struct omr_result *result, enum omr_format format,
                                         char **text, size_t *size, struct omr_error *err);

/* The same with options. What the result holds stays as it was read. */
OMR_API enum omr_status omr_result_write_as(const struct omr_result *result,
                                            const struct omr_write_options *options, char **text,
                                            size_t *size, struct omr_error *err);

/* Writes the `omr.details/1` object of one page on one line, without a line feed: everything the
 * result holds, for review and for tools. `result` is NULL when the page could not be read, then
 * `error_text` says why; `image_name` is repeated as given, `page` counts from 1. */
OMR_API enum omr_status omr_details_write(const struct omr_result *result, const char *image_name,
                                          int page, const char *error_text, char **text,
                                          size_t *size, struct omr_error *err);

#endif
