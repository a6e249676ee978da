// SPDX-License-Identifier: Apache-2.0

/// libcurl for Swift: its variadic calls behind typed shims.
#pragma once
#include <curl/curl.h>
#include <string.h>

static inline CURLcode daybreak_curl_set_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode daybreak_curl_set_text(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode daybreak_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
    return curl_easy_setopt(handle, option, value);
}

typedef size_t (*daybreak_curl_data_callback)(char *data, size_t size, size_t count, void *context);

static inline CURLcode daybreak_curl_set_data_callback(
    CURL *handle, CURLoption option, daybreak_curl_data_callback value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode daybreak_curl_set_progress_callback(CURL *handle, curl_xferinfo_callback value) {
    return curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, value);
}

static inline CURLcode daybreak_curl_active_socket(CURL *handle, curl_socket_t *socket) {
    return curl_easy_getinfo(handle, CURLINFO_ACTIVESOCKET, socket);
}

static inline CURLcode daybreak_curl_set_opensocket_callback(CURL *handle, curl_opensocket_callback value) {
    return curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, value);
}

static inline CURLcode daybreak_curl_response_code(CURL *handle, long *code) {
    return curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, code);
}

static inline CURLcode daybreak_curl_text(CURL *handle, CURLINFO info, const char **text) {
    return curl_easy_getinfo(handle, info, text);
}

/// A field of the certificate that the server showed, like "Expire date"; NULL when there is none. It stays until the handle's end.
static inline const char *daybreak_curl_certificate_field(CURL *handle, const char *name) {
    struct curl_certinfo *info = NULL;
    if (curl_easy_getinfo(handle, CURLINFO_CERTINFO, &info) != CURLE_OK || !info || info->num_of_certs < 1) return NULL;
    size_t length = strlen(name);
    for (struct curl_slist *field = info->certinfo[0]; field; field = field->next)
        if (!strncmp(field->data, name, length) && field->data[length] == ':') return field->data + length + 1;
    return NULL;
}
