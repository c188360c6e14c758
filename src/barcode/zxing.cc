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

static ZXing::DecodeHints make_hints(const omr_zxing_request &request) {
    ZXing::DecodeHints hints;
    hints.setFormats(ZXing::BarcodeFormatsFromString(request.formats));
    hints.setTryCode39ExtendedMode(request.is_extended);
    hints.setMaxNumberOfSymbols(1);
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
static ZXing::Result look(const omr_zxing_request &request, const ZXing::DecodeHints &hints) {
    try {
        ZXing::ImageView view(request.pixels, request.width, request.height,
                              ZXing::ImageFormat::Lum, request.stride);
        return ZXing::ReadBarcode(view, hints);
    } catch (const std::bad_alloc &) {
        throw;
    } catch (const std::exception &) {
        return {};
    }
}

extern "C" enum omr_status omr_zxing_read(const struct omr_zxing_request *request, char **text,
                                          size_t *size, struct omr_error *err) {
    try {
        ZXing::Result result = look(*request, make_hints(*request));
        if (result.isValid() && !result.text().empty())
            return copy_text(result.text(), text, size, err);
        *text = nullptr;
        *size = 0;
        return OMR_OK;
    } catch (const std::bad_alloc &) {
        return omr_fail_memory(err);
    } catch (...) {
        return omr_fail(err, OMR_ERROR_INTERNAL, "barcode.formats",
                        "barcodes of the formats %s cannot be looked for", request->formats);
    }
}
