/* SPDX-License-Identifier: MIT */
#include "support/qr.h"

#include "support/draw.h"

#include <stdio.h>
#include <string.h>

#include <zint.h>

enum { CORRECTION_M = 2 };

static bool is_dark(const struct zint_symbol *symbol, int row, int column) {
    return symbol->encoded_data[row][column >> 3] & 1 << (column & 7);
}

bool fake_draw_qr(struct omr_pixmap *paper, const char *text, const struct omr_box *box) {
    struct zint_symbol *symbol = ZBarcode_Create();
    if (!symbol)
        return false;
    symbol->symbology = BARCODE_QRCODE;
    symbol->option_1 = CORRECTION_M;
    bool is_made = ZBarcode_Encode(symbol, (const unsigned char *)text, 0) < ZINT_ERROR;
    for (int row = 0; is_made && row < symbol->rows; row++)
        for (int column = 0; column < symbol->width; column++) {
            double x = box->width / symbol->width, y = box->height / symbol->rows;
            if (is_dark(symbol, row, column))
                fake_draw_box(paper, box->left + column * x, box->top + row * y,
                              box->left + (column + 1) * x, box->top + (row + 1) * y, 1);
        }
    ZBarcode_Delete(symbol);
    return is_made;
}
