/* SPDX-License-Identifier: MIT */
#include "generation/layout/barcode_size.h"

#include "barcode/write.h"
#include "generation/layout/place.h"
#include "generation/markup/barcode_types.h"

#include <math.h>
#include <strings.h>

static const double linear_module_px = 4, wide_module_px = 5, square_module_px = 8, rim_px = 7,
                    rims_px = 13;

const char *omr_barcode_type_of(const struct omr_node *node) {
    int number = (int)omr_node_number(node, OMR_ATTR_BARCODE_TYPE, 0);
    for (int i = 0; omr_barcode_types[i].word; i++)
        if (omr_barcode_types[i].number == number)
            return omr_barcode_types[i].word;
    return "QR";
}

/* Kinds whose bars are narrow or wide, wide ones two modules: with three of 4 px they would be as
 * wide in all as with two of 5 px, which scanners see better. */
static bool has_two_widths(const char *type) {
    return strcasecmp(type, "Code32") == 0 || strncasecmp(type, "Code39", 6) == 0 ||
           strcasecmp(type, "PZN") == 0 || strcasecmp(type, "VIN") == 0;
}

/* Bars and their caption. A height that the source gives is that of all. */
static void size_bars(const struct omr_symbol *symbol, const char *type, double given,
                      struct omr_barcode_size *size) {
    bool is_low = strcasecmp(type, "Code32") == 0;
    double caption = size->caption ? (is_low ? 48 : 54) : rim_px, bars = is_low ? 57 : 121;
    double usual = rim_px + bars + caption;
    double scale = given > 0 ? given / usual : 1;
    double module = fmax((has_two_widths(type) ? wide_module_px : linear_module_px) * scale, 2);
    size->rim = rim_px;
    size->bars_width = symbol->width * module;
    size->width = size->bars_width + rims_px;
    size->height = given > 0 ? given : usual;
    size->bars_height = fmax(size->height - rim_px - caption, 4);
    size->caption_middle = is_low ? 20.5 : 23.5;
}

/* Whole pixels for each module, and the white that the kind needs round it. */
static void size_squares(const struct omr_symbol *symbol, double given,
                         struct omr_barcode_size *size) {
    static const double caption_px = 47;
    double caption = size->caption ? caption_px : 0, module = square_module_px;
    double rows = symbol->height + 2 * symbol->quiet;
    if (given > 0) {
        module = floor((given - caption) / fmax(rows, 1));
        /* A code that is asked for very low has less white round it, or no whole pixels. */
        if (module < 2)
            module = fmax((given - caption) / fmax(rows, 1), 0.5);
    }
    size->bars_width = symbol->width * module;
    size->bars_height = symbol->height * module;
    double all = fmax(size->bars_height, given > 0 ? given - caption : rows * module);
    size->rim = (all - size->bars_height) / 2;
    size->width = size->bars_width + 2 * size->rim;
    size->height = all + caption;
    size->caption_middle = size->rim + caption_px / 2;
}

bool omr_barcode_size_find(struct omr_plan *plan, const struct omr_node *node,
                           struct omr_barcode_size *size) {
    const char *value = omr_node_text(node, OMR_ATTR_VALUE, ""), *type = omr_barcode_type_of(node);
    int version = (int)omr_node_number(node, OMR_ATTR_QR_VERSION, 0);
    double given = omr_node_number(node, OMR_ATTR_HEIGHT, 0);
    struct omr_arena scratch = {0};
    struct omr_symbol symbol;
    struct omr_error err = {0};
    enum omr_status status = omr_barcode_write(&symbol, &scratch, type, value, version, &err);
    if (status == OMR_ERROR_MEMORY)
        omr_plan_fail_memory(plan);
    else if (status)
        omr_plan_warn(plan, node, "layout.barcode", "the barcode is left out: %s", err.text);
    if (!status) {
        bool has_caption = omr_flag_of(node, OMR_ATTR_CODETEXT, false) && *symbol.caption;
        *size = (struct omr_barcode_size){
            .caption = has_caption ? omr_plan_copy(plan, symbol.caption) : NULL};
        if (symbol.is_linear)
            size_bars(&symbol, type, given, size);
        else
            size_squares(&symbol, given, size);
    }
    omr_arena_clear(&scratch);
    return !status;
}
