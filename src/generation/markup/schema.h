/* SPDX-License-Identifier: MIT
 *
 * The form language as tables: elements, attributes, and the words that attributes may have.
 *
 * Text markup calls an element by the first name, JSON markup by the second; readers take either
 * spelling anywhere, without regard to case. */
#ifndef OMR_GENERATION_MARKUP_SCHEMA_H
#define OMR_GENERATION_MARKUP_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* constant, name in text, name in JSON */
#define OMR_NODE_TABLE(X)                                                                          \
    X(OMR_NODE_TEMPLATE, "template", "Template")                                                   \
    X(OMR_NODE_PAGE, "page", "Page")                                                               \
    X(OMR_NODE_CONTAINER, "container", "Container")                                                \
    X(OMR_NODE_BLOCK, "block", "Block")                                                            \
    X(OMR_NODE_POSITIONED_BLOCK, "positioned_block", "PositionedBlock")                            \
    X(OMR_NODE_TEXT, "text", "Text")                                                               \
    X(OMR_NODE_CONTENT, "content", "Content")                                                      \
    X(OMR_NODE_EMPTY_LINE, "empty_line", "EmptyLine")                                              \
    X(OMR_NODE_IMAGE, "image", "Image")                                                            \
    X(OMR_NODE_PARAGRAPH, "paragraph", "Paragraph")                                                \
    X(OMR_NODE_INPUT_GROUP, "input_group", "InputGroup")                                           \
    X(OMR_NODE_CHOICE_BOX, "choicebox", "ChoiceBox")                                               \
    X(OMR_NODE_OPTION, "option", "ChoiceBoxAnswer")                                                \
    X(OMR_NODE_CHECK_BOX, "checkbox", "CheckBox")                                                  \
    X(OMR_NODE_VERTICAL_CHOICE_BOX, "vertical_choicebox", "VerticalChoiceBox")                     \
    X(OMR_NODE_ANSWER, "answer", "Answer")                                                         \
    X(OMR_NODE_SCORE_GROUP, "score_group", "ScoreGroup")                                           \
    X(OMR_NODE_SCORE_QUESTION, "score_question", "ScoreQuestion")                                  \
    X(OMR_NODE_SCORE_HEADER, "score_header", "ScoreHeader")                                        \
    X(OMR_NODE_SCORE_ANSWER, "score_answer", "ScoreAnswer")                                        \
    X(OMR_NODE_TABLE_CONTENT, "table_content", "TableContent")                                     \
    X(OMR_NODE_TABLE, "table", "Table")                                                            \
    X(OMR_NODE_TABLE_TITLE, "table_title", "TableTitle")                                           \
    X(OMR_NODE_TABLE_HEADER, "table_header", "TableHeader")                                        \
    X(OMR_NODE_ANSWER_VALUE, "answer_value", "TableAnswer")                                        \
    X(OMR_NODE_QUESTION, "question", "Question")                                                   \
    X(OMR_NODE_ANSWER_SHEET, "answer_sheet", "AnswerSheet")                                        \
    X(OMR_NODE_GRID, "grid", "Grid")                                                               \
    X(OMR_NODE_COMPOSITE_GRID, "composite_grid", "CompositeGrid")                                  \
    X(OMR_NODE_CUSTOM_ANSWER_SHEET, "custom_answer_sheet", "CustomAnswerSheet")                    \
    X(OMR_NODE_HEADER, "header", "Header")                                                         \
    X(OMR_NODE_COLUMN, "column", "Column")                                                         \
    X(OMR_NODE_CUSTOM_ROW, "custom_row", "CustomRow")                                              \
    X(OMR_NODE_BUBBLE_ARRAY, "bubble_array", "BubbleArray")                                        \
    X(OMR_NODE_CUSTOM_TRIGGER, "custom_trigger", "CustomTrigger")                                  \
    X(OMR_NODE_BARCODE, "barcode", "Barcode")                                                      \
    X(OMR_NODE_WRITE_IN, "write_in", "WriteIn")                                                    \
    X(OMR_NODE_TEXT_INPUT, "text_input", "text_input")                                             \
    X(OMR_NODE_FREE_TEXT_INPUT, "free_text_input", "free_text_input")

#define OMR_NODE_NAME(constant, text, json) constant,
enum omr_node_kind { OMR_NODE_TABLE(OMR_NODE_NAME) OMR_NODE_KINDS };
#undef OMR_NODE_NAME

/* What a value is; the members of struct omr_value say where it stands. */
enum omr_value_type {
    OMR_VALUE_NUMBER,
    OMR_VALUE_FLAG, /* true, false */
    OMR_VALUE_TEXT,
    OMR_VALUE_COLOUR,  /* a name or #RRGGBB */
    OMR_VALUE_STYLES,  /* "bold, italic" */
    OMR_VALUE_SIDE,    /* "8 red", "none" */
    OMR_VALUE_TEXTS,   /* (a)(b) or ["a", "b"] */
    OMR_VALUE_NUMBERS, /* 20%-80% or [20, 80] */
    OMR_VALUE_CHOICE   /* one word of a list */
};

/* Words of OMR_VALUE_STYLES. */
enum { OMR_STYLE_BOLD = 1, OMR_STYLE_ITALIC = 2, OMR_STYLE_UNDERLINE = 4, OMR_STYLE_STRIKEOUT = 8 };

/* Words of OMR_VALUE_CHOICE; the attribute says which list. The order is that of the tables in
 * schema.c. */
enum omr_align { OMR_ALIGN_LEFT, OMR_ALIGN_CENTER, OMR_ALIGN_RIGHT };
enum omr_vertical_align { OMR_ALIGN_TOP, OMR_ALIGN_MIDDLE, OMR_ALIGN_BOTTOM };
enum omr_border { OMR_BORDER_NONE, OMR_BORDER_SQUARE, OMR_BORDER_ROUNDED };
enum omr_bubble_size {
    OMR_BUBBLE_EXTRASMALL,
    OMR_BUBBLE_SMALL,
    OMR_BUBBLE_NORMAL,
    OMR_BUBBLE_LARGE,
    OMR_BUBBLE_EXTRALARGE
};
enum omr_bubble_type { OMR_BUBBLE_ROUND, OMR_BUBBLE_SQUARE };
enum omr_orientation { OMR_ORIENTATION_HORIZONTAL, OMR_ORIENTATION_VERTICAL };
enum omr_paper_size {
    OMR_PAPER_A3,
    OMR_PAPER_A4,
    OMR_PAPER_LEGAL,
    OMR_PAPER_LETTER,
    OMR_PAPER_P8519,
    OMR_PAPER_P8521,
    OMR_PAPER_TABLOID
};
/* The corner that the fifth marker stands by: 1 above or below it, 2 beside it. */
enum omr_rotation_marker {
    OMR_ROTATION_TOP_LEFT_1,
    OMR_ROTATION_TOP_LEFT_2,
    OMR_ROTATION_TOP_RIGHT_1,
    OMR_ROTATION_TOP_RIGHT_2,
    OMR_ROTATION_BOTTOM_LEFT_1,
    OMR_ROTATION_BOTTOM_LEFT_2,
    OMR_ROTATION_BOTTOM_RIGHT_1,
    OMR_ROTATION_BOTTOM_RIGHT_2,
    OMR_ROTATION_NONE /* four markers; a setting only */
};
enum omr_overflow { OMR_OVERFLOW_NOCLIP, OMR_OVERFLOW_CLIP, OMR_OVERFLOW_WRAP };
enum omr_paragraph_type { OMR_PARAGRAPH_NORMAL, OMR_PARAGRAPH_IMAGE_WRAP, OMR_PARAGRAPH_INLINE };
enum omr_container_type { OMR_CONTAINER_NORMAL, OMR_CONTAINER_FOOTER };
enum omr_content_type { OMR_CONTENT_NORMAL, OMR_CONTENT_CELLS };
enum omr_grid_header { OMR_GRID_UNDERLINE, OMR_GRID_SQUARE };
enum omr_score_header {
    OMR_SCORE_POSITIVE,
    OMR_SCORE_NEGATIVE,
    OMR_SCORE_AMOUNT,
    OMR_SCORE_QUESTION,
    OMR_SCORE_CONTENT
};
enum omr_score_display { OMR_SCORE_HIDDEN, OMR_SCORE_INSIDE_CELL, OMR_SCORE_EXTRA_COLUMN };
enum omr_table_type { OMR_TABLE_NORMAL, OMR_TABLE_STRIPED, OMR_TABLE_EQUAL_CELLS };
enum omr_side { OMR_SIDE_LEFT, OMR_SIDE_RIGHT };
enum omr_input_type { OMR_INPUT_NUMBERS, OMR_INPUT_LETTERS };

/* Every attribute of the language. Which element may have which, under which spellings and of which
 * type: schema.c. */
enum omr_attribute {
    OMR_ATTR_FONT_FAMILY,
    OMR_ATTR_FONT_SIZE, /* points */
    OMR_ATTR_FONT_STYLE,
    OMR_ATTR_COLOR,
    OMR_ATTR_ALIGN,
    OMR_ATTR_BORDER,
    OMR_ATTR_BORDER_SIZE,
    OMR_ATTR_BORDER_COLOR,
    OMR_ATTR_BORDER_TOP,
    OMR_ATTR_BORDER_BOTTOM,
    OMR_ATTR_BORDER_LEFT,
    OMR_ATTR_BORDER_RIGHT,
    OMR_ATTR_BUBBLE_SIZE,
    OMR_ATTR_BUBBLE_TYPE,
    OMR_ATTR_ORIENTATION,
    OMR_ATTR_PAPER_SIZE,
    OMR_ATTR_LEFT_MARGIN,
    OMR_ATTR_RIGHT_MARGIN,
    OMR_ATTR_ROTATION_POINT_POSITION,
    OMR_ATTR_COLUMNS_COUNT,
    OMR_ATTR_COLUMNS_PROPORTIONS,
    OMR_ATTR_TYPE, /* container: container_type; paragraph: paragraph_type */
    OMR_ATTR_BLOCK_RIGHT_MARGIN,
    OMR_ATTR_BLOCK_BOTTOM_MARGIN,
    OMR_ATTR_BLOCK_TOP_PADDING,
    OMR_ATTR_SYNC_CHILDREN_HEIGHT,
    OMR_ATTR_COLUMN,
    OMR_ATTR_ROW,
    OMR_ATTR_IS_CLIPPED,
    OMR_ATTR_BACKGROUND_COLOR,
    OMR_ATTR_WIDTH,
    OMR_ATTR_HEIGHT,
    OMR_ATTR_X,
    OMR_ATTR_Y,
    OMR_ATTR_HORIZONTAL_PADDING,
    OMR_ATTR_VERTICAL_PADDING,
    OMR_ATTR_OVERFLOW,
    OMR_ATTR_CONTENT_TYPE,
    OMR_ATTR_VERTICAL_ALIGN,
    OMR_ATTR_LABEL_BORDER,
    OMR_ATTR_INPUT_BORDER,
    OMR_ATTR_DISPLAY_NUMBER,
    OMR_ATTR_MULTISELECT,
    OMR_ATTR_BUBBLE_VALUE,
    OMR_ATTR_ROW_INDEX,
    OMR_ATTR_THRESHOLD,
    OMR_ATTR_HIDE_NAME,
    OMR_ATTR_TOP_PADDING,
    OMR_ATTR_BUBBLE_POSITION,
    OMR_ATTR_BUBBLE_OFFSET_X,
    OMR_ATTR_BUBBLE_OFFSET_Y,
    OMR_ATTR_SELECTABLE,
    OMR_ATTR_ROW_PROPORTIONS,
    OMR_ATTR_SCORE_DISPLAY,
    OMR_ATTR_HEADER_TYPE, /* score_header: omr_score_header; grids: omr_grid_header */
    OMR_ATTR_SCORE,
    OMR_ATTR_ANSWERS_COUNT,
    OMR_ATTR_TABLE_TYPE,
    OMR_ATTR_ELEMENTS_COUNT,
    OMR_ATTR_ANSWERS_LIST,
    OMR_ATTR_START_ID,
    OMR_ATTR_VERTICAL_MARGIN,
    OMR_ATTR_SECTIONS_COUNT,
    OMR_ATTR_OPTIONS_COUNT,
    OMR_ATTR_HEADER_BORDER_SIZE,
    OMR_ATTR_HEADER_BORDER_COLOR,
    OMR_ATTR_VALUES,
    OMR_ATTR_EXTRA_ROW,
    OMR_ATTR_ROTATE,
    OMR_ATTR_DISPLAY_HINT,
    OMR_ATTR_AMOUNT,
    OMR_ATTR_RECOGNITION_VALUES,
    OMR_ATTR_TARGET,
    OMR_ATTR_VALUE,
    OMR_ATTR_TRIGGER_TYPE,
    OMR_ATTR_BARCODE_TYPE,
    OMR_ATTR_QR_VERSION,
    OMR_ATTR_CODETEXT,
    OMR_ATTR_ROTATION_ANGLE,
    OMR_ATTR_REQUIRED,
    OMR_ATTR_HINT,
    OMR_ATTR_ADAPTIVE,
    OMR_ATTR_LENGTH,
    OMR_ATTR_INPUT_TYPE,
    OMR_ATTR_CELL_SIZE,
    OMR_ATTR_LINE_HEIGHT,
    OMR_ATTR_NAME,    /* of a question: the name of its result, instead of "Question{n}" */
    OMR_ATTR_IGNORED, /* known spellings that mean nothing; no node has it */
    OMR_ATTRIBUTES
};

/* One word of a list and its number. Lists end with a NULL word; of several words with the same
 * number the first is the one that is told. */
struct omr_word {
    const char *word;
    int number;
};

/* Traits of an attribute beside its type. */
enum {
    OMR_TRAIT_ZERO_IS_UNSET = 1,      /* 0 means "not set" */
    OMR_TRAIT_MINUS_IS_UNSET = 2,     /* -1 means "not set" */
    OMR_TRAIT_AUTO_IS_UNSET = 4,      /* the word "auto" means "not set" */
    OMR_TRAIT_ADDS_UP = 8,            /* written again it adds a value instead of replacing it */
    OMR_TRAIT_QUARTER_TURNS = 16,     /* a multiple of 90, kept as 0, 90, 180 or 270 */
    OMR_TRAIT_MICRO = 32,             /* also M1 to M4, kept as -1 to -4 */
    OMR_TRAIT_MAY_BE_TRANSPARENT = 64 /* the word "transparent" means "not set" */
};

/* A row of the table of attributes: what an attribute is in the elements that it serves. The same
 * attribute may have rows of its own for other elements. */
struct omr_attribute_spec {
    enum omr_attribute attribute;
    const char *names[3]; /* spellings; the first is the one that is told; NULL behind the last */
    enum omr_value_type type;
    const struct omr_word *words; /* CHOICE: the list */
    double least, most;           /* NUMBER, NUMBERS: bounds of each */
    unsigned traits;              /* OMR_TRAIT_... ored */
    const char *absent;           /* what holds where it is not written, for people; "" nothing */
    uint64_t elements;            /* 1 << omr_node_kind of each element that may have it */
};

/* All rows, for documents and tests. */
extern const struct omr_attribute_spec omr_schema_attributes[];
extern const size_t omr_schema_attribute_count;

/* The element of a name in either syntax, whatever its case and with or without "_"; false where
 * there is none. */
bool omr_schema_find_element(const char *name, size_t size, enum omr_node_kind *kind);

/* The name of an element in text markup. */
const char *omr_schema_element_name(enum omr_node_kind kind);

/* Whether an element has children, ended by "&name" in text markup. */
bool omr_schema_is_paired(enum omr_node_kind kind);

/* Whether `child` may stand directly in `parent`. */
bool omr_schema_may_hold(enum omr_node_kind parent, enum omr_node_kind child);

/* What `kind` is called by in `parent`: JSON markup calls the header of a custom answer sheet
 * TableHeader and its columns Content. */
enum omr_node_kind omr_schema_in_parent(enum omr_node_kind parent, enum omr_node_kind kind);

/* The attribute of an element by one of its spellings, whatever its case; NULL where there is none.
 */
const struct omr_attribute_spec *omr_schema_find_attribute(enum omr_node_kind kind,
                                                           const char *name, size_t size);

/* Whether any element has an attribute of this name. */
bool omr_schema_knows_attribute(const char *name, size_t size);

/* The element or the attribute of `kind` whose name is much like this one, for "did you mean"; NULL
 * where there is none. */
const char *omr_schema_similar_element(const char *name, size_t size);
const char *omr_schema_similar_attribute(enum omr_node_kind kind, const char *name, size_t size);

#endif
