/* SPDX-License-Identifier: MIT */
#include "image/pdf_stream.h"

#include "base/error.h"
#include "image/pdf_armour.h"

#include <stdlib.h>
#include <string.h>

#include <libdeflate.h>

enum {
    LETTERS_MAX = 2,
    USE_TWICE = 2 /* how often the file's bytes may be used on one page */
};

enum omr_status omr_pdf_fail_damaged(struct omr_error *err, const char *what) {
    return omr_fail(err, OMR_ERROR_INPUT, "image.damaged", "the PDF file is damaged: %s", what);
}

enum omr_status omr_pdf_fail_kind(struct omr_error *err, const char *what) {
    return omr_fail(err, OMR_ERROR_UNSUPPORTED, "image.pdf_kind",
                    "this PDF page cannot be read (%s): turn it into pictures of 300 dpi", what);
}

/* The value of `key`, or of its short form in old files; null where there is none. */
qpdf_oh omr_pdf_key(qpdf_data qpdf, qpdf_oh dict, const char *key) {
    return qpdf_oh_get_key_if_dict(qpdf, dict, key);
}

double omr_pdf_number(qpdf_data qpdf, qpdf_oh array, int index) {
    double number = 0;
    qpdf_oh_get_value_as_number(qpdf, qpdf_oh_get_array_item(qpdf, array, index), &number);
    return number;
}

int omr_pdf_int(qpdf_data qpdf, qpdf_oh dict, const char *key, int usual) {
    int value = usual;
    qpdf_oh_get_value_as_int(qpdf, omr_pdf_key(qpdf, dict, key), &value);
    return value;
}

bool omr_pdf_bool(qpdf_data qpdf, qpdf_oh dict, const char *key) {
    QPDF_BOOL value = QPDF_FALSE;
    qpdf_oh_get_value_as_bool(qpdf, omr_pdf_key(qpdf, dict, key), &value);
    return value;
}

bool omr_pdf_is(qpdf_data qpdf, qpdf_oh object, const char *name) {
    return qpdf_oh_is_name_and_equals(qpdf, object, name);
}

/* How a stream is packed. Letters come off first; what is left must be one filter or none. */
struct packing {
    int letters; /* filters that only write bytes as letters */
    int count;   /* filters after them */
    qpdf_oh filter, parameters;
};

static qpdf_oh item_or_self(qpdf_data qpdf, qpdf_oh object, int index) {
    return qpdf_oh_is_array(qpdf, object) && index < qpdf_oh_get_array_n_items(qpdf, object)
               ? qpdf_oh_get_array_item(qpdf, object, index)
               : object;
}

static bool is_letters(qpdf_data qpdf, qpdf_oh filter) {
    return omr_pdf_is(qpdf, filter, "/ASCIIHexDecode") ||
           omr_pdf_is(qpdf, filter, "/ASCII85Decode");
}

static struct packing find_packing(qpdf_data qpdf, qpdf_oh dict) {
    struct packing packing = {.letters = 0};
    qpdf_oh filters = omr_pdf_key(qpdf, dict, "/Filter");
    qpdf_oh parameters = omr_pdf_key(qpdf, dict, "/DecodeParms");
    int count = qpdf_oh_is_array(qpdf, filters)  ? qpdf_oh_get_array_n_items(qpdf, filters)
                : qpdf_oh_is_name(qpdf, filters) ? 1
                                                 : 0;
    while (packing.letters < count &&
           is_letters(qpdf, item_or_self(qpdf, filters, packing.letters)))
        packing.letters++;
    packing.count = count - packing.letters;
    packing.filter = item_or_self(qpdf, filters, packing.letters);
    packing.parameters = item_or_self(qpdf, parameters, packing.letters);
    return packing;
}

static enum omr_status take_letters_off(struct omr_pdf_reader *reader, qpdf_oh filter,
                                        unsigned char **bytes, size_t *size) {
    struct omr_buffer plain = {0};
    if (omr_pdf_is(reader->qpdf, filter, "/ASCIIHexDecode"))
        omr_pdf_unhex(&plain, *bytes, *size);
    else
        omr_pdf_unascii85(&plain, *bytes, *size);
    free(*bytes);
    *bytes = (unsigned char *)omr_buffer_detach(&plain, size);
    return *bytes ? OMR_OK : omr_fail_memory(reader->err);
}

/* A stream's bytes before its one filter, or none. `*bytes` is to be freed, also after a failure.
 */
static enum omr_status copy_stream(struct omr_pdf_reader *reader, qpdf_oh stream,
                                   unsigned char **bytes, size_t *size) {
    QPDF_BOOL is_filtered;
    qpdf_data qpdf = reader->qpdf;
    qpdf_oh filters = omr_pdf_key(qpdf, qpdf_oh_get_dict(qpdf, stream), "/Filter");
    int letters = find_packing(qpdf, qpdf_oh_get_dict(qpdf, stream)).letters;
    enum omr_status status = OMR_OK;
    if (qpdf_oh_get_stream_data(qpdf, stream, qpdf_dl_none, &is_filtered, bytes, size) &
        QPDF_ERRORS)
        return omr_pdf_fail_damaged(reader->err, "one of its streams cannot be read");
    if (letters > LETTERS_MAX)
        return omr_pdf_fail_kind(reader->err, "it is packed too often");
    for (int i = 0; !status && i < letters; i++)
        status = take_letters_off(reader, item_or_self(qpdf, filters, i), bytes, size);
    return status;
}

/* A JPEG's own notes on its orientation do not count in a PDF file. */
static void hide_exif(struct omr_pdf_picture *picture) {
    static const char signature[] = "Exif\0";
    size_t most = picture->size < (1 << 17) ? picture->size : 1 << 17;
    unsigned char *found = memmem(picture->bytes, most, signature, sizeof signature);
    if (found)
        *found = 'e';
}

static enum omr_status read_filter(struct omr_pdf_reader *reader, qpdf_oh dict,
                                   struct omr_pdf_picture *picture) {
    static const struct {
        const char *name;
        enum omr_pdf_filter filter;
    } known[] = {{"/FlateDecode", OMR_PDF_FLATE},
                 {"/LZWDecode", OMR_PDF_LZW},
                 {"/RunLengthDecode", OMR_PDF_RUNS},
                 {"/CCITTFaxDecode", OMR_PDF_FAX},
                 {"/DCTDecode", OMR_PDF_JPEG}};
    qpdf_data qpdf = reader->qpdf;
    struct packing packing = find_packing(qpdf, dict);
    qpdf_oh filter = packing.filter, parameters = packing.parameters;
    picture->filter = OMR_PDF_PLAIN;
    picture->predictor = 1;
    if (packing.count == 0)
        return OMR_OK;
    if (packing.count > 1)
        return omr_pdf_fail_kind(reader->err, "its picture is packed twice");
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (omr_pdf_is(qpdf, filter, known[i].name)) {
            picture->filter = known[i].filter;
            picture->predictor = (uint32_t)omr_pdf_int(qpdf, parameters, "/Predictor", 1);
            picture->fax_k = omr_pdf_int(qpdf, parameters, "/K", 0);
            picture->is_fax_aligned = omr_pdf_bool(qpdf, parameters, "/EncodedByteAlign");
            if (picture->filter == OMR_PDF_FAX) {
                picture->is_inverted = omr_pdf_bool(qpdf, parameters, "/BlackIs1");
                picture->width = (uint32_t)omr_pdf_int(qpdf, parameters, "/Columns", 1728);
            }
            return OMR_OK;
        }
    if (omr_pdf_is(qpdf, filter, "/JBIG2Decode"))
        return omr_pdf_fail_kind(reader->err, "its picture is packed as JBIG2");
    if (omr_pdf_is(qpdf, filter, "/JPXDecode"))
        return omr_pdf_fail_kind(reader->err, "its picture is a JPEG 2000");
    return omr_pdf_fail_kind(reader->err, "its picture is packed in an unusual way");
}

static int channels_of_name(qpdf_data qpdf, qpdf_oh space) {
    static const struct {
        const char *name;
        int channels;
    } known[] = {
        {"/DeviceGray", 1}, {"/CalGray", 1}, {"/DeviceRGB", 3}, {"/CalRGB", 3}, {"/DeviceCMYK", 4}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (omr_pdf_is(qpdf, space, known[i].name))
            return known[i].channels;
    return 0;
}

/* 0 for colour spaces that paper does not come in. */
static int channels_of_space(qpdf_data qpdf, qpdf_oh space) {
    if (!qpdf_oh_is_array(qpdf, space) || qpdf_oh_get_array_n_items(qpdf, space) < 2)
        return channels_of_name(qpdf, space);
    qpdf_oh name = qpdf_oh_get_array_item(qpdf, space, 0);
    qpdf_oh profile = qpdf_oh_get_array_item(qpdf, space, 1);
    if (!omr_pdf_is(qpdf, name, "/ICCBased"))
        return channels_of_name(qpdf, name);
    if (!qpdf_oh_is_stream(qpdf, profile))
        return 0;
    int channels = omr_pdf_int(qpdf, qpdf_oh_get_dict(qpdf, profile), "/N", 0);
    return channels == 1 || channels == 3 || channels == 4 ? channels : 0;
}

static enum omr_status inflate(const unsigned char *bytes, size_t size, size_t max_size,
                               struct omr_buffer *into, struct omr_error *err) {
    struct libdeflate_decompressor *inflater = libdeflate_alloc_decompressor();
    size_t room = 64 * 1024, made = 0;
    enum libdeflate_result result = LIBDEFLATE_INSUFFICIENT_SPACE;
    while (inflater && result == LIBDEFLATE_INSUFFICIENT_SPACE && room <= max_size) {
        if (!omr_buffer_reserve(into, room))
            break;
        result = libdeflate_zlib_decompress(inflater, bytes, size, into->bytes, room, &made);
        room *= 4;
    }
    libdeflate_free_decompressor(inflater);
    if (!inflater || into->has_failed)
        return omr_fail_memory(err);
    if (result == LIBDEFLATE_INSUFFICIENT_SPACE)
        return omr_pdf_fail_kind(err, "it is no scan: it draws too much");
    if (result != LIBDEFLATE_SUCCESS)
        return omr_pdf_fail_damaged(err, "one of its streams cannot be unpacked");
    into->size = made;
    return OMR_OK;
}

/* A stream that is not a picture, unpacked. */
enum omr_status omr_pdf_unpack(struct omr_pdf_reader *reader, qpdf_oh stream, size_t max_size,
                               struct omr_buffer *into) {
    qpdf_data qpdf = reader->qpdf;
    struct packing packing = find_packing(qpdf, qpdf_oh_get_dict(qpdf, stream));
    unsigned char *bytes = NULL;
    size_t size = 0;
    int count = packing.count;
    if (count > 1 || (count == 1 && !omr_pdf_is(qpdf, packing.filter, "/FlateDecode")) ||
        omr_pdf_int(qpdf, packing.parameters, "/Predictor", 1) != 1)
        return omr_pdf_fail_kind(reader->err, "its content is packed in an unusual way");
    enum omr_status status = copy_stream(reader, stream, &bytes, &size);
    if (!status && count == 0 && size > max_size)
        status = omr_pdf_fail_kind(reader->err, "it is no scan: it draws too much");
    if (!status && count == 0)
        omr_buffer_append(into, bytes, size);
    else if (!status)
        status = inflate(bytes, size, max_size, into, reader->err);
    free(bytes);
    return !status && into->has_failed ? omr_fail_memory(reader->err) : status;
}

static void to_rgb(uint8_t rgb[3], const unsigned char *samples, int channels) {
    for (int i = 0; i < 3; i++)
        rgb[i] = channels == 4   ? (uint8_t)((255 - samples[i]) * (255 - samples[3]) / 255)
                 : channels == 3 ? samples[i]
                                 : samples[0];
}

/* [/Indexed base highest table], the table a string or a stream. */
static enum omr_status read_palette(struct omr_pdf_reader *reader, qpdf_oh space,
                                    struct omr_pdf_picture *picture) {
    qpdf_data qpdf = reader->qpdf;
    struct omr_buffer unpacked = {0};
    enum omr_status status = OMR_OK;
    if (qpdf_oh_get_array_n_items(qpdf, space) < 4)
        return omr_pdf_fail_damaged(reader->err, "a palette is missing");
    int channels = channels_of_space(qpdf, qpdf_oh_get_array_item(qpdf, space, 1));
    qpdf_oh table = qpdf_oh_get_array_item(qpdf, space, 3);
    if (channels == 0)
        return omr_pdf_fail_kind(reader->err, "its colours");
    if (qpdf_oh_is_stream(qpdf, table)) {
        status = omr_pdf_unpack(reader, table, OMR_PDF_UNPACK_MAX, &unpacked);
    } else {
        size_t length = 0;
        const char *text = qpdf_oh_get_binary_string_value(qpdf, table, &length);
        omr_buffer_append(&unpacked, text, length);
    }
    size_t count = unpacked.size / (size_t)channels, most = (size_t)1 << picture->depth;
    count = count < most ? count : most;
    for (size_t i = 0; !status && i < count; i++)
        to_rgb(picture->palette + 3 * i,
               (const unsigned char *)unpacked.bytes + i * (size_t)channels, channels);
    picture->palette_count = (int)count;
    picture->channels = 1;
    omr_buffer_clear(&unpacked);
    return status || count ? status : omr_pdf_fail_damaged(reader->err, "a palette is missing");
}

static bool is_palette(qpdf_data qpdf, qpdf_oh space) {
    return qpdf_oh_is_array(qpdf, space) && qpdf_oh_get_array_n_items(qpdf, space) > 0 &&
           omr_pdf_is(qpdf, qpdf_oh_get_array_item(qpdf, space, 0), "/Indexed");
}

static enum omr_status read_colours(struct omr_pdf_reader *reader, qpdf_oh dict,
                                    struct omr_pdf_picture *picture) {
    qpdf_data qpdf = reader->qpdf;
    qpdf_oh space = omr_pdf_key(qpdf, dict, "/ColorSpace");
    qpdf_oh decode = omr_pdf_key(qpdf, dict, "/Decode");
    picture->depth = (uint32_t)omr_pdf_int(qpdf, dict, "/BitsPerComponent", 1);
    picture->is_mask = omr_pdf_bool(qpdf, dict, "/ImageMask");
    if (picture->is_mask)
        picture->depth = 1;
    bool is_depth_known = picture->depth == 1 || picture->depth == 2 || picture->depth == 4 ||
                          picture->depth == 8 || picture->depth == 16;
    if (!is_depth_known)
        return omr_pdf_fail_damaged(reader->err, "a picture has no depth");
    if (qpdf_oh_is_array(qpdf, decode) && qpdf_oh_get_array_n_items(qpdf, decode) >= 2 &&
        omr_pdf_number(qpdf, decode, 0) > omr_pdf_number(qpdf, decode, 1))
        picture->is_inverted = !picture->is_inverted;
    picture->channels = 1;
    /* A JPEG with inks says itself which way they are. */
    if (picture->filter == OMR_PDF_JPEG && channels_of_space(qpdf, space) == 4)
        picture->is_inverted = false;
    if (picture->is_mask || picture->filter == OMR_PDF_FAX || picture->filter == OMR_PDF_JPEG)
        return OMR_OK;
    if (is_palette(qpdf, space) && picture->depth <= 8)
        return read_palette(reader, space, picture);
    picture->channels = channels_of_space(qpdf, space);
    if (picture->channels == 0 || (picture->channels > 1 && picture->depth < 8))
        return omr_pdf_fail_kind(reader->err, "its colours");
    if (picture->channels == 4 && (picture->predictor >= 10 || picture->is_inverted))
        return omr_pdf_fail_kind(reader->err, "its inks");
    return OMR_OK;
}

static enum omr_status read_picture(struct omr_pdf_reader *reader, qpdf_oh stream,
                                    struct omr_pdf_picture *picture) {
    qpdf_data qpdf = reader->qpdf;
    qpdf_oh dict = qpdf_oh_get_dict(qpdf, stream);
    enum omr_status status;
    if ((status = read_filter(reader, dict, picture)) ||
        (status = read_colours(reader, dict, picture)))
        return status;
    if (picture->filter != OMR_PDF_FAX)
        picture->width = (uint32_t)omr_pdf_int(qpdf, dict, "/Width", 0);
    picture->height = (uint32_t)omr_pdf_int(qpdf, dict, "/Height", 0);
    if ((status = copy_stream(reader, stream, &picture->bytes, &picture->size)))
        return status;
    if (picture->filter == OMR_PDF_JPEG)
        hide_exif(picture);
    reader->picture_size += picture->size;
    if (reader->picture_size > USE_TWICE * reader->file_size)
        return omr_pdf_fail_kind(reader->err, "it shows the same pictures again and again");
    return OMR_OK;
}

/* What lies over a picture: /SMask, where white is opaque, or /Mask, where dark is. */
static enum omr_status read_alpha(struct omr_pdf_reader *reader, qpdf_oh dict,
                                  struct omr_pdf_picture *picture) {
    qpdf_oh mask = omr_pdf_key(reader->qpdf, dict, "/SMask");
    if (!qpdf_oh_is_stream(reader->qpdf, mask)) {
        mask = omr_pdf_key(reader->qpdf, dict, "/Mask");
        picture->is_alpha_dark = true;
    }
    if (!qpdf_oh_is_stream(reader->qpdf, mask))
        return OMR_OK;
    picture->alpha = calloc(1, sizeof *picture->alpha);
    return picture->alpha ? read_picture(reader, mask, picture->alpha)
                          : omr_fail_memory(reader->err);
}

enum omr_status omr_pdf_read_picture(struct omr_pdf_reader *reader, qpdf_oh stream,
                                     struct omr_pdf_picture *picture) {
    enum omr_status status = read_picture(reader, stream, picture);
    return status ? status : read_alpha(reader, qpdf_oh_get_dict(reader->qpdf, stream), picture);
}
