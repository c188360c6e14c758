/* SPDX-License-Identifier: MIT
 *
 * What the QR code in the right margin of a page says, on forms of two pages or more: which page of
 * which form it is, and of which copy. Written and read by the same code here.
 *
 *     OMR1|form|page/pages|copy|crc16          OMR1|4f1c09d2-77ab|2/3|pupil-0042|3C10
 *
 *   form   the form's id as the pattern has it (`Omr.FormId`), or its beginning: 8 characters or
 *          more. A short one keeps the modules of the code large.
 *   page   which page of how many, decimal, from 1
 *   copy   the id of the record a copy was printed for; empty where all copies are alike: then
 *          pages belong together by the order they come in
 *   crc16  CRC-16/CCITT-FALSE (x^16+x^12+x^5+1, from FFFF) of everything before the last bar, four
 *          upper-case hexadecimal digits. A QR code corrects errors by itself; the sum keeps codes
 *          of others apart.
 *
 * The code is printed in the column of the right markers, centred between page top and bottom,
 * about one marker large: omr_page_id_box(). A code of version 3 (29 modules; 42 bytes with
 * correction M) there has modules of 4 px at 300 dpi, which scans of 150 dpi still show. */
#ifndef OMR_FORM_PAGE_ID_H
#define OMR_FORM_PAGE_ID_H

#include "form/form.h"

#include <omr/error.h>
#include <stdbool.h>
#include <stddef.h>

enum {
    OMR_PAGE_ID_FORM_LEAST = 8, /* characters that tell a form */
    OMR_PAGE_ID_FORM_SIZE = 65,
    OMR_PAGE_ID_COPY_SIZE = 65,
    OMR_PAGE_ID_SIZE = 160 /* of the whole text, with its closing zero */
};

struct omr_page_id {
    char form[OMR_PAGE_ID_FORM_SIZE];
    int page, page_count; /* from 1 */
    char copy[OMR_PAGE_ID_COPY_SIZE];
};

/* Writes the text of the code. Errors: OMR_ERROR_USAGE (a form or copy that is too long, has a bar
 * or a control character; a page that is not one of the pages). */
enum omr_status omr_page_id_write(char text[OMR_PAGE_ID_SIZE], const struct omr_page_id *id,
                                  struct omr_error *err);

/* Reads the text of a code; false when it is no identifier, or a damaged one. */
bool omr_page_id_parse(struct omr_page_id *id, const char *text);

/* Whether the identifier stands on a page of this form. A form without an id knows its pages by
 * their number alone. */
bool omr_page_id_is_of(const struct omr_page_id *id, const struct omr_form *form);

/* Where the identifier is printed on a page of this size with these markers: as the pattern says,
 * or as the header above does; without markers 5 % of the page's width large, 1 % from its edge. */
struct omr_box omr_page_id_box(const struct omr_form_page *page);

#endif
