// SPDX-License-Identifier: Apache-2.0

/// libgd for Swift, loaded while the program runs: only the process that reads strangers' pictures does, and no other one pays
/// for the libraries of all their formats.
#pragma once
#include <gd.h>

/// The functions that are used, under their own names.
struct gd_library {
    __typeof__(&gdImageCreateFromJpegPtr) gdImageCreateFromJpegPtr;
    __typeof__(&gdImageCreateFromPngPtr) gdImageCreateFromPngPtr;
    __typeof__(&gdImageCreateFromGifPtr) gdImageCreateFromGifPtr;
    __typeof__(&gdImageCreateFromWebpPtr) gdImageCreateFromWebpPtr;
    __typeof__(&gdImageCreateFromAvifPtr) gdImageCreateFromAvifPtr;
    __typeof__(&gdImageCreateFromHeifPtr) gdImageCreateFromHeifPtr;
    __typeof__(&gdImageCreateTrueColor) gdImageCreateTrueColor;
    __typeof__(&gdImageDestroy) gdImageDestroy;
    __typeof__(&gdImagePaletteToTrueColor) gdImagePaletteToTrueColor;
    __typeof__(&gdImageCopyResampled) gdImageCopyResampled;
    __typeof__(&gdImageAlphaBlending) gdImageAlphaBlending;
    __typeof__(&gdImageSaveAlpha) gdImageSaveAlpha;
    __typeof__(&gdImageInterlace) gdImageInterlace;
    __typeof__(&gdImageJpegPtr) gdImageJpegPtr;
    __typeof__(&gdImagePngPtrEx) gdImagePngPtrEx;
    __typeof__(&gdImageGifPtr) gdImageGifPtr;
    __typeof__(&gdImageWebpPtr) gdImageWebpPtr;
    __typeof__(&gdImageAvifPtr) gdImageAvifPtr;
    __typeof__(&gdFree) gdFree;
};

/// Loads libgd, which then says nothing on standard error.
/// - Returns: NULL where it is not there.
const struct gd_library *gd_load(void);
