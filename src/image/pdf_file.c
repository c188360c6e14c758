/* SPDX-License-Identifier: MIT
 *
 * qpdf finds objects and hands streams out as they are in the file; nothing is unpacked by it, so
 * that no bomb goes off: content is unpacked here up to a limit, pictures by their decoders. */
#include "image/pdf_file.h"

#include "base/buffer.h"
#include "base/error.h"
#include "image/pdf_armour.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <libdeflate.h>
#include <qpdf/qpdf-c.h>

enum {
    CONTENT_MAX_BYTES = 8 << 20, /* of a page, unpacked, forms included */
    PICTURES_MAX = 2000,         /* on a page: some scanners write a strip each few rows */
    FORMS_MAX_DEPTH = 6,
    LETTERS_MAX = 2,
    DRAWINGS_MAX = 10000,
    USE_TWICE = 2 /* how often the file's bytes may be used on one page */
};

struct omr_pdf_file {
    qpdf_data qpdf;
    size_t size;
    int page_count;
    pthread_mutex_t lock; /* qpdf is for one thread at a time */
};

/* While a page is searched. */
struct search {
    struct omr_pdf_file *file;
    qpdf_data qpdf;
    struct omr_pdf_page *page;
    int capacity, depth, drawings;
    size_t content_size, picture_size; /* so far */
    enum omr_status status;
    struct omr_error *err;
};

/* What is drawn by names of these resources. */
struct drawing {
    struct search *search;
    qpdf_oh resources;
    struct omr_pdf_content content;
};

static enum omr_status fail_damaged(struct omr_error *err, const char *what) {
    return omr_fail(err, OMR_ERROR_INPUT, "image.damaged", "the PDF file is damaged: %s", what);
}

static enum omr_status fail_kind(struct omr_error *err, const char *what) {
    return omr_fail(err, OMR_ERROR_UNSUPPORTED, "image.pdf_kind",
                    "this PDF page cannot be read (%s): turn it into pictures of 300 dpi", what);
}

static enum omr_status fail_open(qpdf_data qpdf, struct omr_error *err) {
    qpdf_error error = qpdf_get_error(qpdf);
    if (error && qpdf_get_error_code(qpdf, error) == qpdf_e_password)
        return omr_fail(err, OMR_ERROR_UNSUPPORTED, "image.pdf_password",
                        "the PDF file is locked with a password: save it without one");
    return fail_damaged(err, "it has no pages that can be found");
}

enum omr_status omr_pdf_open(struct omr_pdf_file **file, const uint8_t *bytes, size_t size,
                             const struct omr_image_limits *limits, struct omr_error *err) {
    struct omr_pdf_file *made = calloc(1, sizeof *made);
    enum omr_status status = OMR_OK;
    if (!made)
        return omr_fail_memory(err);
    made->size = size;
    made->qpdf = qpdf_init();
    qpdf_silence_errors(made->qpdf);
    qpdf_set_suppress_warnings(made->qpdf, QPDF_TRUE);
    pthread_mutex_init(&made->lock, NULL);
    if (qpdf_read_memory(made->qpdf, "file", (const char *)bytes, size, "") & QPDF_ERRORS)
        status = fail_open(made->qpdf, err);
    else if ((made->page_count = qpdf_get_num_pages(made->qpdf)) < 1)
        status = fail_open(made->qpdf, err);
    else if ((uint32_t)made->page_count > limits->max_pages)
        status = omr_fail(err, OMR_ERROR_LIMIT, "image.limit.pages",
                          "the file has more than %" PRIu32 " pages", limits->max_pages);
    if (!status && qpdf_push_inherited_attributes_to_page(made->qpdf) & QPDF_ERRORS)
        status = fail_damaged(err, "its pages make no sense");
    if (status)
        omr_pdf_close(made);
    else
        *file = made;
    return status;
}

void omr_pdf_close(struct omr_pdf_file *file) {
    if (!file)
        return;
    qpdf_cleanup(&file->qpdf);
    pthread_mutex_destroy(&file->lock);
    free(file);
}

int omr_pdf_page_count(const struct omr_pdf_file *file) {
    return file->page_count;
}

/* The value of `key`, or of its short form in old files; null where there is none. */
static qpdf_oh find_key(qpdf_data qpdf, qpdf_oh dict, const char *key) {
    return qpdf_oh_get_key_if_dict(qpdf, dict, key);
}

static double number_at(qpdf_data qpdf, qpdf_oh array, int index) {
    double number = 0;
    qpdf_oh_get_value_as_number(qpdf, qpdf_oh_get_array_item(qpdf, array, index), &number);
    return number;
}

static int find_int(qpdf_data qpdf, qpdf_oh dict, const char *key, int usual) {
    int value = usual;
    qpdf_oh_get_value_as_int(qpdf, find_key(qpdf, dict, key), &value);
    return value;
}

static bool find_bool(qpdf_data qpdf, qpdf_oh dict, const char *key) {
    QPDF_BOOL value = QPDF_FALSE;
    qpdf_oh_get_value_as_bool(qpdf, find_key(qpdf, dict, key), &value);
    return value;
}

static bool is_name(qpdf_data qpdf, qpdf_oh object, const char *name) {
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
    return is_name(qpdf, filter, "/ASCIIHexDecode") || is_name(qpdf, filter, "/ASCII85Decode");
}

static struct packing find_packing(qpdf_data qpdf, qpdf_oh dict) {
    struct packing packing = {.letters = 0};
    qpdf_oh filters = find_key(qpdf, dict, "/Filter");
    qpdf_oh parameters = find_key(qpdf, dict, "/DecodeParms");
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

static enum omr_status take_letters_off(struct search *search, qpdf_oh filter,
                                        unsigned char **bytes, size_t *size) {
    struct omr_buffer plain = {0};
    if (is_name(search->qpdf, filter, "/ASCIIHexDecode"))
        omr_pdf_unhex(&plain, *bytes, *size);
    else
        omr_pdf_unascii85(&plain, *bytes, *size);
    free(*bytes);
    *bytes = (unsigned char *)omr_buffer_detach(&plain, size);
    return *bytes ? OMR_OK : omr_fail_memory(search->err);
}

/* A stream's bytes before its one filter, or none. `*bytes` is to be freed, also after a failure.
 */
static enum omr_status copy_stream(struct search *search, qpdf_oh stream, unsigned char **bytes,
                                   size_t *size) {
    QPDF_BOOL is_filtered;
    qpdf_data qpdf = search->qpdf;
    qpdf_oh filters = find_key(qpdf, qpdf_oh_get_dict(qpdf, stream), "/Filter");
    int letters = find_packing(qpdf, qpdf_oh_get_dict(qpdf, stream)).letters;
    enum omr_status status = OMR_OK;
    if (qpdf_oh_get_stream_data(qpdf, stream, qpdf_dl_none, &is_filtered, bytes, size) &
        QPDF_ERRORS)
        return fail_damaged(search->err, "one of its streams cannot be read");
    if (letters > LETTERS_MAX)
        return fail_kind(search->err, "it is packed too often");
    for (int i = 0; !status && i < letters; i++)
        status = take_letters_off(search, item_or_self(qpdf, filters, i), bytes, size);
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

static enum omr_status read_filter(struct search *search, qpdf_oh dict,
                                   struct omr_pdf_picture *picture) {
    static const struct {
        const char *name;
        enum omr_pdf_filter filter;
    } known[] = {{"/FlateDecode", OMR_PDF_FLATE},
                 {"/LZWDecode", OMR_PDF_LZW},
                 {"/RunLengthDecode", OMR_PDF_RUNS},
                 {"/CCITTFaxDecode", OMR_PDF_FAX},
                 {"/DCTDecode", OMR_PDF_JPEG}};
    qpdf_data qpdf = search->qpdf;
    struct packing packing = find_packing(qpdf, dict);
    qpdf_oh filter = packing.filter, parameters = packing.parameters;
    picture->filter = OMR_PDF_PLAIN;
    picture->predictor = 1;
    if (packing.count == 0)
        return OMR_OK;
    if (packing.count > 1)
        return fail_kind(search->err, "its picture is packed twice");
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (is_name(qpdf, filter, known[i].name)) {
            picture->filter = known[i].filter;
            picture->predictor = (uint32_t)find_int(qpdf, parameters, "/Predictor", 1);
            picture->fax_k = find_int(qpdf, parameters, "/K", 0);
            picture->is_fax_aligned = find_bool(qpdf, parameters, "/EncodedByteAlign");
            if (picture->filter == OMR_PDF_FAX) {
                picture->is_inverted = find_bool(qpdf, parameters, "/BlackIs1");
                picture->width = (uint32_t)find_int(qpdf, parameters, "/Columns", 1728);
            }
            return OMR_OK;
        }
    if (is_name(qpdf, filter, "/JBIG2Decode"))
        return fail_kind(search->err, "its picture is packed as JBIG2");
    if (is_name(qpdf, filter, "/JPXDecode"))
        return fail_kind(search->err, "its picture is a JPEG 2000");
    return fail_kind(search->err, "its picture is packed in an unusual way");
}

static int channels_of_name(qpdf_data qpdf, qpdf_oh space) {
    static const struct {
        const char *name;
        int channels;
    } known[] = {
        {"/DeviceGray", 1}, {"/CalGray", 1}, {"/DeviceRGB", 3}, {"/CalRGB", 3}, {"/DeviceCMYK", 4}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (is_name(qpdf, space, known[i].name))
            return known[i].channels;
    return 0;
}

/* 0 for colour spaces that paper does not come in. */
static int channels_of_space(qpdf_data qpdf, qpdf_oh space) {
    if (!qpdf_oh_is_array(qpdf, space) || qpdf_oh_get_array_n_items(qpdf, space) < 2)
        return channels_of_name(qpdf, space);
    qpdf_oh name = qpdf_oh_get_array_item(qpdf, space, 0);
    qpdf_oh profile = qpdf_oh_get_array_item(qpdf, space, 1);
    if (!is_name(qpdf, name, "/ICCBased"))
        return channels_of_name(qpdf, name);
    if (!qpdf_oh_is_stream(qpdf, profile))
        return 0;
    int channels = find_int(qpdf, qpdf_oh_get_dict(qpdf, profile), "/N", 0);
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
        return fail_kind(err, "it is no scan: it draws too much");
    if (result != LIBDEFLATE_SUCCESS)
        return fail_damaged(err, "one of its streams cannot be unpacked");
    into->size = made;
    return OMR_OK;
}

/* A stream that is not a picture, unpacked. */
static enum omr_status unpack_stream(struct search *search, qpdf_oh stream, size_t max_size,
                                     struct omr_buffer *into) {
    qpdf_data qpdf = search->qpdf;
    struct packing packing = find_packing(qpdf, qpdf_oh_get_dict(qpdf, stream));
    unsigned char *bytes = NULL;
    size_t size = 0;
    int count = packing.count;
    if (count > 1 || (count == 1 && !is_name(qpdf, packing.filter, "/FlateDecode")) ||
        find_int(qpdf, packing.parameters, "/Predictor", 1) != 1)
        return fail_kind(search->err, "its content is packed in an unusual way");
    enum omr_status status = copy_stream(search, stream, &bytes, &size);
    if (!status && count == 0 && size > max_size)
        status = fail_kind(search->err, "it is no scan: it draws too much");
    if (!status && count == 0)
        omr_buffer_append(into, bytes, size);
    else if (!status)
        status = inflate(bytes, size, max_size, into, search->err);
    free(bytes);
    return !status && into->has_failed ? omr_fail_memory(search->err) : status;
}

static void to_rgb(uint8_t rgb[3], const unsigned char *samples, int channels) {
    for (int i = 0; i < 3; i++)
        rgb[i] = channels == 4   ? (uint8_t)((255 - samples[i]) * (255 - samples[3]) / 255)
                 : channels == 3 ? samples[i]
                                 : samples[0];
}

/* [/Indexed base highest table], the table a string or a stream. */
static enum omr_status read_palette(struct search *search, qpdf_oh space,
                                    struct omr_pdf_picture *picture) {
    qpdf_data qpdf = search->qpdf;
    struct omr_buffer unpacked = {0};
    enum omr_status status = OMR_OK;
    if (qpdf_oh_get_array_n_items(qpdf, space) < 4)
        return fail_damaged(search->err, "a palette is missing");
    int channels = channels_of_space(qpdf, qpdf_oh_get_array_item(qpdf, space, 1));
    qpdf_oh table = qpdf_oh_get_array_item(qpdf, space, 3);
    if (channels == 0)
        return fail_kind(search->err, "its colours");
    if (qpdf_oh_is_stream(qpdf, table)) {
        status = unpack_stream(search, table, CONTENT_MAX_BYTES, &unpacked);
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
    return status || count ? status : fail_damaged(search->err, "a palette is missing");
}

static bool is_palette(qpdf_data qpdf, qpdf_oh space) {
    return qpdf_oh_is_array(qpdf, space) && qpdf_oh_get_array_n_items(qpdf, space) > 0 &&
           is_name(qpdf, qpdf_oh_get_array_item(qpdf, space, 0), "/Indexed");
}

static enum omr_status read_colours(struct search *search, qpdf_oh dict,
                                    struct omr_pdf_picture *picture) {
    qpdf_data qpdf = search->qpdf;
    qpdf_oh space = find_key(qpdf, dict, "/ColorSpace");
    qpdf_oh decode = find_key(qpdf, dict, "/Decode");
    picture->depth = (uint32_t)find_int(qpdf, dict, "/BitsPerComponent", 1);
    picture->is_mask = find_bool(qpdf, dict, "/ImageMask");
    if (picture->is_mask)
        picture->depth = 1;
    bool is_depth_known = picture->depth == 1 || picture->depth == 2 || picture->depth == 4 ||
                          picture->depth == 8 || picture->depth == 16;
    if (!is_depth_known)
        return fail_damaged(search->err, "a picture has no depth");
    if (qpdf_oh_is_array(qpdf, decode) && qpdf_oh_get_array_n_items(qpdf, decode) >= 2 &&
        number_at(qpdf, decode, 0) > number_at(qpdf, decode, 1))
        picture->is_inverted = !picture->is_inverted;
    picture->channels = 1;
    /* A JPEG with inks says itself which way they are. */
    if (picture->filter == OMR_PDF_JPEG && channels_of_space(qpdf, space) == 4)
        picture->is_inverted = false;
    if (picture->is_mask || picture->filter == OMR_PDF_FAX || picture->filter == OMR_PDF_JPEG)
        return OMR_OK;
    if (is_palette(qpdf, space) && picture->depth <= 8)
        return read_palette(search, space, picture);
    picture->channels = channels_of_space(qpdf, space);
    if (picture->channels == 0 || (picture->channels > 1 && picture->depth < 8))
        return fail_kind(search->err, "its colours");
    if (picture->channels == 4 && (picture->predictor >= 10 || picture->is_inverted))
        return fail_kind(search->err, "its inks");
    return OMR_OK;
}

static enum omr_status read_picture(struct search *search, qpdf_oh stream,
                                    struct omr_pdf_picture *picture) {
    qpdf_data qpdf = search->qpdf;
    qpdf_oh dict = qpdf_oh_get_dict(qpdf, stream);
    enum omr_status status;
    if ((status = read_filter(search, dict, picture)) ||
        (status = read_colours(search, dict, picture)))
        return status;
    if (picture->filter != OMR_PDF_FAX)
        picture->width = (uint32_t)find_int(qpdf, dict, "/Width", 0);
    picture->height = (uint32_t)find_int(qpdf, dict, "/Height", 0);
    if ((status = copy_stream(search, stream, &picture->bytes, &picture->size)))
        return status;
    if (picture->filter == OMR_PDF_JPEG)
        hide_exif(picture);
    search->picture_size += picture->size;
    if (search->picture_size > USE_TWICE * search->file->size)
        return fail_kind(search->err, "it shows the same pictures again and again");
    return OMR_OK;
}

/* What lies over a picture: /SMask, where white is opaque, or /Mask, where dark is. */
static enum omr_status read_alpha(struct search *search, qpdf_oh dict,
                                  struct omr_pdf_picture *picture) {
    qpdf_oh mask = find_key(search->qpdf, dict, "/SMask");
    if (!qpdf_oh_is_stream(search->qpdf, mask)) {
        mask = find_key(search->qpdf, dict, "/Mask");
        picture->is_alpha_dark = true;
    }
    if (!qpdf_oh_is_stream(search->qpdf, mask))
        return OMR_OK;
    picture->alpha = calloc(1, sizeof *picture->alpha);
    return picture->alpha ? read_picture(search, mask, picture->alpha)
                          : omr_fail_memory(search->err);
}

static enum omr_status add_picture(struct search *search, qpdf_oh stream,
                                   const struct omr_pdf_state *state) {
    struct omr_pdf_page *page = search->page;
    if (page->count == PICTURES_MAX)
        return fail_kind(search->err, "it consists of too many pictures");
    if (page->count == search->capacity) {
        int capacity = search->capacity ? 4 * search->capacity : 4;
        struct omr_pdf_picture *grown =
            realloc(page->pictures, (size_t)capacity * sizeof *page->pictures);
        if (!grown)
            return omr_fail_memory(search->err);
        page->pictures = grown;
        search->capacity = capacity;
    }
    struct omr_pdf_picture *picture = &page->pictures[page->count++];
    *picture = (struct omr_pdf_picture){.state = *state};
    enum omr_status status = read_picture(search, stream, picture);
    return status ? status : read_alpha(search, qpdf_oh_get_dict(search->qpdf, stream), picture);
}

static bool draw(void *context, const char *name, const struct omr_pdf_state *state);

static enum omr_status read_content(struct search *search, qpdf_oh resources,
                                    const struct omr_pdf_state *state,
                                    const struct omr_buffer *bytes) {
    struct drawing drawing = {.search = search, .resources = resources};
    drawing.content = (struct omr_pdf_content){
        .draw = draw, .context = &drawing, .has_pictures = search->page->count > 0};
    omr_pdf_content_read(&drawing.content, state, bytes->bytes, bytes->size);
    search->page->has_other |= drawing.content.has_other;
    return search->status;
}

static enum omr_status unpack_content(struct search *search, qpdf_oh stream,
                                      struct omr_buffer *into) {
    size_t before = into->size;
    struct omr_buffer part = {0};
    enum omr_status status = unpack_stream(search, stream, CONTENT_MAX_BYTES, &part);
    if (!status) {
        omr_buffer_append(into, part.bytes, part.size);
        omr_buffer_char(into, '\n');
    }
    omr_buffer_clear(&part);
    search->content_size += into->size - before;
    if (!status && search->content_size > CONTENT_MAX_BYTES)
        return fail_kind(search->err, "it is no scan: it draws too much");
    return !status && into->has_failed ? omr_fail_memory(search->err) : status;
}

/* A form is a page within the page. */
static enum omr_status draw_form(struct search *search, qpdf_oh form, qpdf_oh outer,
                                 const struct omr_pdf_state *state) {
    qpdf_data qpdf = search->qpdf;
    qpdf_oh dict = qpdf_oh_get_dict(qpdf, form);
    qpdf_oh matrix = find_key(qpdf, dict, "/Matrix");
    qpdf_oh resources = find_key(qpdf, dict, "/Resources");
    struct omr_pdf_state inner = *state;
    struct omr_buffer content = {0};
    if (search->depth == FORMS_MAX_DEPTH)
        return fail_kind(search->err, "it is nested too deep");
    if (qpdf_oh_is_array(qpdf, matrix) && qpdf_oh_get_array_n_items(qpdf, matrix) == 6) {
        struct omr_pdf_matrix own = {number_at(qpdf, matrix, 0), number_at(qpdf, matrix, 1),
                                     number_at(qpdf, matrix, 2), number_at(qpdf, matrix, 3),
                                     number_at(qpdf, matrix, 4), number_at(qpdf, matrix, 5)};
        inner.matrix = omr_pdf_matrix_join(&own, &state->matrix);
    }
    search->depth++;
    enum omr_status status = unpack_content(search, form, &content);
    if (!status)
        status = read_content(search, qpdf_oh_is_dictionary(qpdf, resources) ? resources : outer,
                              &inner, &content);
    search->depth--;
    omr_buffer_clear(&content);
    return status;
}

static bool draw(void *context, const char *name, const struct omr_pdf_state *state) {
    struct drawing *drawing = context;
    struct search *search = drawing->search;
    qpdf_data qpdf = search->qpdf;
    char key[160] = "/";
    strncat(key, name, sizeof key - 2);
    qpdf_oh object = find_key(qpdf, find_key(qpdf, drawing->resources, "/XObject"), key);
    if (!qpdf_oh_is_stream(qpdf, object))
        return true;
    qpdf_oh kind = find_key(qpdf, qpdf_oh_get_dict(qpdf, object), "/Subtype");
    if (++search->drawings > DRAWINGS_MAX)
        search->status = fail_kind(search->err, "it is no scan: it draws too much");
    else if (is_name(qpdf, kind, "/Image"))
        search->status = add_picture(search, object, state);
    else if (is_name(qpdf, kind, "/Form"))
        search->status = draw_form(search, object, drawing->resources, state);
    drawing->content.has_pictures = search->page->count > 0;
    return search->status == OMR_OK;
}

static enum omr_status read_box(struct search *search, qpdf_oh dict) {
    qpdf_data qpdf = search->qpdf;
    struct omr_pdf_page *page = search->page;
    qpdf_oh box = find_key(qpdf, dict, "/CropBox");
    if (!qpdf_oh_is_array(qpdf, box) || qpdf_oh_get_array_n_items(qpdf, box) != 4)
        box = find_key(qpdf, dict, "/MediaBox");
    if (!qpdf_oh_is_array(qpdf, box) || qpdf_oh_get_array_n_items(qpdf, box) != 4)
        return fail_damaged(search->err, "a page has no size");
    double x[2] = {number_at(qpdf, box, 0), number_at(qpdf, box, 2)};
    double y[2] = {number_at(qpdf, box, 1), number_at(qpdf, box, 3)};
    page->left = x[x[0] > x[1]];
    page->right = x[x[0] <= x[1]];
    page->bottom = y[y[0] > y[1]];
    page->top = y[y[0] <= y[1]];
    if (!(page->right - page->left >= 1) || !(page->top - page->bottom >= 1))
        return fail_damaged(search->err, "a page has no size");
    int rotation = find_int(qpdf, dict, "/Rotate", 0) % 360;
    page->rotation = (rotation + 360) % 360 / 90 * 90;
    return OMR_OK;
}

/* Marks drawn with a viewer's pen would be lost silently. Links and notes show nothing. */
static bool has_drawn_notes(qpdf_data qpdf, qpdf_oh dict) {
    static const char *const unseen[] = {"/Link", "/Popup", "/Text", "/FileAttachment"};
    qpdf_oh notes = find_key(qpdf, dict, "/Annots");
    int count = qpdf_oh_is_array(qpdf, notes) ? qpdf_oh_get_array_n_items(qpdf, notes) : 0;
    for (int i = 0; i < count; i++) {
        qpdf_oh note = qpdf_oh_get_array_item(qpdf, notes, i);
        qpdf_oh kind = find_key(qpdf, note, "/Subtype");
        bool is_seen = qpdf_oh_is_name(qpdf, kind);
        for (size_t k = 0; k < sizeof unseen / sizeof *unseen; k++)
            is_seen = is_seen && !is_name(qpdf, kind, unseen[k]);
        if (is_seen)
            return true;
    }
    return false;
}

static enum omr_status read_page(struct search *search, qpdf_oh dict) {
    static const struct omr_pdf_state start = {.matrix = {.a = 1, .d = 1}};
    qpdf_data qpdf = search->qpdf;
    qpdf_oh contents = find_key(qpdf, dict, "/Contents");
    struct omr_buffer content = {0};
    enum omr_status status = read_box(search, dict);
    if (!status && has_drawn_notes(qpdf, dict))
        status = fail_kind(search->err, "notes are drawn on it");
    if (qpdf_oh_is_array(qpdf, contents)) {
        int count = qpdf_oh_get_array_n_items(qpdf, contents);
        for (int i = 0; !status && i < count; i++) {
            qpdf_oh part = qpdf_oh_get_array_item(qpdf, contents, i);
            if (qpdf_oh_is_stream(qpdf, part))
                status = unpack_content(search, part, &content);
        }
    } else if (!status && qpdf_oh_is_stream(qpdf, contents)) {
        status = unpack_content(search, contents, &content);
    }
    if (!status)
        status = read_content(search, find_key(qpdf, dict, "/Resources"), &start, &content);
    omr_buffer_clear(&content);
    return status;
}

enum omr_status omr_pdf_page_find(struct omr_pdf_page *page, struct omr_pdf_file *file, int number,
                                  struct omr_error *err) {
    struct omr_pdf_page found = {0};
    struct search search = {.file = file, .qpdf = file->qpdf, .page = &found, .err = err};
    pthread_mutex_lock(&file->lock);
    qpdf_oh dict = qpdf_get_page_n(file->qpdf, (size_t)number);
    enum omr_status status = qpdf_oh_is_dictionary(file->qpdf, dict)
                                 ? read_page(&search, dict)
                                 : fail_damaged(err, "a page is missing");
    qpdf_oh_release_all(file->qpdf);
    pthread_mutex_unlock(&file->lock);
    if (status)
        omr_pdf_page_clear(&found);
    else
        *page = found;
    return status;
}

void omr_pdf_page_clear(struct omr_pdf_page *page) {
    for (int i = 0; i < page->count; i++)
        omr_pdf_picture_clear(&page->pictures[i]);
    free(page->pictures);
    *page = (struct omr_pdf_page){0};
}
