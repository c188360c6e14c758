/* SPDX-License-Identifier: MIT */
#include "image/stranger.h"

#include "base/utf8.h"

#include <stdbool.h>
#include <string.h>

enum { LOOK_AT = 4096, BLANKS = 64 };

/* How files begin: `magic` stands at `at`. */
static const struct {
    const char *name;
    size_t at;
    const char *magic;
    size_t magic_size;
} strangers[] = {
#define STRANGER(name, at, magic)                                                                  \
    { name, at, magic, sizeof(magic) - 1 }
    STRANGER("a document of an old Word, Excel or PowerPoint", 0, "\xd0\xcf\x11\xe0\xa1\xb1"),
    STRANGER("a document of LibreOffice", 30, "mimetypeapplication/vnd.oasis.opendocument"),
    STRANGER("an RTF document", 0, "{\\rtf"),
    STRANGER("a PostScript document", 0, "%!PS"),
    STRANGER("a Photoshop picture", 0, "8BPS"),
    STRANGER("a GIMP picture", 0, "gimp xcf"),
    STRANGER("a DjVu document", 0, "AT&TFORM"),
    STRANGER("an archive", 0, "Rar!\x1a\x07"),
    STRANGER("an archive", 0, "7z\xbc\xaf\x27\x1c"),
    STRANGER("an archive", 0, "\x1f\x8b\x08"),
    STRANGER("an archive", 0,
             "\xfd"
             "7zXZ"),
    STRANGER("an archive", 257, "ustar"),
    STRANGER("a video", 4, "ftyp"), /* after those that are pictures */
    STRANGER("a video", 4, "moov"),
    STRANGER("a video", 8, "AVI "),
    STRANGER("a video", 0, "\x1a\x45\xdf\xa3"),
#undef STRANGER
};

static bool begins(const uint8_t *bytes, size_t size, size_t at, const char *magic, size_t length) {
    return size >= at + length && memcmp(bytes + at, magic, length) == 0;
}

/* Office documents are ZIP archives; what kind, tell the names of the files in them, which stand at
 * the end. */
static const char *name_archive(const uint8_t *bytes, size_t size) {
    static const struct {
        const char *entry, *name;
    } documents[] = {{"word/document.xml", "a Word document"},
                     {"xl/workbook.xml", "an Excel document"},
                     {"ppt/presentation.xml", "a PowerPoint document"}};
    size_t end = size < LOOK_AT * 4 ? size : LOOK_AT * 4;
    for (size_t i = 0; i < sizeof documents / sizeof *documents; i++)
        if (memmem(bytes + size - end, end, documents[i].entry, strlen(documents[i].entry)))
            return documents[i].name;
    return "a ZIP archive: unpack it first";
}

static bool is_text(const uint8_t *bytes, size_t size) {
    const char *text = (const char *)bytes;
    for (size_t at = 0; at < size;) {
        size_t length = omr_utf8_length(text + at, size - at);
        if (length == 0)
            return size - at < 4 && size == LOOK_AT; /* a letter cut off by where we stop */
        if (length == 1 && bytes[at] < ' ' && !memchr("\t\r\n\f", bytes[at], 4))
            return false;
        at += length;
    }
    return size > 0;
}

static const char *name_text(const uint8_t *bytes, size_t size) {
    const char *text = (const char *)bytes;
    size_t blanks = size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    while (blanks < size && blanks < BLANKS && strchr(" \t\r\n", text[blanks]))
        blanks++;
    if (blanks < size && text[blanks] == '{')
        return "a recognition pattern or other JSON: are pattern and picture the wrong way round?";
    if (memmem(text, size, "<svg", 4))
        return "an SVG drawing";
    if (memmem(text, size, "<html", 5) || memmem(text, size, "<!DOCTYPE html", 14))
        return "a web page: was it a link to the picture?";
    return "a text";
}

static bool is_zero(const uint8_t *bytes, size_t size) {
    for (size_t i = 0; i < size; i++)
        if (bytes[i])
            return false;
    return true;
}

const char *omr_stranger_name(const uint8_t *bytes, size_t size) {
    size_t head = size < LOOK_AT ? size : LOOK_AT;
    for (size_t i = 0; i < sizeof strangers / sizeof *strangers; i++)
        if (begins(bytes, size, strangers[i].at, strangers[i].magic, strangers[i].magic_size))
            return strangers[i].name;
    if (begins(bytes, size, 0, "PK\3\4", 4))
        return name_archive(bytes, size);
    if (is_text(bytes, head))
        return name_text(bytes, head);
    return is_zero(bytes, head) ? "zeros alone: copy or send it again" : NULL;
}
