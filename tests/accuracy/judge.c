/* SPDX-License-Identifier: MIT */
#include "accuracy/judge.h"

#include "base/file.h"

#include <math.h>
#include <omr/overlay.h>
#include <omr/recognize.h>
#include <stdlib.h>
#include <string.h>

/* A bubble stated so far from where it is, page px (a millimetre), is not the one that is read. */
static const double ASTRAY_PX = 12;

/* What may be read: good marks; with faint ones too; with changed ones too. */
struct truths {
    struct omr_result *good, *with_faint, *with_changed;
};

void tally_add(struct tally *sum, const struct tally *one) {
    sum->sheets += one->sheets;
    sum->refused += one->refused;
    sum->fields += one->fields;
    sum->positions += one->positions;
    sum->faint += one->faint;
    sum->wrong += one->wrong;
    sum->wrong_flagged += one->wrong_flagged;
    sum->flagged += one->flagged;
    sum->changed += one->changed;
    sum->changed_flagged += one->changed_flagged;
    sum->broken += one->broken;
    for (int i = 0; i < CONFIDENCE_BIN_COUNT; i++) {
        sum->bins[i].fields += one->bins[i].fields;
        sum->bins[i].right += one->bins[i].right;
        sum->bins[i].stated += one->bins[i].stated;
    }
    sum->ms += one->ms;
    sum->slowest_ms = fmax(sum->slowest_ms, one->slowest_ms);
    sum->astray += one->astray;
    sum->worst_px = fmax(sum->worst_px, one->worst_px);
}

static void reasons_print(unsigned reasons, FILE *log) {
    for (unsigned bit = 0; bit < OMR_REASON_COUNT; bit++)
        if (reasons & 1u << bit)
            fprintf(log, " %s", omr_reason_code((enum omr_reason)(1u << bit)));
}

static void case_print(const struct case_name *name, const char *what, FILE *log) {
    fprintf(log, "%s: %s/%s sheet %d (seed %llu) form %s", what, name->condition, name->style,
            name->number, (unsigned long long)name->seed, name->form);
}

static void field_print(const struct case_name *name, const char *what,
                        const struct omr_field *read, const struct omr_field *truth, FILE *log) {
    case_print(name, what, log);
    fprintf(log, " field \"%s\" truth \"%s\" read \"%s\" confidence %.3f", read->name, truth->value,
            read->value, read->confidence);
    reasons_print(read->reasons, log);
    for (int i = 0; i < read->bubble_count && i < truth->bubble_count; i++) {
        const struct omr_bubble_reading *a = &read->bubbles[i], *b = &truth->bubbles[i];
        if (a->is_marked || b->is_marked || a->fill > 0.1)
            fprintf(log, " [%s fill %.2f%s at %.0f,%.0f off %.1f]", a->value, a->fill,
                    b->is_marked ? " marked" : "", b->x_px, b->y_px,
                    hypot(a->x_px - b->x_px, a->y_px - b->y_px));
    }
    fputc('\n', log);
}

/* Codes printed by the fake press mean nothing. */
static bool is_barcode(const struct omr_form_page *page, const char *name) {
    for (int i = 0; i < page->element_count; i++)
        if (page->elements[i].kind == OMR_ELEMENT_BARCODE && !strcmp(page->elements[i].name, name))
            return true;
    return false;
}

static void confidence_note(struct tally *tally, double confidence, bool is_right) {
    static const double from[CONFIDENCE_BIN_COUNT] = CONFIDENCE_BINS;
    int bin = CONFIDENCE_BIN_COUNT - 1;
    while (bin > 0 && confidence < from[bin])
        bin--;
    tally->bins[bin].fields++;
    tally->bins[bin].right += is_right;
    tally->bins[bin].stated += confidence;
}

static bool field_compare(const struct case_name *name, const struct truths *truths, int i,
                          const struct omr_field *read, struct tally *tally, FILE *log) {
    const struct omr_field *good = &truths->good->fields[i];
    bool is_right = !strcmp(read->value, good->value);
    if (strcmp(good->value, truths->with_faint->fields[i].value))
        return false; /* hangs on ink that can hardly be seen */
    bool is_changed = strcmp(good->value, truths->with_changed->fields[i].value) != 0;
    tally->fields++;
    tally->changed += is_changed;
    tally->changed_flagged += is_changed && read->needs_review;
    tally->flagged += !is_changed && read->needs_review;
    if (!is_changed)
        confidence_note(tally, read->confidence, is_right);
    if (name->is_telling_flags && !is_changed && read->needs_review)
        field_print(name, "FLAGGED", read, good, log);
    if (is_right)
        return false;
    if (read->needs_review) {
        tally->wrong_flagged += strcmp(read->value, truths->with_changed->fields[i].value) != 0;
        return false;
    }
    tally->wrong++;
    field_print(name, "WRONG", read, good, log);
    return true;
}

static double misplaced(const struct omr_field *read, const struct omr_field *truth,
                        double page_px) {
    double worst = 0;
    for (int i = 0; i < read->bubble_count && i < truth->bubble_count; i++)
        worst = fmax(worst, hypot(read->bubbles[i].x_px - truth->bubbles[i].x_px,
                                  read->bubbles[i].y_px - truth->bubbles[i].y_px));
    return worst * page_px;
}

/* Looking beside the bubbles is as bad as reading them wrongly, even where both are empty. */
static bool place_compare(const struct case_name *name, const struct omr_field *read,
                          const struct omr_field *truth, double page_px, struct tally *tally,
                          FILE *log) {
    double off = misplaced(read, truth, page_px);
    tally->worst_px = fmax(tally->worst_px, off);
    if (off < ASTRAY_PX || read->needs_review)
        return false;
    tally->astray++;
    field_print(name, "ASTRAY", read, truth, log);
    return true;
}

static bool result_compare(const struct sheet *sheet, const struct fake_picture *picture,
                           const struct case_name *name, const struct truths *truths,
                           const struct omr_result *read, struct tally *tally, FILE *log) {
    bool is_worth = false;
    double scale = fmin(picture->geometry.scale_x, picture->geometry.scale_y);
    if (read->field_count != truths->good->field_count) {
        case_print(name, "BROKEN", log);
        fprintf(log, " %d fields instead of %d\n", read->field_count, truths->good->field_count);
        tally->broken++;
        return true;
    }
    for (int i = 0; i < read->field_count; i++) {
        const struct omr_field *field = &read->fields[i];
        if (is_barcode(sheet->page, field->name))
            continue;
        is_worth |= field_compare(name, truths, i, field, tally, log);
        is_worth |= place_compare(name, field, &truths->good->fields[i], 1 / scale, tally, log);
    }
    tally->ms += read->timings.total_ms;
    tally->slowest_ms = fmax(tally->slowest_ms, read->timings.total_ms);
    return is_worth;
}

static bool refused(const struct case_name *name, const struct omr_error *error,
                    struct tally *tally, FILE *log) {
    bool is_refusal = error->status == OMR_ERROR_UNREGISTERED;
    case_print(name, is_refusal ? "REFUSED" : "BROKEN", log);
    fprintf(log, ": %s: %s\n", error->code, error->text);
    tally->refused += is_refusal;
    tally->broken += !is_refusal;
    return true;
}

static void marks_count(const struct sheet *sheet, struct tally *tally) {
    for (int i = 0; i < sheet->page->bubble_count; i++) {
        tally->faint += sheet->is_faint[i];
        tally->positions += sheet->marks[i] == MARK_GOOD && !sheet->is_faint[i];
    }
}

static enum omr_status blank_learn(struct omr_blank **blank, const struct omr_form *form,
                                   const struct omr_pixmap *page, struct omr_error *err) {
    struct omr_image *image = NULL;
    enum omr_status status =
        omr_image_from_grey(&image, page->pixels, page->width, page->height, page->stride, err);
    if (!status)
        status = omr_blank_new(blank, form, err);
    if (!status)
        status = omr_blank_learn(*blank, image, 1, NULL, err);
    omr_image_free(image);
    return status;
}

/* The overlay, as `omr inspect` draws it. */
static void seen_draw(const char *path, const struct omr_result *read,
                      const struct omr_image *image, const char *text, FILE *log) {
    struct omr_error error;
    char *png = NULL;
    size_t size;
    if (omr_overlay_draw(read, image, read ? NULL : text, &png, &size, &error) ||
        omr_file_save(path, png, size, 0, &error))
        fprintf(log, "%s\n", error.text);
    free(png);
}

static void foreign_print(const struct case_name *name, const char *taken_for,
                          const struct omr_result *read, bool is_flagged, FILE *log) {
    case_print(name, is_flagged ? "TAKEN FOR REVIEW" : "TAKEN", log);
    fprintf(log, ": as %s by %s", taken_for, read->registration.method);
    for (int i = 0; i < read->finding_count; i++)
        fprintf(log, " %s", read->findings[i].code);
    fputc('\n', log);
}

bool judge_foreign(const struct omr_form *form, const char *taken_for,
                   const struct fake_picture *picture, const struct case_name *name,
                   struct tally *tally, FILE *log) {
    struct omr_image *image = NULL;
    struct omr_result *read = NULL;
    struct omr_error error = {0};
    const struct omr_pixmap *grey = &picture->grey;
    tally->sheets++;
    enum omr_status status =
        omr_image_from_grey(&image, grey->pixels, grey->width, grey->height, grey->stride, &error);
    if (!status)
        status = omr_recognize(&read, form, image, NULL, &error);
    bool is_flagged = true;
    for (int i = 0; !status && i < read->field_count; i++)
        is_flagged &= read->fields[i].needs_review;
    if (!status) {
        foreign_print(name, taken_for, read, is_flagged, log);
        tally->fields++;
        tally->wrong += !is_flagged;
        tally->flagged += is_flagged;
    } else {
        tally->refused += status == OMR_ERROR_UNREGISTERED;
        tally->broken += status != OMR_ERROR_UNREGISTERED;
    }
    omr_result_free(read);
    omr_image_free(image);
    return !status;
}

bool judge_read(const struct sheet *sheet, const struct omr_form *form,
                const struct fake_picture *picture, const struct case_name *name,
                struct tally *tally, FILE *log) {
    struct truths truths = {0};
    struct omr_image *image = NULL;
    struct omr_result *read = NULL;
    struct omr_error error = {0};
    struct omr_recognize_options how;
    struct omr_blank *blank = NULL;
    const struct omr_pixmap *grey = &picture->grey;
    bool is_worth = true;
    omr_recognize_options_init(&how);
    tally->sheets++;
    if (sheet_truth(sheet, picture, 0, &truths.good, &error) ||
        sheet_truth(sheet, picture, COUNT_FAINT, &truths.with_faint, &error) ||
        sheet_truth(sheet, picture, COUNT_CHANGED, &truths.with_changed, &error) ||
        omr_image_from_grey(&image, grey->pixels, grey->width, grey->height, grey->stride,
                            &error) ||
        (name->is_blank_known && blank_learn(&blank, form, &sheet->blank, &error))) {
        refused(name, &error, tally, log);
    } else if (how.blank = blank, omr_recognize(&read, form, image, &how, &error)) {
        refused(name, &error, tally, log);
    } else {
        marks_count(sheet, tally);
        is_worth = result_compare(sheet, picture, name, &truths, read, tally, log);
    }
    if (name->seen && image && (is_worth || name->is_drawing_all))
        seen_draw(name->seen, read, image, error.text, log);
    omr_result_free(read);
    omr_blank_free(blank);
    omr_image_free(image);
    omr_result_free(truths.good);
    omr_result_free(truths.with_faint);
    omr_result_free(truths.with_changed);
    return is_worth;
}
