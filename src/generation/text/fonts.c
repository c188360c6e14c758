/* SPDX-License-Identifier: MIT
 *
 * Fonts through fontconfig and pango, with a configuration of our own: whatever a machine or its
 * user prefers, the same fonts give the same pages. Hinting is off everywhere and glyphs stand
 * between pixels, so that lengths grow with the size and with nothing else. */
#include "generation/text/fonts.h"

#include "base/error.h"

#include <fontconfig/fontconfig.h>
#include <math.h>
#include <pango/pangofc-fontmap.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* A font without italics is slanted, one without a bold face smeared; pictures are left alone. */
#define SLANT                                                                                      \
    "<match target='font'><test name='slant'><const>roman</const></test>"                          \
    "<test name='outline'><bool>true</bool></test>"                                                \
    "<test target='pattern' name='slant' compare='not_eq'><const>roman</const></test>"             \
    "<edit name='matrix' mode='assign'><times><name>matrix</name><matrix><double>1</double>"       \
    "<double>0.2</double><double>0</double><double>1</double></matrix></times></edit>"             \
    "<edit name='slant' mode='assign'><const>oblique</const></edit></match>"
#define SMEAR                                                                                      \
    "<match target='font'><test name='weight' compare='less_eq'><const>medium</const></test>"      \
    "<test name='outline'><bool>true</bool></test>"                                                \
    "<test target='pattern' name='weight' compare='more_eq'><const>bold</const></test>"            \
    "<edit name='embolden' mode='assign'><bool>true</bool></edit>"                                 \
    "<edit name='weight' mode='assign'><const>bold</const></edit></match>"

/* Emoji are pictures of one size: they are scaled to the size that was asked for. */
#define RATIO                                                                                      \
    "<divide><name target='pattern'>pixelsize</name><name target='font'>pixelsize</name></divide>"
#define SCALE                                                                                      \
    "<match target='font'><test name='outline'><bool>false</bool></test>"                          \
    "<edit name='matrix' mode='assign'><times><name>matrix</name><matrix>" RATIO                   \
    "<double>0</double><double>0</double>" RATIO "</matrix></times></edit></match>"

/* Where fonts are, where the system keeps what it knows of them, and pango's own name for emoji. */
static const char configuration[] =
    "<fontconfig><dir>/usr/share/fonts</dir><dir>/usr/local/share/fonts</dir>"
    "<cachedir>/var/cache/fontconfig</cachedir><cachedir prefix='xdg'>fontconfig</cachedir>"
    "<alias binding='same'><family>emoji</family><prefer><family>Noto Color Emoji</family></prefer>"
    "</alias>" SLANT SMEAR SCALE "<config><rescan><int>0</int></rescan></config></fontconfig>";

static FcConfig *configure(void) {
    FcConfig *config = FcConfigCreate();
    if (config &&
        (!FcConfigParseAndLoadFromMemory(config, (const FcChar8 *)configuration, FcTrue) ||
         !FcConfigBuildFonts(config))) {
        FcConfigDestroy(config);
        return NULL;
    }
    return config;
}

static gint compare_paths(gconstpointer a, gconstpointer b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* A file that holds several fonts is listed once for each by fontconfig, but once only here. */
static void list_files(struct omr_fonts *fonts, FcConfig *config) {
    const FcFontSet *set = FcConfigGetFonts(config, FcSetSystem);
    GHashTable *seen = g_hash_table_new(g_str_hash, g_str_equal);
    fonts->files = g_ptr_array_new_with_free_func(g_free);
    for (int i = 0; set && i < set->nfont; i++) {
        FcChar8 *path;
        if (FcPatternGetString(set->fonts[i], FC_FILE, 0, &path) != FcResultMatch ||
            g_hash_table_contains(seen, path))
            continue;
        char *kept = g_strdup((const char *)path);
        g_ptr_array_add(fonts->files, kept);
        g_hash_table_add(seen, kept);
    }
    g_ptr_array_sort(fonts->files, compare_paths);
    g_hash_table_destroy(seen);
}

const char *omr_fonts_file(const struct omr_fonts *fonts, int number) {
    return number >= 0 && number < (int)fonts->files->len
               ? g_ptr_array_index(fonts->files, (guint)number)
               : NULL;
}

static void list_families(struct omr_fonts *fonts) {
    PangoFontFamily **families;
    int count;
    pango_font_map_list_families(fonts->map, &families, &count);
    fonts->installed = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    for (int i = 0; i < count; i++) {
        const char *name = pango_font_family_get_name(families[i]);
        g_hash_table_insert(fonts->installed, g_utf8_strdown(name, -1), g_strdup(name));
    }
    g_free(families);
}

enum omr_status omr_fonts_open(struct omr_fonts **fonts, struct omr_error *err) {
    struct omr_fonts *made = calloc(1, sizeof *made);
    FcConfig *config = made ? configure() : NULL;
    if (!config) {
        free(made);
        return omr_fail_memory(err);
    }
    /* Or pango would have the machine's own configuration read beside, in another thread. */
    FcConfigSetCurrent(config);
    made->map = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
    pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(made->map), config);
    list_files(made, config);
    FcConfigDestroy(config);
    pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(made->map), 72);
    list_families(made);
    if (!omr_fonts_first_installed(made, omr_family_default)) {
        omr_fonts_close(made);
        return omr_fail(err, OMR_ERROR_UNSUPPORTED, "text.no_fonts",
                        "no fonts are installed to write a form with: install fonts-open-sans, "
                        "fonts-crosextra-carlito and fonts-liberation2");
    }
    *fonts = made;
    return OMR_OK;
}

void omr_fonts_close(struct omr_fonts *fonts) {
    if (!fonts)
        return;
    for (int i = 0; i < OMR_SHAPES; i++)
        omr_text_free(fonts->shape[i]);
    omr_fonts_forget(fonts);
    for (int i = 0; i < 2 * OMR_TONGUES; i++)
        g_clear_object(&fonts->context[i / OMR_TONGUES][i % OMR_TONGUES]);
    if (fonts->installed)
        g_hash_table_destroy(fonts->installed);
    g_ptr_array_unref(fonts->files);
    g_object_unref(fonts->map);
    free(fonts);
}

static const char *find_installed(const struct omr_fonts *fonts, const char *name, size_t length) {
    char *lower = g_utf8_strdown(name, (gssize)length);
    const char *found = g_hash_table_lookup(fonts->installed, lower);
    g_free(lower);
    return found;
}

const char *omr_fonts_first_installed(const struct omr_fonts *fonts, const char *names) {
    for (;;) {
        size_t length = strcspn(names, ",");
        const char *found = find_installed(fonts, names, length);
        if (found || !names[length])
            return found;
        names += length + 1;
    }
}

static const char *find_stand_in(const struct omr_fonts *fonts, const struct omr_family *known) {
    const char *found = known ? omr_fonts_first_installed(fonts, known->stand_ins) : NULL;
    return found ? found : omr_fonts_first_installed(fonts, omr_family_default);
}

const char *omr_fonts_resolve(const struct omr_fonts *fonts, const char *family) {
    const char *installed = find_installed(fonts, family, strlen(family));
    return installed ? installed : find_stand_in(fonts, omr_family_find(family));
}

const char *omr_fonts_stand_in(struct omr_fonts *fonts, const char *family, bool *is_known) {
    const struct omr_family *known = omr_family_find(family);
    *is_known = known != NULL;
    if (find_installed(fonts, family, strlen(family)))
        return NULL;
    return find_stand_in(fonts, known);
}

static cairo_font_options_t *make_options(void) {
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    return options;
}

PangoContext *omr_fonts_context(struct omr_fonts *fonts, bool is_rtl, enum omr_tongue tongue) {
    static const char *const language[OMR_TONGUES] = {"en", "zh-cn", "ja", "ko"};
    PangoContext **context = &fonts->context[is_rtl][tongue];
    if (*context)
        return *context;
    *context = pango_font_map_create_context(fonts->map);
    cairo_font_options_t *options = make_options();
    pango_cairo_context_set_font_options(*context, options);
    cairo_font_options_destroy(options);
    pango_cairo_context_set_resolution(*context, 72);
    pango_context_set_round_glyph_positions(*context, FALSE);
    pango_context_set_base_dir(*context,
                               is_rtl ? PANGO_DIRECTION_WEAK_RTL : PANGO_DIRECTION_WEAK_LTR);
    pango_context_set_language(*context, pango_language_from_string(language[tongue]));
    return *context;
}

PangoFontDescription *omr_fonts_describe(const struct omr_fonts *fonts, const struct omr_face *face,
                                         const char *more) {
    PangoFontDescription *description = pango_font_description_new();
    char *families = g_strconcat(omr_fonts_resolve(fonts, face->family), more, NULL);
    pango_font_description_set_family(description, families);
    g_free(families);
    pango_font_description_set_absolute_size(description, face->size_px * PANGO_SCALE);
    if (face->styles & OMR_TEXT_BOLD)
        pango_font_description_set_weight(description, PANGO_WEIGHT_BOLD);
    if (face->styles & OMR_TEXT_ITALIC)
        pango_font_description_set_style(description, PANGO_STYLE_ITALIC);
    return description;
}

/* Lines are as far apart as the original's where its figures are known; what stands in is put in
 * their middle. */
static void measure_face(struct omr_fonts *fonts, struct omr_face *face) {
    const struct omr_family *known = omr_family_find(face->family);
    double em = face->size_pt * 300 / 72;
    bool is_stand_in = !find_installed(fonts, face->family, strlen(face->family));
    face->size_px =
        em * (known && is_stand_in && known->stand_in_ratio > 0 ? known->stand_in_ratio : 1);
    PangoFontDescription *description = omr_fonts_describe(fonts, face, "");
    PangoFontMetrics *metrics = pango_context_get_metrics(
        omr_fonts_context(fonts, false, OMR_TONGUE_ANY), description, NULL);
    double ascent = (double)pango_font_metrics_get_ascent(metrics) / PANGO_SCALE;
    double descent = (double)pango_font_metrics_get_descent(metrics) / PANGO_SCALE;
    double height = (double)pango_font_metrics_get_height(metrics) / PANGO_SCALE;
    pango_font_metrics_unref(metrics);
    pango_font_description_free(description);
    bool has_line = known && known->line_ratio > 0, has_ascent = known && known->ascent_ratio > 0;
    face->line_height = has_line ? em * known->line_ratio : fmax(height, ascent + descent);
    face->ascent =
        has_ascent ? em * known->ascent_ratio : ascent + (face->line_height - ascent - descent) / 2;
}

static void note_unknown(struct omr_fonts *fonts, const char *family) {
    if (omr_family_find(family) || find_installed(fonts, family, strlen(family)) ||
        fonts->unknown_count == OMR_UNKNOWN)
        return;
    for (int i = 0; i < fonts->unknown_count; i++)
        if (strcasecmp(fonts->unknown[i], family) == 0)
            return;
    fonts->unknown[fonts->unknown_count++] = g_strdup(family);
}

const char *omr_fonts_unknown(const struct omr_fonts *fonts, int number) {
    return number < fonts->unknown_count ? fonts->unknown[number] : NULL;
}

/* The faces too: they are asked for again, and then noted again. */
void omr_fonts_forget(struct omr_fonts *fonts) {
    for (int i = 0; i < fonts->face_count; i++)
        g_free(fonts->face[i].family);
    for (int i = 0; i < fonts->unknown_count; i++)
        g_free(fonts->unknown[i]);
    memset(fonts->face, 0, sizeof fonts->face);
    fonts->face_count = fonts->next_face = fonts->unknown_count = fonts->missing_count = 0;
}

const struct omr_face *omr_fonts_face(struct omr_fonts *fonts, const struct omr_text_style *style) {
    for (int i = 0; i < fonts->face_count; i++) {
        const struct omr_face *face = &fonts->face[i];
        if (face->size_pt == style->size_pt && face->styles == style->styles &&
            strcmp(face->family, style->family) == 0)
            return face;
    }
    struct omr_face *face = &fonts->face[fonts->next_face];
    fonts->next_face = (fonts->next_face + 1) % OMR_FACES;
    if (fonts->face_count < OMR_FACES)
        fonts->face_count++;
    g_free(face->family);
    *face = (struct omr_face){
        .family = g_strdup(style->family), .size_pt = style->size_pt, .styles = style->styles};
    note_unknown(fonts, face->family);
    measure_face(fonts, face);
    return face;
}

double omr_fonts_line_height(struct omr_fonts *fonts, const struct omr_text_style *style) {
    return omr_fonts_face(fonts, style)->line_height;
}

void omr_fonts_miss(struct omr_fonts *fonts, const char *code, uint32_t character) {
    const struct omr_writing *writing = omr_writing_find(code);
    const char *name = writing ? writing->name : "another writing system";
    for (int i = 0; i < fonts->missing_count; i++)
        if (strcmp(fonts->missing[i].name, name) == 0)
            return;
    if (fonts->missing_count == OMR_MISSING)
        return;
    fonts->missing[fonts->missing_count++] = (struct omr_missing_writing){
        .name = name, .package = writing ? writing->package : NULL, .character = character};
}

const struct omr_missing_writing *omr_fonts_missing(const struct omr_fonts *fonts, int number) {
    return number < fonts->missing_count ? &fonts->missing[number] : NULL;
}
