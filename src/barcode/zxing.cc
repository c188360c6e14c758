// SPDX-License-Identifier: MIT
#include "barcode/zxing.h"

extern "C" {
#include "base/error.h"
}

#include <cstdlib>
#include <cstring>
#include <exception>
#include <new>

#define ZX_USE_UTF8
#include <ZXing/ReadBarcode.h>

static const int MOST_CODES = 16; // of one picture

static ZXing::DecodeHints make_hints(const omr_zxing_request &request, int most) {
    ZXing::DecodeHints hints;
    hints.setFormats(ZXing::BarcodeFormatsFromString(request.formats));
    hints.setTryCode39ExtendedMode(request.is_extended);
    hints.setMaxNumberOfSymbols(static_cast<uint8_t>(most));
    if (request.has_global_threshold)
        hints.setBinarizer(ZXing::Binarizer::GlobalHistogram);
    return hints;
}

static enum omr_status copy_text(const std::string &found, char **text, size_t *size,
                                 struct omr_error *err) {
    char *copy = static_cast<char *>(std::malloc(found.size() + 1));
    if (!copy)
        return omr_fail_memory(err);
    std::memcpy(copy, found.c_str(), found.size() + 1);
    *text = copy;
    *size = found.size();
    return OMR_OK;
}

// What zxing throws while it looks at pixels only means that it found nothing there.
static ZXing::Results look(const omr_zxing_request &request, const ZXing::DecodeHints &hints) {
    try {
        ZXing::ImageView view(request.pixels, request.width, request.height,
                              ZXing::ImageFormat::Lum, request.stride);
        return ZXing::ReadBarcodes(view, hints);
    } catch (const std::bad_alloc &) {
        throw;
    } catch (const std::exception &) {
        return {};
    }
}

// What else was thrown; called from a handler.
static enum omr_status explain(const omr_zxing_request &request, struct omr_error *err) {
    try {
        throw;
    } catch (const std::bad_alloc &) {
        return omr_fail_memory(err);
    } catch (...) {
        return omr_fail(err, OMR_ERROR_INTERNAL, "barcode.formats",
                        "barcodes of the formats %s cannot be looked for", request.formats);
    }
}

extern "C" enum omr_status omr_zxing_read(const struct omr_zxing_request *request, char **text,
                                          size_t *size, struct omr_error *err) {
    try {
        for (const ZXing::Result &result : look(*request, make_hints(*request, 1)))
            if (result.isValid() && !result.text().empty())
                return copy_text(result.text(), text, size, err);
        *text = nullptr;
        *size = 0;
        return OMR_OK;
    } catch (...) {
        return explain(*request, err);
    }
}

extern "C" enum omr_status omr_zxing_visit_all(const struct omr_zxing_request *request,
                                               omr_zxing_visit *visit, void *context,
                                               struct omr_error *err) {
    try {
        for (const ZXing::Result &result : look(*request, make_hints(*request, MOST_CODES))) {
            std::string text = result.text();
            if (result.isValid() && !text.empty())
                visit(context, text.c_str(), text.size());
        }
        return OMR_OK;
    } catch (...) {
        return explain(*request, err);
    }
}
