/* SPDX-License-Identifier: MIT
 *
 * From a form's source to pages for the printer and the pattern that reads them. In a library of
 * its own, libomr-forms.
 *
 *     struct omr_generate_request request = {.source = text, .source_size = size};
 *     struct omr_generate_sink sink = {.open = open_file, .write = write_file,
 *                                      .close = close_file, .context = folder};
 *     if (omr_generate(&request, &sink, NULL, &err))
 *         fprintf(stderr, "%s\n", err.text);
 *
 * Files are handed out piece by piece while they are made, so that thousands of copies need no more
 * memory than one. docs/form-language.md describes the source. */
#ifndef OMR_GENERATE_H
#define OMR_GENERATE_H

#include <omr/error.h>
#include <stdbool.h>
#include <stddef.h>

/* Settings: what holds for the whole form unless its source says otherwise. New ones hold the
 * defaults. */
struct omr_settings;
OMR_API enum omr_status omr_settings_new(struct omr_settings **settings, struct omr_error *err);
OMR_API void omr_settings_free(struct omr_settings *settings);

/* Whose numbers stand for words: the web service and the desktop library that forms come from count
 * paper sizes, orientations and styles differently. */
enum omr_numbering { OMR_NUMBERS_OF_SERVICE, OMR_NUMBERS_OF_LIBRARY };

/* Sets one: "PaperSize" to "Letter", "FontSize" to "9". Names are those of the table below; case,
 * "-", "_" and "." do not count ("paper-size", "paperSize"). A word may be its number. Errors:
 * OMR_ERROR_USAGE "settings.unknown", "settings.value" (with what it may be), OMR_ERROR_MEMORY. */
OMR_API enum omr_status omr_settings_set(struct omr_settings *settings, const char *name,
                                         const char *value, enum omr_numbering numbering,
                                         struct omr_error *err);

/* Sets all that an object of JSON holds; null leaves a default. Comments and commas before a
 * closing bracket are allowed. Unknown names are an error with their line when `is_strict`, else
 * nothing. Errors: those of omr_settings_set() with the line, OMR_ERROR_INPUT (no JSON). */
OMR_API enum omr_status omr_settings_read(struct omr_settings *settings, const char *json,
                                          size_t size, enum omr_numbering numbering, bool is_strict,
                                          struct omr_error *err);

/* Name, option of the program, what help calls its value, default, help. */
#define OMR_SETTING_TABLE(X)                                                                       \
    X(OMR_SETTING_PAPER_SIZE, "PaperSize", "paper-size", "SIZE", "A4",                             \
      "the paper that pages are printed on")                                                       \
    X(OMR_SETTING_ORIENTATION, "Orientation", "orientation", "WAY", "Vertical",                    \
      "which way the paper is turned")                                                             \
    X(OMR_SETTING_LEFT_MARGIN, "PageMarginLeft", "page-margin-left", "PX", "210",                  \
      "pixels left of all content")                                                                \
    X(OMR_SETTING_RIGHT_MARGIN, "PageMarginRight", "page-margin-right", "PX", "210",               \
      "pixels right of all content")                                                               \
    X(OMR_SETTING_FONT_FAMILY, "FontFamily", "font-family", "NAME", "Segoe UI",                    \
      "the font; where it is not installed, one of the same widths")                               \
    X(OMR_SETTING_FONT_SIZE, "FontSize", "font-size", "POINTS", "12",                              \
      "the size of letters in points")                                                             \
    X(OMR_SETTING_FONT_STYLE, "FontStyle", "font-style", "STYLES", "Regular",                      \
      "how letters look; several are parted by commas")                                            \
    X(OMR_SETTING_BUBBLE_COLOR, "BubbleColor", "bubble-color", "COLOUR", "Black",                  \
      "the colour of the outlines of bubbles")                                                     \
    X(OMR_SETTING_BUBBLE_SIZE, "BubbleSize", "bubble-size", "SIZE", "Normal",                      \
      "how large bubbles are: 40, 50, 60, 80 or 100 pixels")                                       \
    X(OMR_SETTING_OUTPUT_FORMAT, "OutputFormat", "format", "KIND", "Png",                          \
      "the kind of file that pages become")                                                        \
    X(OMR_SETTING_ROTATION_MARKER, "RotationMarkerPosition", "rotation-marker-position", "PLACE",  \
      "TopRight1", "where the fifth marker stands")                                                \
    X(OMR_SETTING_MARKER_OFFSET, "MarkerOffset", "marker-offset", "PX", "0",                       \
      "pixels from the paper's edges to the markers; 0 is 1 % of the short side")                  \
    X(OMR_SETTING_WRITING_SYSTEM, "WritingSystem", "writing-system", "NAME", "Western",            \
      "which way lines and columns run")                                                           \
    X(OMR_SETTING_NATIVE_NUMBER, "UseNativeNumber", "use-native-number", "BOOL", "false",          \
      "count questions in the writing system's own digits")                                        \
    X(OMR_SETTING_MULTISELECT, "Multiselect", "multiselect", "BOOL", "true",                       \
      "whether a question may have several marks")                                                 \
    X(OMR_SETTING_OVERFLOW, "Overflow", "overflow", "WAY", "NoClip",                               \
      "what becomes of content that is larger than its block")                                     \
    X(OMR_SETTING_LONG_WORDS, "LongWordHandling", "long-word-handling", "WAY", "DrawOver",         \
      "what becomes of words that are wider than their place")

#define OMR_SETTING_NAME(constant, name, option, argument, absent, help) constant,
enum omr_setting_number { OMR_SETTING_TABLE(OMR_SETTING_NAME) OMR_SETTINGS };
#undef OMR_SETTING_NAME

/* What a setting may be: "A4, Letter, Legal, ...", "0 to 20000"; returns `text`. */
OMR_API const char *omr_setting_expected(enum omr_setting_number number, char *text, size_t size);

/* The file that pages become, as the settings say: "Png", "Pdf", "Jpg" or "Tiff". */
OMR_API const char *omr_settings_format(const struct omr_settings *settings);

/* Records of a batch: one copy of the form for each. */
struct omr_records;

/* Reads CSV (RFC 4180; parted by comma, semicolon or tab; the first line names the fields) or JSON
 * (a list of objects). The field "id" tells copies apart; without one they are numbered from 1.
 * Errors: OMR_ERROR_INPUT with the line or the record, OMR_ERROR_LIMIT, OMR_ERROR_MEMORY. */
OMR_API enum omr_status omr_records_parse(struct omr_records **records, const char *text,
                                          size_t size, struct omr_error *err);
OMR_API void omr_records_free(struct omr_records *records);
OMR_API int omr_records_count(const struct omr_records *records);
/* The id of record `index` from 0; NULL behind the last. Lives as long as the records. */
OMR_API const char *omr_records_id(const struct omr_records *records, int index);

/* What the author of a source should know: a form was made all the same. */
struct omr_notice {
    const char *code; /* stable; docs/errors.md lists them */
    const char *text;
    int line, column; /* in the source, from 1; 0 where it is about the whole */
    const char *path; /* in JSON sources "children[0].children[3].name", else "" */
};
struct omr_notices;
OMR_API void omr_notices_free(struct omr_notices *notices);
OMR_API int omr_notices_count(const struct omr_notices *notices);
/* Notice `index` from 0; false behind the last. */
OMR_API bool omr_notices_find(const struct omr_notices *notices, int index,
                              struct omr_notice *notice);

/* What making forms needs of the machine: its fonts. Opened once and used often, by one thread at a
 * time, it saves some 0.1 s a form; and whoever closes itself in afterwards knows by it which files
 * will still be read. Errors: OMR_ERROR_UNSUPPORTED (no fonts are installed), OMR_ERROR_MEMORY. */
struct omr_press;
OMR_API enum omr_status omr_press_open(struct omr_press **press, struct omr_error *err);
OMR_API void omr_press_close(struct omr_press *press);
/* File `number` from 0; NULL past the last. */
OMR_API const char *omr_press_file(const struct omr_press *press, int number);

/* A picture that the source names: its file, of a kind that omr_image_decode() reads. */
struct omr_named_picture {
    const char *name; /* as the source writes it */
    const void *bytes;
    size_t size;
};

struct omr_generate_request {
    const char *source; /* text or JSON */
    size_t source_size;
    const char *name;                    /* of the form, for its pattern; NULL for none */
    const struct omr_settings *settings; /* NULL: the defaults */
    const struct omr_named_picture *pictures;
    int picture_count;
    /* Asked for pictures that are named and not among those, where it is not NULL: bytes from
     * malloc(), or NULL where there is no such picture. */
    enum omr_status (*find_picture)(void *context, const char *name, void **bytes, size_t *size,
                                    struct omr_error *err);
    void *picture_context;
    struct omr_press *press;           /* NULL: one of its own */
    const struct omr_records *records; /* NULL: one copy, and ${name} is no field */
    /* Called after each copy where it is not NULL; false ends the work. */
    bool (*progress)(void *context, int done, int count);
    void *progress_context;
};

/* A file that is about to be handed out. Pages come first, copy by copy, then the pattern. */
struct omr_generated_file {
    const char *kind;     /* "Png", "Jpg", "Tiff", "Pdf", "Omr" */
    int copy, copy_count; /* from 1; a Pdf holds all copies, an Omr serves all: copy is 0 */
    const char *copy_id;  /* of its record, "" without records */
    int page, page_count; /* of the copy, from 1; 0 of a Pdf and an Omr */
};

/* Where files go. Each function returns false to end the work. */
struct omr_generate_sink {
    bool (*open)(void *context, const struct omr_generated_file *file);
    bool (*write)(void *context, const void *bytes, size_t size);
    bool (*close)(void *context); /* the file is whole */
    void *context;
};

/* Makes the form. `sink` may be NULL: then the form is laid out, so that all is checked, and
 * nothing drawn. `notices` may be NULL; else they belong to the caller, who ends them with
 * omr_notices_free(), also after an error. Errors: OMR_ERROR_INPUT (the source, with its place; a
 * picture that is missing or damaged; a record that makes a form unlike the others),
 * OMR_ERROR_LIMIT, OMR_ERROR_MEMORY, OMR_ERROR_IO (the sink ended it). */
OMR_API enum omr_status omr_generate(const struct omr_generate_request *request,
                                     const struct omr_generate_sink *sink,
                                     struct omr_notices **notices, struct omr_error *err);

#endif
