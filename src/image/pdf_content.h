/* SPDX-License-Identifier: MIT
 *
 * What a PDF page's content stream draws, as far as scans go: which pictures, where, and whether
 * anything else is visible. Knows nothing of files and objects. */
#ifndef OMR_IMAGE_PDF_CONTENT_H
#define OMR_IMAGE_PDF_CONTENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* x' = a x + c y + e, y' = b x + d y + f, as in the operator cm. */
struct omr_pdf_matrix {
    double a, b, c, d, e, f;
};

/* First `first`, then `then`. */
struct omr_pdf_matrix omr_pdf_matrix_join(const struct omr_pdf_matrix *first,
                                          const struct omr_pdf_matrix *then);

struct omr_pdf_state {
    struct omr_pdf_matrix matrix; /* to the page */
    uint8_t fill;                 /* grey that shapes and masks are painted with */
    bool is_text_hidden;
};

struct omr_pdf_content {
    /* Called for each picture or form that is drawn: its name among the resources. False ends. */
    bool (*draw)(void *context, const char *name, const struct omr_pdf_state *state);
    void *context;
    bool has_pictures; /* set by `draw` when it was one */
    bool has_other;    /* set when text, lines, shapes can be seen; white before all pictures is
                          paper */
};

/* Goes through the operators, beginning with `state`. Damage is passed over. */
void omr_pdf_content_read(struct omr_pdf_content *content, const struct omr_pdf_state *state,
                          const char *bytes, size_t size);

#endif
