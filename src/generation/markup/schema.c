/* SPDX-License-Identifier: MIT
 *
 * The tables of the form language, and the few questions that readers ask them. */
#include "generation/markup/schema.h"

#include "generation/markup/barcode_types.h"

#include <math.h>
#include <string.h>
#include <strings.h>

#define BIT(kind) (UINT64_C(1) << OMR_NODE_##kind)

#define FLOW                                                                                       \
    (BIT(CONTAINER) | BIT(POSITIONED_BLOCK) | BIT(TEXT) | BIT(CONTENT) | BIT(EMPTY_LINE) |         \
     BIT(IMAGE) | BIT(PARAGRAPH) | BIT(INPUT_GROUP) | BIT(CHOICE_BOX) | BIT(CHECK_BOX) |           \
     BIT(VERTICAL_CHOICE_BOX) | BIT(SCORE_GROUP) | BIT(TABLE) | BIT(ANSWER_SHEET) | BIT(GRID) |    \
     BIT(COMPOSITE_GRID) | BIT(CUSTOM_ANSWER_SHEET) | BIT(BARCODE) | BIT(WRITE_IN) |               \
     BIT(TEXT_INPUT) | BIT(FREE_TEXT_INPUT))

/* Elements with children, and which. All others stand alone. */
static const struct {
    enum omr_node_kind kind;
    uint64_t children;
} parents[] = {
    {OMR_NODE_TEMPLATE, BIT(PAGE) | BIT(BLOCK) | FLOW},
    {OMR_NODE_PAGE, BIT(BLOCK) | FLOW},
    {OMR_NODE_CONTAINER,
     BIT(BLOCK) | BIT(ANSWER_SHEET) | BIT(GRID) | BIT(COMPOSITE_GRID) | BIT(SCORE_GROUP)},
    {OMR_NODE_BLOCK, FLOW},
    {OMR_NODE_POSITIONED_BLOCK, BIT(BLOCK) | FLOW},
    {OMR_NODE_PARAGRAPH, BIT(CONTENT) | BIT(TEXT) | BIT(IMAGE) | BIT(EMPTY_LINE) | BIT(CHOICE_BOX)},
    {OMR_NODE_INPUT_GROUP, BIT(CONTENT)},
    {OMR_NODE_CHOICE_BOX, BIT(OPTION)},
    {OMR_NODE_CHECK_BOX, BIT(CONTENT)},
    {OMR_NODE_VERTICAL_CHOICE_BOX, BIT(ANSWER)},
    {OMR_NODE_ANSWER, BIT(PARAGRAPH) | BIT(CONTENT) | BIT(WRITE_IN)},
    {OMR_NODE_SCORE_GROUP, BIT(SCORE_QUESTION)},
    {OMR_NODE_SCORE_QUESTION, BIT(SCORE_HEADER) | BIT(SCORE_ANSWER) | BIT(TABLE_CONTENT)},
    {OMR_NODE_TABLE, BIT(TABLE_TITLE) | BIT(TABLE_HEADER) | BIT(QUESTION)},
    {OMR_NODE_TABLE_HEADER, BIT(CONTENT) | BIT(ANSWER_VALUE)},
    {OMR_NODE_CUSTOM_ANSWER_SHEET, BIT(HEADER) | BIT(CUSTOM_ROW)},
    {OMR_NODE_HEADER, BIT(COLUMN)},
    {OMR_NODE_CUSTOM_ROW, BIT(CONTENT) | BIT(WRITE_IN) | BIT(BUBBLE_ARRAY) | BIT(CUSTOM_TRIGGER)},
};

static const struct {
    const char *text, *json;
} names[] = {
#define NAMES(constant, text, json) {text, json},
    OMR_NODE_TABLE(NAMES)
#undef NAMES
};

static const struct omr_word aligns[] = {{"left", OMR_ALIGN_LEFT},
                                         {"center", OMR_ALIGN_CENTER},
                                         {"right", OMR_ALIGN_RIGHT},
                                         {"centre", OMR_ALIGN_CENTER},
                                         {NULL, 0}};
static const struct omr_word vertical_aligns[] = {{"top", OMR_ALIGN_TOP},
                                                  {"center", OMR_ALIGN_MIDDLE},
                                                  {"bottom", OMR_ALIGN_BOTTOM},
                                                  {"middle", OMR_ALIGN_MIDDLE},
                                                  {NULL, 0}};
static const struct omr_word borders[] = {{"none", OMR_BORDER_NONE},
                                          {"square", OMR_BORDER_SQUARE},
                                          {"rounded", OMR_BORDER_ROUNDED},
                                          {NULL, 0}};
static const struct omr_word bubble_sizes[] = {
    {"extrasmall", OMR_BUBBLE_EXTRASMALL}, {"small", OMR_BUBBLE_SMALL},
    {"normal", OMR_BUBBLE_NORMAL},         {"large", OMR_BUBBLE_LARGE},
    {"extralarge", OMR_BUBBLE_EXTRALARGE}, {NULL, 0}};
static const struct omr_word cell_sizes[] = {{"normal", OMR_BUBBLE_NORMAL},
                                             {"large", OMR_BUBBLE_LARGE},
                                             {"extralarge", OMR_BUBBLE_EXTRALARGE},
                                             {NULL, 0}};
static const struct omr_word bubble_types[] = {
    {"round", OMR_BUBBLE_ROUND}, {"square", OMR_BUBBLE_SQUARE}, {NULL, 0}};
static const struct omr_word orientations[] = {
    {"horizontal", OMR_ORIENTATION_HORIZONTAL}, {"vertical", OMR_ORIENTATION_VERTICAL}, {NULL, 0}};
static const struct omr_word paper_sizes[] = {
    {"A3", OMR_PAPER_A3},           {"A4", OMR_PAPER_A4},
    {"Legal", OMR_PAPER_LEGAL},     {"Letter", OMR_PAPER_LETTER},
    {"p8519", OMR_PAPER_P8519},     {"p8521", OMR_PAPER_P8521},
    {"Tabloid", OMR_PAPER_TABLOID}, {NULL, 0}};
static const struct omr_word rotation_markers[] = {{"TopLeft1", OMR_ROTATION_TOP_LEFT_1},
                                                   {"TopLeft2", OMR_ROTATION_TOP_LEFT_2},
                                                   {"TopRight1", OMR_ROTATION_TOP_RIGHT_1},
                                                   {"TopRight2", OMR_ROTATION_TOP_RIGHT_2},
                                                   {"BottomLeft1", OMR_ROTATION_BOTTOM_LEFT_1},
                                                   {"BottomLeft2", OMR_ROTATION_BOTTOM_LEFT_2},
                                                   {"BottomRight1", OMR_ROTATION_BOTTOM_RIGHT_1},
                                                   {"BottomRight2", OMR_ROTATION_BOTTOM_RIGHT_2},
                                                   {NULL, 0}};
static const struct omr_word overflows[] = {{"noclip", OMR_OVERFLOW_NOCLIP},
                                            {"clip", OMR_OVERFLOW_CLIP},
                                            {"wrap", OMR_OVERFLOW_WRAP},
                                            {NULL, 0}};
static const struct omr_word paragraph_types[] = {{"normal", OMR_PARAGRAPH_NORMAL},
                                                  {"ImageWrap", OMR_PARAGRAPH_IMAGE_WRAP},
                                                  {"inline", OMR_PARAGRAPH_INLINE},
                                                  {"multiple", OMR_PARAGRAPH_IMAGE_WRAP},
                                                  {NULL, 0}};
static const struct omr_word container_types[] = {
    {"normal", OMR_CONTAINER_NORMAL}, {"footer", OMR_CONTAINER_FOOTER}, {NULL, 0}};
static const struct omr_word content_types[] = {
    {"normal", OMR_CONTENT_NORMAL}, {"cells", OMR_CONTENT_CELLS}, {NULL, 0}};
static const struct omr_word grid_headers[] = {
    {"underline", OMR_GRID_UNDERLINE}, {"square", OMR_GRID_SQUARE}, {NULL, 0}};
static const struct omr_word score_headers[] = {
    {"positive", OMR_SCORE_POSITIVE}, {"negative", OMR_SCORE_NEGATIVE},
    {"amount", OMR_SCORE_AMOUNT},     {"question", OMR_SCORE_QUESTION},
    {"content", OMR_SCORE_CONTENT},   {NULL, 0}};
static const struct omr_word score_displays[] = {{"DontDisplay", OMR_SCORE_HIDDEN},
                                                 {"DisplayInsideCell", OMR_SCORE_INSIDE_CELL},
                                                 {"DisplayAsExtraColumn", OMR_SCORE_EXTRA_COLUMN},
                                                 {NULL, 0}};
static const struct omr_word table_types[] = {{"normal", OMR_TABLE_NORMAL},
                                              {"striped", OMR_TABLE_STRIPED},
                                              {"equalCells", OMR_TABLE_EQUAL_CELLS},
                                              {"none", OMR_TABLE_NORMAL},
                                              {NULL, 0}};
static const struct omr_word sides[] = {
    {"left", OMR_SIDE_LEFT}, {"right", OMR_SIDE_RIGHT}, {NULL, 0}};
static const struct omr_word input_types[] = {
    {"numbers", OMR_INPUT_NUMBERS}, {"letters", OMR_INPUT_LETTERS}, {NULL, 0}};
static const struct omr_word trigger_types[] = {{"ReplaceValue", 0}, {NULL, 0}};

/* Elements whose letters have a font of their own, and the other groups that several share. */
#define FONTS                                                                                      \
    (BIT(TEXT) | BIT(CONTENT) | BIT(CHOICE_BOX) | BIT(OPTION) | BIT(CHECK_BOX) |                   \
     BIT(SCORE_QUESTION) | BIT(SCORE_HEADER) | BIT(SCORE_ANSWER) | BIT(TABLE_CONTENT) |            \
     BIT(TABLE_TITLE) | BIT(TABLE_HEADER) | BIT(HEADER) | BIT(COLUMN) | BIT(BUBBLE_ARRAY) |        \
     BIT(WRITE_IN))
#define COLOURED (BIT(CONTENT) | BIT(CHOICE_BOX) | BIT(OPTION) | BIT(TABLE_TITLE) | BIT(WRITE_IN))
#define ALIGNED                                                                                    \
    (BIT(TEXT) | BIT(CONTENT) | BIT(CHOICE_BOX) | BIT(OPTION) | BIT(CHECK_BOX) |                   \
     BIT(SCORE_HEADER) | BIT(SCORE_ANSWER) | BIT(TABLE_CONTENT) | BIT(GRID) |                      \
     BIT(COMPOSITE_GRID) | BIT(COLUMN))
#define BORDERED (BIT(BLOCK) | BIT(TABLE_TITLE) | BIT(CUSTOM_ANSWER_SHEET))
#define GRIDS (BIT(GRID) | BIT(COMPOSITE_GRID))
#define SHEETS (BIT(ANSWER_SHEET) | GRIDS)
#define CELLS (BIT(BUBBLE_ARRAY) | BIT(CUSTOM_TRIGGER))

enum { PX = 20000, COUNT = 10000 }; /* no form that fits on paper has more */

/* Rows by type: attribute, names, what else the type wants, traits, what holds without it, where.
 */
#define NAME(...)                                                                                  \
    { __VA_ARGS__ }
#define ROW(type, attribute, names, words, least, most, traits, absent, elements)                  \
    { OMR_ATTR_##attribute, names, OMR_VALUE_##type, words, least, most, traits, absent, elements }
#define NUMBER(attribute, names, least, most, traits, absent, elements)                            \
    ROW(NUMBER, attribute, NAME names, NULL, least, most, traits, absent, elements)
#define CHOICE(attribute, names, words, absent, elements)                                          \
    ROW(CHOICE, attribute, NAME names, words, 0, 0, 0, absent, elements)
#define OTHER(type, attribute, names, absent, elements)                                            \
    ROW(type, attribute, NAME names, NULL, 0, 0, 0, absent, elements)
#define ONE(a) (a, NULL, NULL)
#define TWO(a, b) (a, b, NULL)

const struct omr_attribute_spec omr_schema_attributes[] = {
    OTHER(TEXT, FONT_FAMILY, ONE("font_family"), "the setting", FONTS),
    NUMBER(FONT_SIZE, ONE("font_size"), 1, 500, 0, "the setting", FONTS),
    OTHER(STYLES, FONT_STYLE, ONE("font_style"), "the setting", FONTS),
    OTHER(COLOUR, COLOR, TWO("color", "font_color"), "black", BIT(TEXT)),
    OTHER(COLOUR, COLOR, ONE("color"), "black", COLOURED),
    CHOICE(ALIGN, ONE("align"), aligns, "left", ALIGNED),
    CHOICE(ALIGN, ONE("align"), aligns, "center", BIT(IMAGE) | BIT(BARCODE)),
    CHOICE(BORDER, ONE("border"), borders, "none", BORDERED),
    NUMBER(BORDER_SIZE, ONE("border_size"), 0, 200, 0, "3", BORDERED | BIT(INPUT_GROUP)),
    OTHER(COLOUR, BORDER_COLOR, ONE("border_color"), "black", BORDERED | BIT(INPUT_GROUP)),
    OTHER(SIDE, BORDER_TOP, ONE("border_top_style"), "", BORDERED | BIT(INPUT_GROUP)),
    OTHER(SIDE, BORDER_BOTTOM, ONE("border_bottom_style"), "", BORDERED | BIT(INPUT_GROUP)),
    OTHER(SIDE, BORDER_LEFT, ONE("border_left_style"), "", BORDERED | BIT(INPUT_GROUP)),
    OTHER(SIDE, BORDER_RIGHT, ONE("border_right_style"), "", BORDERED | BIT(INPUT_GROUP)),
    CHOICE(BUBBLE_SIZE, ONE("bubble_size"), bubble_sizes, "the setting",
           BIT(CHECK_BOX) | SHEETS | CELLS),
    CHOICE(BUBBLE_TYPE, ONE("bubble_type"), bubble_types, "round",
           BIT(VERTICAL_CHOICE_BOX) | BIT(ANSWER) | SHEETS | CELLS),
    CHOICE(BUBBLE_TYPE, ONE("bubble_type"), bubble_types, "square", BIT(CHECK_BOX)),
    CHOICE(ORIENTATION, ONE("orientation"), orientations, "the setting", BIT(PAGE)),
    CHOICE(ORIENTATION, ONE("orientation"), orientations, "horizontal", GRIDS),
    CHOICE(PAPER_SIZE, ONE("paper_size"), paper_sizes, "the setting", BIT(PAGE)),
    NUMBER(LEFT_MARGIN, ONE("left_margin"), 0, PX, 0, "the setting", BIT(PAGE)),
    NUMBER(RIGHT_MARGIN, ONE("right_margin"), 0, PX, 0, "the setting", BIT(PAGE)),
    CHOICE(ROTATION_POINT_POSITION, ONE("rotation_point_position"), rotation_markers, "the setting",
           BIT(PAGE)),
    NUMBER(COLUMNS_COUNT, ONE("columns_count"), 1, 100, OMR_TRAIT_ZERO_IS_UNSET, "1",
           BIT(CONTAINER)),
    NUMBER(COLUMNS_COUNT, ONE("columns_count"), 1, 100, 0, "4", BIT(ANSWER_SHEET)),
    NUMBER(COLUMNS_COUNT, ONE("columns_count"), 1, 100, 0, "5", BIT(COMPOSITE_GRID)),
    NUMBER(COLUMNS_COUNT, ONE("columns_count"), 1, 100, 0, "1", BIT(CUSTOM_ANSWER_SHEET)),
    ROW(NUMBERS, COLUMNS_PROPORTIONS, NAME("columns_proportions", NULL, NULL), NULL, 0, 100, 0, "",
        BIT(CONTAINER)),
    CHOICE(TYPE, TWO("type", "container_type"), container_types, "normal", BIT(CONTAINER)),
    CHOICE(TYPE, TWO("type", "paragraph_type"), paragraph_types, "normal", BIT(PARAGRAPH)),
    NUMBER(BLOCK_RIGHT_MARGIN, ONE("block_right_margin"), 0, PX, 0, "40", BIT(CONTAINER)),
    NUMBER(BLOCK_BOTTOM_MARGIN, ONE("block_bottom_margin"), 0, PX, 0, "20", BIT(CONTAINER)),
    NUMBER(BLOCK_TOP_PADDING, ONE("block_top_padding"), 0, PX, 0, "20", BIT(CONTAINER)),
    OTHER(FLAG, SYNC_CHILDREN_HEIGHT, ONE("sync_children_height"), "false", BIT(CONTAINER)),
    NUMBER(COLUMN, ONE("column"), 1, 100, OMR_TRAIT_ZERO_IS_UNSET, "1", BIT(BLOCK) | SHEETS),
    NUMBER(COLUMN, ONE("column"), 1, 100, 0, "", BIT(TABLE_CONTENT)),
    NUMBER(ROW, ONE("row"), 1, COUNT, 0, "", BIT(TABLE_CONTENT)),
    OTHER(FLAG, IS_CLIPPED, ONE("is_clipped"), "false", BIT(BLOCK)),
    ROW(COLOUR, BACKGROUND_COLOR, NAME("background_color", NULL, NULL), NULL, 0, 0,
        OMR_TRAIT_MAY_BE_TRANSPARENT, "none", BIT(BLOCK) | BIT(TABLE_TITLE)),
    NUMBER(WIDTH, ONE("width"), 0, PX, OMR_TRAIT_MINUS_IS_UNSET, "its own",
           BIT(POSITIONED_BLOCK) | BIT(IMAGE)),
    NUMBER(HEIGHT, ONE("height"), 0, PX, OMR_TRAIT_MINUS_IS_UNSET, "its own",
           BIT(BLOCK) | BIT(POSITIONED_BLOCK) | BIT(IMAGE) | BIT(BUBBLE_ARRAY) | BIT(BARCODE)),
    NUMBER(HEIGHT, ONE("height"), 0, PX, OMR_TRAIT_ZERO_IS_UNSET | OMR_TRAIT_MINUS_IS_UNSET,
           "a line", BIT(EMPTY_LINE)),
    NUMBER(X, ONE("x"), -PX, PX, OMR_TRAIT_MINUS_IS_UNSET, "",
           BIT(POSITIONED_BLOCK) | BIT(IMAGE) | GRIDS | BIT(BARCODE)),
    NUMBER(Y, ONE("y"), -PX, PX, OMR_TRAIT_MINUS_IS_UNSET, "",
           BIT(POSITIONED_BLOCK) | BIT(IMAGE) | GRIDS | BIT(BARCODE)),
    NUMBER(HORIZONTAL_PADDING, ONE("horizontal_padding"), 0, PX, 0, "20", BIT(BLOCK)),
    NUMBER(VERTICAL_PADDING, ONE("vertical_padding"), 0, PX, 0, "20", BIT(BLOCK)),
    NUMBER(HORIZONTAL_PADDING, ONE("horizontal_padding"), 0, PX, 0, "0", BIT(BUBBLE_ARRAY)),
    NUMBER(VERTICAL_PADDING, ONE("vertical_padding"), 0, PX, 0, "0", BIT(BUBBLE_ARRAY)),
    CHOICE(OVERFLOW, ONE("overflow"), overflows, "the setting", BIT(BLOCK)),
    CHOICE(CONTENT_TYPE, ONE("content_type"), content_types, "normal",
           BIT(CONTENT) | BIT(COLUMN) | BIT(SCORE_HEADER) | BIT(SCORE_ANSWER)),
    CHOICE(VERTICAL_ALIGN, ONE("vertical_align"), vertical_aligns, "center", BIT(PARAGRAPH)),
    CHOICE(LABEL_BORDER, ONE("label_border"), borders, "none", BIT(INPUT_GROUP)),
    CHOICE(INPUT_BORDER, ONE("input_border"), borders, "none", BIT(INPUT_GROUP)),
    OTHER(FLAG, DISPLAY_NUMBER, ONE("display_number"), "true", BIT(CHOICE_BOX)),
    OTHER(FLAG, MULTISELECT, ONE("multiselect"), "the setting",
          BIT(CHOICE_BOX) | BIT(CHECK_BOX) | BIT(ANSWER_SHEET)),
    OTHER(TEXT, NAME, ONE("name"), "Question{n}", BIT(CHOICE_BOX)),
    OTHER(TEXT, BUBBLE_VALUE, ONE("bubble_value"), "A, B, C, ...", BIT(OPTION)),
    NUMBER(ROW_INDEX, ONE("row_index"), 1, COUNT, 0, "a row of its own", BIT(OPTION)),
    NUMBER(THRESHOLD, ONE("threshold"), 0, 100, OMR_TRAIT_MINUS_IS_UNSET, "3", BIT(CHECK_BOX)),
    NUMBER(THRESHOLD, ONE("threshold"), 0, 100, OMR_TRAIT_ZERO_IS_UNSET | OMR_TRAIT_MINUS_IS_UNSET,
           "that of the request", BIT(VERTICAL_CHOICE_BOX) | BIT(BUBBLE_ARRAY)),
    OTHER(FLAG, HIDE_NAME, ONE("hide_name"), "false", BIT(CHECK_BOX)),
    NUMBER(TOP_PADDING, ONE("top_padding"), -PX, PX, 0, "0", BIT(VERTICAL_CHOICE_BOX)),
    CHOICE(BUBBLE_POSITION, ONE("bubble_position"), sides, "left",
           BIT(VERTICAL_CHOICE_BOX) | BIT(ANSWER)),
    NUMBER(BUBBLE_OFFSET_X, ONE("bubble_offset_x"), -PX, PX, OMR_TRAIT_AUTO_IS_UNSET, "auto",
           BIT(ANSWER)),
    NUMBER(BUBBLE_OFFSET_Y, ONE("bubble_offset_y"), -PX, PX, OMR_TRAIT_AUTO_IS_UNSET, "auto",
           BIT(ANSWER)),
    OTHER(FLAG, SELECTABLE, ONE("selectable"), "true", BIT(ANSWER)),
    ROW(NUMBERS, ROW_PROPORTIONS, NAME("row_proportions", NULL, NULL), NULL, 0, 100, 0, "",
        BIT(SCORE_QUESTION) | BIT(CUSTOM_ANSWER_SHEET)),
    CHOICE(SCORE_DISPLAY, ONE("score_display"), score_displays, "DontDisplay", BIT(SCORE_QUESTION)),
    CHOICE(HEADER_TYPE, ONE("header_type"), score_headers, "positive", BIT(SCORE_HEADER)),
    CHOICE(HEADER_TYPE, ONE("header_type"), grid_headers, "underline", GRIDS),
    NUMBER(SCORE, ONE("score"), -COUNT, COUNT, 0, "1", BIT(SCORE_HEADER)),
    NUMBER(SCORE, ONE("score"), -COUNT, COUNT, 0, "", BIT(SCORE_ANSWER)),
    NUMBER(ANSWERS_COUNT, ONE("answers_count"), 1, 100, 0, "", BIT(TABLE)),
    NUMBER(ANSWERS_COUNT, ONE("answers_count"), 1, 100, 0, "4", BIT(ANSWER_SHEET)),
    CHOICE(TABLE_TYPE, ONE("table_type"), table_types, "normal", BIT(TABLE)),
    NUMBER(ELEMENTS_COUNT, ONE("elements_count"), 0, COUNT, 0, "0", BIT(ANSWER_SHEET)),
    OTHER(TEXTS, ANSWERS_LIST, ONE("answers_list"), "(A)(B)(C)...",
          BIT(ANSWER_SHEET) | BIT(BUBBLE_ARRAY)),
    NUMBER(START_ID, ONE("start_id"), 0, 1000000,
           OMR_TRAIT_MINUS_IS_UNSET | OMR_TRAIT_AUTO_IS_UNSET, "auto", BIT(ANSWER_SHEET)),
    NUMBER(START_ID, ONE("start_id"), 0, 1000000,
           OMR_TRAIT_MINUS_IS_UNSET | OMR_TRAIT_AUTO_IS_UNSET, "1", BIT(CUSTOM_ANSWER_SHEET)),
    NUMBER(VERTICAL_MARGIN, ONE("vertical_margin"), 0, PX, 0, "0", SHEETS),
    NUMBER(SECTIONS_COUNT, ONE("sections_count"), 1, 200, 0, "8", BIT(GRID)),
    NUMBER(OPTIONS_COUNT, ONE("options_count"), 1, 200, 0, "10", BIT(GRID)),
    NUMBER(HEADER_BORDER_SIZE, TWO("header_border_size", "border_size"), 0, 200, 0, "3", GRIDS),
    OTHER(COLOUR, HEADER_BORDER_COLOR, TWO("header_border_color", "border_color"), "black", GRIDS),
    OTHER(TEXTS, VALUES, ONE("values"), "", BIT(COMPOSITE_GRID)),
    ROW(TEXTS, EXTRA_ROW, NAME("extra_row", NULL, NULL), NULL, 0, 0, OMR_TRAIT_ADDS_UP, "",
        BIT(COMPOSITE_GRID)),
    NUMBER(ROTATE, ONE("rotate"), -270, 270, OMR_TRAIT_QUARTER_TURNS, "0", BIT(COMPOSITE_GRID)),
    OTHER(FLAG, DISPLAY_HINT, ONE("display_hint"), "true", BIT(COMPOSITE_GRID)),
    NUMBER(AMOUNT, ONE("amount"), 0, COUNT, 0, "", BIT(CUSTOM_ANSWER_SHEET)),
    OTHER(TEXTS, RECOGNITION_VALUES, TWO("recogintion_values", "recognition_values"), "the letters",
          BIT(BUBBLE_ARRAY)),
    OTHER(TEXT, TARGET, ONE("target"), "", BIT(CUSTOM_TRIGGER)),
    OTHER(TEXT, VALUE, ONE("value"), "", BIT(CUSTOM_TRIGGER) | BIT(BARCODE)),
    CHOICE(TRIGGER_TYPE, ONE("trigger_type"), trigger_types, "ReplaceValue", BIT(CUSTOM_TRIGGER)),
    CHOICE(BARCODE_TYPE, ONE("barcode_type"), omr_barcode_types, "QR", BIT(BARCODE)),
    NUMBER(QR_VERSION, ONE("qr_version"), 1, 40,
           OMR_TRAIT_AUTO_IS_UNSET | OMR_TRAIT_ZERO_IS_UNSET | OMR_TRAIT_MINUS_IS_UNSET |
               OMR_TRAIT_MICRO,
           "auto", BIT(BARCODE)),
    OTHER(FLAG, CODETEXT, ONE("codetext"), "false", BIT(BARCODE)),
    NUMBER(ROTATION_ANGLE, ONE("rotation_angle"), -360, 360, 0, "0", BIT(BARCODE)),
    OTHER(FLAG, REQUIRED, ONE("required"), "false", BIT(WRITE_IN)),
    OTHER(TEXT, HINT, ONE("hint"), "write-in", BIT(WRITE_IN)),
    OTHER(FLAG, ADAPTIVE, ONE("adaptive"), "false", BIT(WRITE_IN)),
    NUMBER(LENGTH, ONE("length"), 1, 200, 0, "", BIT(TEXT_INPUT)),
    CHOICE(INPUT_TYPE, ONE("input_type"), input_types, "numbers", BIT(TEXT_INPUT)),
    CHOICE(CELL_SIZE, ONE("cell_size"), cell_sizes, "normal", BIT(TEXT_INPUT)),
    NUMBER(LINE_HEIGHT, ONE("line_height"), 1, PX, 0, "", BIT(FREE_TEXT_INPUT)),
    OTHER(TEXT, IGNORED, TWO("score_type_table", "score_group_type"), "", BIT(SCORE_GROUP)),
    OTHER(TEXT, IGNORED, ONE("image_path"), "", BIT(IMAGE)),
    OTHER(TEXT, IGNORED, ONE("orientation"), "", BIT(CHECK_BOX)),
};
const size_t omr_schema_attribute_count =
    sizeof omr_schema_attributes / sizeof *omr_schema_attributes;

static bool is_same(const char *word, const char *name, size_t size) {
    return strlen(word) == size && strncasecmp(word, name, size) == 0;
}

/* The same whatever the case, and whether words are joined by "_" or not. */
static bool is_same_element(const char *word, const char *name, size_t size) {
    size_t at = 0;
    for (;;) {
        while (*word == '_')
            word++;
        while (at < size && name[at] == '_')
            at++;
        if (!*word || at == size)
            return !*word && at == size;
        if (strncasecmp(word++, name + at++, 1) != 0)
            return false;
    }
}

bool omr_schema_find_element(const char *name, size_t size, enum omr_node_kind *kind) {
    for (int i = 0; i < OMR_NODE_KINDS; i++)
        if (is_same_element(names[i].text, name, size) ||
            is_same_element(names[i].json, name, size)) {
            *kind = (enum omr_node_kind)i;
            return true;
        }
    return false;
}

const char *omr_schema_element_name(enum omr_node_kind kind) {
    return names[kind].text;
}

static uint64_t children_of(enum omr_node_kind kind) {
    for (size_t i = 0; i < sizeof parents / sizeof *parents; i++)
        if (parents[i].kind == kind)
            return parents[i].children;
    return 0;
}

bool omr_schema_is_paired(enum omr_node_kind kind) {
    return children_of(kind) != 0;
}

bool omr_schema_may_hold(enum omr_node_kind parent, enum omr_node_kind child) {
    return (children_of(parent) >> child & 1) != 0;
}

enum omr_node_kind omr_schema_in_parent(enum omr_node_kind parent, enum omr_node_kind kind) {
    if (parent == OMR_NODE_CUSTOM_ANSWER_SHEET && kind == OMR_NODE_TABLE_HEADER)
        return OMR_NODE_HEADER;
    if (parent == OMR_NODE_TABLE && kind == OMR_NODE_HEADER)
        return OMR_NODE_TABLE_HEADER;
    if (parent == OMR_NODE_HEADER && kind == OMR_NODE_CONTENT)
        return OMR_NODE_COLUMN;
    return kind;
}

static bool has_name(const struct omr_attribute_spec *spec, const char *name, size_t size) {
    for (int i = 0; i < 3 && spec->names[i]; i++)
        if (is_same(spec->names[i], name, size))
            return true;
    return false;
}

const struct omr_attribute_spec *omr_schema_find_attribute(enum omr_node_kind kind,
                                                           const char *name, size_t size) {
    for (size_t i = 0; i < omr_schema_attribute_count; i++)
        if ((omr_schema_attributes[i].elements >> kind & 1) != 0 &&
            has_name(&omr_schema_attributes[i], name, size))
            return &omr_schema_attributes[i];
    return NULL;
}

bool omr_schema_knows_attribute(const char *name, size_t size) {
    for (size_t i = 0; i < omr_schema_attribute_count; i++)
        if (has_name(&omr_schema_attributes[i], name, size))
            return true;
    return false;
}

/* Whether one letter too many, too few, another or two that changed places tell the words apart. */
static bool is_similar(const char *word, const char *name, size_t size) {
    size_t length = strlen(word), head = 0, tail = 0;
    if (length > size + 1 || size > length + 1 || size < 3)
        return false;
    size_t shorter = length < size ? length : size, longer = length < size ? size : length;
    while (head < shorter && strncasecmp(word + head, name + head, 1) == 0)
        head++;
    while (tail < shorter - head &&
           strncasecmp(word + length - 1 - tail, name + size - 1 - tail, 1) == 0)
        tail++;
    size_t apart = longer - head - tail;
    return apart <= 1 ||
           (apart == 2 && length == size && strncasecmp(word + head, name + head + 1, 1) == 0 &&
            strncasecmp(word + head + 1, name + head, 1) == 0);
}

const char *omr_schema_similar_element(const char *name, size_t size) {
    for (int i = 0; i < OMR_NODE_KINDS; i++)
        if (is_similar(names[i].text, name, size))
            return names[i].text;
    return NULL;
}

const char *omr_schema_similar_attribute(enum omr_node_kind kind, const char *name, size_t size) {
    for (size_t i = 0; i < omr_schema_attribute_count; i++)
        if ((omr_schema_attributes[i].elements >> kind & 1) != 0 &&
            is_similar(omr_schema_attributes[i].names[0], name, size))
            return omr_schema_attributes[i].names[0];
    return NULL;
}
