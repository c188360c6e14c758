/* SPDX-License-Identifier: MIT
 *
 * From a picture to answers: the main call of the library.
 *
 *     omr_form_parse(&form, pattern, pattern_size, &err);
 *     omr_image_decode(&image, photo, photo_size, NULL, &err);
 *     omr_recognize(&result, form, image, NULL, &err);
 *     omr_result_write(result, OMR_FORMAT_CSV, &text, &size, &err); */
#ifndef OMR_RECOGNIZE_H
#define OMR_RECOGNIZE_H

#include <omr/blank.h>
#include <omr/form.h>
#include <omr/image.h>
#include <omr/result.h>

/* No threshold given: the engine decides by kind of bubble and by page. */
#define OMR_THRESHOLD_AUTOMATIC (-1)

/* What becomes of an answer that was changed: a field in which a mark looks erased, crossed out or
 * clearly weaker than another.
 *   OMR_CHANGED_ASK      the value holds what was read, and the field is for review
 *   OMR_CHANGED_DARKEST  beside other marks such a mark does not count, unless it is the darkest of
 *                        the field's marks that are not crossed out
 *   OMR_CHANGED_CANCEL   a mark that looks crossed out or erased does not count
 * A mark that does not count leaves neither value nor review; its bubble says is_dropped and why.
 */
enum omr_changed { OMR_CHANGED_ASK, OMR_CHANGED_DARKEST, OMR_CHANGED_CANCEL };

struct omr_recognize_options {
    int threshold; /* fill from 0 (empty) to 100 (full) above which a bubble counts as marked, or
                      OMR_THRESHOLD_AUTOMATIC */
    int page;      /* of the form, from 1; 0, the default: found out by the page's QR code or,
                      where that cannot be read, by its bubbles */
    enum omr_order order;     /* of the fields; by name is the default */
    enum omr_changed changed; /* OMR_CHANGED_ASK is the default */
    const struct omr_blank
        *blank; /* of this form, as an aid (omr/blank.h); NULL, the default: none */
};

/* Options that decide automatically. */
OMR_API void omr_recognize_options_init(struct omr_recognize_options *options);

/* Reads one picture of a filled page of `form`. `options` may be NULL. On success `*result` belongs
 * to the caller, who ends it with omr_result_free(); it does not refer to form or image. Fields a
 * person should look at are flagged in the result.
 * Of a form of several pages any page may be shown, result->page tells which; omr/collate.h puts
 * pages together.
 * Errors: OMR_ERROR_UNREGISTERED when the form cannot be found on the picture ("Could not find
 * positioning markers on the image: ..." with what was seen; "QR code for multi page template is
 * not found." when it might be several of the form's pages; "recognize.foreign_page" when its QR
 * code names another form; "registration.other_print" when its blank shows other text),
 * OMR_ERROR_MEMORY, OMR_ERROR_USAGE. */
OMR_API enum omr_status omr_recognize(struct omr_result **result, const struct omr_form *form,
                                      const struct omr_image *image,
                                      const struct omr_recognize_options *options,
                                      struct omr_error *err);

#endif
