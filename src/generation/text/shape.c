/* SPDX-License-Identifier: MIT
 *
 * Shapes a text with pango. Which writing systems occur in it decides which fonts are named after
 * the style's own: for every letter the first in this list that has it is taken, so the choice does
 * not hang on what else is installed. Texts of the same words, style and frame share one shape. */
#include "base/error.h"
#include "generation/text/fonts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_MAX = 100000, SHARED_MAX = 256 /* bytes */, WRITINGS_MAX = 8 };

#define EMOJI "Zsye" /* among the codes of writing systems */

struct line {
    PangoLayoutLine *shape;
    double x, baseline;
};

struct omr_text {
    int references;
    char *words, *family;
    struct omr_text_style style;
    struct omr_text_frame frame;
    PangoLayout *layout;
    struct line *lines;
    struct omr_text_size size;
    bool lacks_letters;
};

/* What a text is written in, in the order of its first letters. */
struct writings {
    const struct omr_writing *kind[WRITINGS_MAX];
    int count;
    enum omr_tongue tongue;
};

static bool is_emoji(gunichar c) {
    return (c >= 0x1F300 && c <= 0x1FAFF) || (c >= 0x1F1E6 && c <= 0x1F1FF) || c == 0xFE0F;
}

/* The code of what `c` is written in; NULL for what every font has or what joins its neighbours. */
static const char *find_code(gunichar c, char code[5]) {
    if (c < 0x250)
        return NULL;
    if (is_emoji(c))
        return EMOJI;
    GUnicodeScript script = g_unichar_get_script(c);
    if (script == G_UNICODE_SCRIPT_INHERITED)
        return NULL;
    if (script == G_UNICODE_SCRIPT_COMMON)
        return c >= 0x2000 && c < 0x2070 ? NULL : "Zyyy";
    guint32 name = g_unicode_script_to_iso15924(script);
    for (int i = 0; i < 4; i++)
        code[i] = (char)(name >> (24 - 8 * i));
    code[4] = '\0';
    return code;
}

static void add_writing(struct writings *writings, const char *code) {
    const struct omr_writing *kind = omr_writing_find(code);
    if (!kind || writings->count == WRITINGS_MAX)
        return;
    for (int i = 0; i < writings->count; i++)
        if (writings->kind[i] == kind)
            return;
    writings->kind[writings->count++] = kind;
}

/* Kana make Chinese letters Japanese, Hangul Korean. */
static enum omr_tongue choose_tongue(const struct writings *writings) {
    enum omr_tongue tongue = OMR_TONGUE_ANY;
    for (int i = 0; i < writings->count; i++) {
        const char *code = writings->kind[i]->code;
        if (strcmp(code, "Hira") == 0 || strcmp(code, "Kana") == 0)
            return OMR_TONGUE_JAPANESE;
        if (strcmp(code, "Hang") == 0)
            tongue = OMR_TONGUE_KOREAN;
        else if (strcmp(code, "Hani") == 0 && tongue == OMR_TONGUE_ANY)
            tongue = OMR_TONGUE_CHINESE;
    }
    return tongue;
}

static struct writings find_writings(const char *utf8) {
    struct writings writings = {.count = 0};
    for (const char *at = utf8; *at; at = g_utf8_next_char(at)) {
        char code[5];
        const char *found = find_code(g_utf8_get_char(at), code);
        if (found)
            add_writing(&writings, found);
    }
    writings.tongue = choose_tongue(&writings);
    return writings;
}

/* ",Noto Sans Arabic,...": the fonts of all writing systems of the text, Japanese or Korean ones
 * before Chinese. Freed with g_free(). */
static char *list_families(const struct writings *writings) {
    static const char *const first[OMR_TONGUES] = {NULL, NULL, "Hira", "Hang"};
    GString *list = g_string_new(NULL);
    const char *code = first[writings->tongue];
    if (code)
        g_string_append_printf(list, ",%s", omr_writing_find(code)->families);
    for (int i = 0; i < writings->count; i++)
        if (strcmp(writings->kind[i]->code, EMOJI) != 0)
            g_string_append_printf(list, ",%s", writings->kind[i]->families);
    for (int i = 0; i < writings->count; i++) /* last: they have signs and digits of their own */
        if (strcmp(writings->kind[i]->code, EMOJI) == 0)
            g_string_append_printf(list, ",%s", writings->kind[i]->families);
    if (writings->count)
        g_string_append_printf(list, ",%s", omr_family_default);
    return g_string_free(list, FALSE);
}

/* Forms were drawn without ligatures and kerning, and their authors broke lines by that: with them,
 * lines are some 3 % shorter. Scripts that cannot do without keep theirs, which are other features.
 */
static void set_attributes(PangoLayout *layout, unsigned styles) {
    PangoAttrList *attributes = pango_attr_list_new();
    pango_attr_list_insert(attributes, pango_attr_font_features_new("liga 0, kern 0"));
    if (styles & OMR_TEXT_UNDERLINE)
        pango_attr_list_insert(attributes, pango_attr_underline_new(PANGO_UNDERLINE_SINGLE));
    if (styles & OMR_TEXT_STRIKEOUT)
        pango_attr_list_insert(attributes, pango_attr_strikethrough_new(TRUE));
    pango_layout_set_attributes(layout, attributes);
    pango_attr_list_unref(attributes);
}

static PangoLayout *lay_out(struct omr_fonts *fonts, const struct omr_face *face,
                            const struct omr_text_frame *frame, const char *utf8) {
    struct writings writings = find_writings(utf8);
    char *more = list_families(&writings);
    PangoFontDescription *description = omr_fonts_describe(fonts, face, more);
    PangoLayout *layout =
        pango_layout_new(omr_fonts_context(fonts, frame->is_rtl, writings.tongue));
    pango_layout_set_font_description(layout, description);
    pango_font_description_free(description);
    g_free(more);
    set_attributes(layout, face->styles);
    if (frame->width > 0)
        pango_layout_set_width(layout, (int)lround(frame->width * PANGO_SCALE));
    pango_layout_set_wrap(layout, frame->breaks_words ? PANGO_WRAP_WORD_CHAR : PANGO_WRAP_WORD);
    pango_layout_set_text(layout, utf8, -1);
    return layout;
}

/* Whether there were any. */
static bool note_missing(struct omr_fonts *fonts, const PangoLayoutLine *line) {
    bool lacks_letters = false;
    for (const GSList *at = line->runs; at; at = at->next) {
        const PangoGlyphString *glyphs = ((const PangoGlyphItem *)at->data)->glyphs;
        for (int i = 0; i < glyphs->num_glyphs; i++) {
            PangoGlyph glyph = glyphs->glyphs[i].glyph;
            if (glyph == PANGO_GLYPH_EMPTY || !(glyph & PANGO_GLYPH_UNKNOWN_FLAG))
                continue;
            char code[5];
            gunichar c = glyph & ~PANGO_GLYPH_UNKNOWN_FLAG;
            const char *found = find_code(c, code);
            omr_fonts_miss(fonts, found ? found : "Latn", c);
            lacks_letters = true;
        }
    }
    return lacks_letters;
}

static bool has_colour_glyphs(const PangoLayoutLine *line) {
    for (const GSList *at = line->runs; at; at = at->next) {
        const PangoGlyphString *glyphs = ((const PangoGlyphItem *)at->data)->glyphs;
        for (int i = 0; i < glyphs->num_glyphs; i++)
            if (glyphs->glyphs[i].attr.is_color)
                return true;
    }
    return false;
}

static void include_ink(struct omr_text_size *size, const struct line *line,
                        const PangoRectangle *ink) {
    if (ink->width == 0 || ink->height == 0)
        return;
    double left = line->x + (double)ink->x / PANGO_SCALE;
    double top = line->baseline + (double)ink->y / PANGO_SCALE;
    double right = left + (double)ink->width / PANGO_SCALE;
    double bottom = top + (double)ink->height / PANGO_SCALE;
    bool is_first = size->ink_right <= size->ink_left;
    size->ink_left = is_first ? left : fmin(size->ink_left, left);
    size->ink_top = is_first ? top : fmin(size->ink_top, top);
    size->ink_right = is_first ? right : fmax(size->ink_right, right);
    size->ink_bottom = is_first ? bottom : fmax(size->ink_bottom, bottom);
}

static double line_width(PangoLayoutLine *line, PangoRectangle *ink) {
    PangoRectangle logical;
    pango_layout_line_get_extents(line, ink, &logical);
    return (double)logical.width / PANGO_SCALE;
}

/* How far from the left a line begins that leaves `room` beside it. */
static double indent(const struct omr_text_frame *frame, double room) {
    if (frame->align == OMR_TEXT_CENTER)
        return room / 2;
    bool is_at_right = (frame->align == OMR_TEXT_RIGHT) != frame->is_rtl;
    return is_at_right ? room : 0;
}

static void place_lines(struct omr_text *text, struct omr_fonts *fonts,
                        const struct omr_face *face) {
    double pitch = text->frame.line_height > 0 ? text->frame.line_height : face->line_height;
    struct omr_text_size *size = &text->size;
    PangoRectangle ink;
    for (int i = 0; i < size->line_count; i++)
        size->width = fmax(size->width, line_width(text->lines[i].shape, &ink));
    double frame_width = text->frame.width > 0 ? text->frame.width : size->width;
    for (int i = 0; i < size->line_count; i++) {
        struct line *line = &text->lines[i];
        line->x = indent(&text->frame, frame_width - line_width(line->shape, &ink));
        line->baseline = face->ascent + i * pitch;
        include_ink(size, line, &ink);
        text->lacks_letters |= note_missing(fonts, line->shape);
        size->has_colour = size->has_colour || has_colour_glyphs(line->shape);
    }
    size->baseline = face->ascent;
    size->height = pitch * size->line_count;
}

static enum omr_status make(struct omr_text **text, struct omr_fonts *fonts,
                            const struct omr_text_style *style, const struct omr_text_frame *frame,
                            const char *utf8, struct omr_error *err) {
    struct omr_text *made = calloc(1, sizeof *made);
    if (!made)
        return omr_fail_memory(err);
    const struct omr_face *face = omr_fonts_face(fonts, style);
    *made = (struct omr_text){.references = 1,
                              .words = g_strdup(utf8),
                              .family = g_strdup(style->family),
                              .style = *style,
                              .frame = *frame,
                              .layout = lay_out(fonts, face, frame, utf8)};
    made->style.family = made->family;
    made->size.line_count = pango_layout_get_line_count(made->layout);
    made->lines = g_new0(struct line, made->size.line_count);
    GSList *line = pango_layout_get_lines_readonly(made->layout);
    for (int i = 0; i < made->size.line_count; i++, line = line->next)
        made->lines[i].shape = pango_layout_line_ref(line->data);
    place_lines(made, fonts, face);
    *text = made;
    return OMR_OK;
}

void omr_text_free(struct omr_text *text) {
    if (!text || --text->references > 0)
        return;
    for (int i = 0; i < text->size.line_count; i++)
        pango_layout_line_unref(text->lines[i].shape);
    g_free(text->lines);
    g_object_unref(text->layout);
    g_free(text->words);
    g_free(text->family);
    free(text);
}

/* FNV-1a over the words; style and frame are compared, not hashed: they seldom differ. */
static uint32_t hash_words(const char *utf8, size_t size, double size_pt, double width) {
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ (uint8_t)utf8[i]) * 16777619u;
    hash = (hash ^ (uint32_t)(size_pt * 64)) * 16777619u;
    return (hash ^ (uint32_t)(int32_t)width) * 16777619u;
}

static bool is_same(const struct omr_text *text, const struct omr_text_style *style,
                    const struct omr_text_frame *frame, const char *utf8) {
    return text->style.size_pt == style->size_pt && text->style.styles == style->styles &&
           text->style.colour == style->colour && text->frame.width == frame->width &&
           text->frame.align == frame->align && text->frame.is_rtl == frame->is_rtl &&
           text->frame.breaks_words == frame->breaks_words &&
           text->frame.line_height == frame->line_height &&
           strcmp(text->family, style->family) == 0 && strcmp(text->words, utf8) == 0;
}

/* Keeps `text` for the next time, in the place of what had the same hash. */
static void share(struct omr_fonts *fonts, struct omr_text *text, uint32_t hash) {
    struct omr_text **place = &fonts->shape[hash % OMR_SHAPES];
    omr_text_free(*place);
    text->references++;
    *place = text;
}

enum omr_status omr_text_shape(struct omr_text **text, struct omr_fonts *fonts,
                               const struct omr_text_style *style,
                               const struct omr_text_frame *frame, const char *utf8,
                               struct omr_error *err) {
    size_t size = strlen(utf8);
    if (size > TEXT_MAX)
        return omr_fail(err, OMR_ERROR_LIMIT, "text.limit", "a text has %zu bytes, it may have %d",
                        size, TEXT_MAX);
    if (!(style->size_pt >= 0.1 && style->size_pt <= 2000))
        return omr_fail(err, OMR_ERROR_USAGE, "text.size",
                        "a font size of %g points makes no sense: 0.1 to 2000", style->size_pt);
    uint32_t hash = hash_words(utf8, size, style->size_pt, frame->width);
    struct omr_text *shared = fonts->shape[hash % OMR_SHAPES];
    if (shared && is_same(shared, style, frame, utf8)) {
        shared->references++;
        *text = shared;
        return OMR_OK;
    }
    enum omr_status status = make(text, fonts, style, frame, utf8, err);
    /* What lacks letters is shaped anew, so that each form is told of it. */
    if (!status && size <= SHARED_MAX && !(*text)->lacks_letters)
        share(fonts, *text, hash);
    return status;
}

struct omr_text_size omr_text_measure(const struct omr_text *text) {
    return text->size;
}

uint32_t omr_text_colour(const struct omr_text *text) {
    return text->style.colour;
}

void omr_text_draw(const struct omr_text *text, struct _cairo *cairo, double x, double y) {
    for (int i = 0; i < text->size.line_count; i++) {
        cairo_move_to(cairo, x + text->lines[i].x, y + text->lines[i].baseline);
        pango_cairo_show_layout_line(cairo, text->lines[i].shape);
    }
}
