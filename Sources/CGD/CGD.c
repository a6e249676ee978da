// SPDX-License-Identifier: Apache-2.0
#include "CGD.h"
#include <dlfcn.h>
#include <malloc.h>
#include <stdarg.h>
#include <stddef.h>

static void ignore(int priority, const char *format, va_list arguments) {
    (void)priority;
    (void)format;
    (void)arguments;
}

const struct gd_library *gd_load(void) {
    static struct gd_library library;
    void *handle = dlopen("libgd.so.3", RTLD_NOW | RTLD_LOCAL);
    if (!handle) return NULL;
#define FIND(name)                                                                                                     \
    if (!(library.name = (__typeof__(library.name))dlsym(handle, #name))) return NULL
    FIND(gdImageCreateFromJpegPtr);
    FIND(gdImageCreateFromPngPtr);
    FIND(gdImageCreateFromGifPtr);
    FIND(gdImageCreateFromWebpPtr);
    FIND(gdImageCreateFromAvifPtr);
    FIND(gdImageCreateFromHeifPtr);
    FIND(gdImageCreateTrueColor);
    FIND(gdImageDestroy);
    FIND(gdImagePaletteToTrueColor);
    FIND(gdImageCopyResampled);
    FIND(gdImageAlphaBlending);
    FIND(gdImageSaveAlpha);
    FIND(gdImageInterlace);
    FIND(gdImageJpegPtr);
    FIND(gdImagePngPtrEx);
    FIND(gdImageGifPtr);
    FIND(gdImageWebpPtr);
    FIND(gdImageAvifPtr);
    FIND(gdFree);
    __typeof__(&gdSetErrorMethod) setErrorMethod = (__typeof__(&gdSetErrorMethod))dlsym(handle, "gdSetErrorMethod");
    if (setErrorMethod) setErrorMethod(ignore);
    // Decoders with threads of their own would take address space for a heap each.
    mallopt(M_ARENA_MAX, 2);
    return &library;
}
